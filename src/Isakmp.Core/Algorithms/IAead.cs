using Isakmp.Registry;

namespace Isakmp.Algorithms;

/// <summary>A cipher that authenticates what it encrypts (RFC 5116, RFC 5282).</summary>
/// <remarks>The nonce is the salt, from the key material, followed by the IV, from the message (RFC 5282 section 4).</remarks>
public interface IAead
{
    /// <summary>The cipher (Transform Type 1).</summary>
    EncryptionAlgorithm Algorithm { get; }

    /// <summary>The size of the key, in octets, without the salt.</summary>
    int KeySize { get; }

    /// <summary>The size of the salt that follows the key in the key material, in octets.</summary>
    int SaltSize { get; }

    /// <summary>The size of the explicit initialization vector in the message, in octets.</summary>
    int IvSize { get; }

    /// <summary>The size of the Integrity Check Value, in octets.</summary>
    int IcvSize { get; }

    /// <summary>Prepares the cipher with a key.</summary>
    /// <param name="key">Exactly <see cref="KeySize"/> octets.</param>
    /// <returns>The keyed cipher; the caller disposes of it.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> has another size.</exception>
    KeyedAead Create(ReadOnlySpan<byte> key);
}
