using Isakmp.Registry;

namespace Isakmp.Algorithms;

/// <summary>A cipher without authentication, such as AES-CBC (RFC 3602) or AES-CTR (RFC 5930).</summary>
public interface ICipher
{
    /// <summary>The cipher (Transform Type 1).</summary>
    EncryptionAlgorithm Algorithm { get; }

    /// <summary>The size of the key, in octets; in counter mode with the nonce of 4 that follows it in the key material (RFC 5930 section 2).</summary>
    int KeySize { get; }

    /// <summary>The size of the initialization vector, in octets.</summary>
    int IvSize { get; }

    /// <summary>The size of a block, in octets; input is a multiple of it. 1 for a stream cipher.</summary>
    int BlockSize { get; }

    /// <summary>Prepares the cipher with a key.</summary>
    /// <param name="key">Exactly <see cref="KeySize"/> octets.</param>
    /// <returns>The keyed cipher; the caller disposes of it.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> has another size.</exception>
    KeyedCipher Create(ReadOnlySpan<byte> key);
}
