using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Symmetric;

/// <summary>A row of the catalogue of hash functions.</summary>
internal sealed class HashRow(HashAlgorithmIdentifier algorithm, int size, HashFunction function) : IHash
{
    public HashAlgorithmIdentifier Algorithm => algorithm;

    public int Size => size;

    public void Compute(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        KeyedSizes.RequireExactly(destination, size, nameof(destination));
        function(data, destination);
    }
}
