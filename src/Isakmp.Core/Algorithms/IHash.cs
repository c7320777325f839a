using Isakmp.Registry;

namespace Isakmp.Algorithms;

/// <summary>A hash function.</summary>
public interface IHash
{
    /// <summary>The function, by its number in the IKEv2 hash algorithm registry (RFC 7427).</summary>
    HashAlgorithmIdentifier Algorithm { get; }

    /// <summary>The size of the output, in octets.</summary>
    int Size { get; }

    /// <summary>Computes the hash without allocating.</summary>
    /// <param name="data">The input.</param>
    /// <param name="destination">Exactly <see cref="Size"/> octets.</param>
    void Compute(ReadOnlySpan<byte> data, Span<byte> destination);
}
