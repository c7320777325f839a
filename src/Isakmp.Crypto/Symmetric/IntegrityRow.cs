using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Symmetric;

/// <summary>A row of the catalogue of integrity algorithms.</summary>
internal sealed class IntegrityRow(IntegrityAlgorithm algorithm, int keySize, int icvSize, MacFactory factory) : IIntegrity
{
    public IntegrityAlgorithm Algorithm => algorithm;

    public int KeySize => keySize;

    public int IcvSize => icvSize;

    public KeyedMac Create(ReadOnlySpan<byte> key)
    {
        KeyedSizes.RequireKey(key, keySize);
        return factory(key, icvSize);
    }
}
