using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Inspection.Foreign;

/// <summary>A cipher that can be named in an offer and not be used.</summary>
internal sealed class OfferedCipher(EncryptionAlgorithm algorithm, int keySize) : ICipher
{
    public EncryptionAlgorithm Algorithm { get; } = algorithm;

    public int KeySize { get; } = keySize;

    public int IvSize => 8;

    public int BlockSize => 8;

    public KeyedCipher Create(ReadOnlySpan<byte> key) => throw new NotSupportedException($"{Algorithm} can only be offered here: the provider lacks it.");
}
