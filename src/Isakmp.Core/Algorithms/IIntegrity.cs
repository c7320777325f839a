using Isakmp.Registry;

namespace Isakmp.Algorithms;

/// <summary>An integrity algorithm that protects the messages of an IKE SA beside a cipher (RFC 7296 section 3.14).</summary>
public interface IIntegrity
{
    /// <summary>The algorithm (Transform Type 3).</summary>
    IntegrityAlgorithm Algorithm { get; }

    /// <summary>The fixed size of the key, in octets.</summary>
    int KeySize { get; }

    /// <summary>The size of the Integrity Check Value, in octets.</summary>
    int IcvSize { get; }

    /// <summary>Prepares the algorithm with a key.</summary>
    /// <param name="key">Exactly <see cref="KeySize"/> octets.</param>
    /// <returns>The keyed algorithm, whose output is the truncated ICV; the caller disposes of it.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> has another size.</exception>
    KeyedMac Create(ReadOnlySpan<byte> key);
}
