using Isakmp.Registry;

namespace Isakmp.Algorithms;

/// <summary>A pseudorandom function (RFC 7296 section 2.13).</summary>
public interface IPrf
{
    /// <summary>The function (Transform Type 2).</summary>
    PseudorandomFunction Algorithm { get; }

    /// <summary>The size of the output, in octets.</summary>
    int OutputSize { get; }

    /// <summary>The preferred key size, in octets, which is the length of SK_d and SK_p (RFC 7296 section 2.14).</summary>
    int PreferredKeySize { get; }

    /// <summary>Prepares the function with a key.</summary>
    /// <param name="key">The key, of any length that the function takes.</param>
    /// <returns>The keyed function; the caller disposes of it.</returns>
    KeyedMac Create(ReadOnlySpan<byte> key);

    /// <summary>Computes the function in one go; an HMAC does so without allocating, a function made of a block cipher prepares that cipher each time.</summary>
    /// <param name="key">The key.</param>
    /// <param name="data">The input.</param>
    /// <param name="destination">Exactly <see cref="OutputSize"/> octets.</param>
    void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> destination);
}
