using Isakmp.Registry;

namespace Isakmp.Algorithms;

/// <summary>A cipher without authentication, such as AES-CBC (RFC 3602).</summary>
public interface ICipher
{
    /// <summary>The cipher (Transform Type 1).</summary>
    EncryptionAlgorithm Algorithm { get; }

    /// <summary>The size of the key, in octets.</summary>
    int KeySize { get; }

    /// <summary>The size of the initialization vector, in octets.</summary>
    int IvSize { get; }

    /// <summary>The size of a block, in octets; input is a multiple of it.</summary>
    int BlockSize { get; }

    /// <summary>Prepares the cipher with a key.</summary>
    /// <param name="key">Exactly <see cref="KeySize"/> octets.</param>
    /// <returns>The keyed cipher; the caller disposes of it.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> has another size.</exception>
    KeyedCipher Create(ReadOnlySpan<byte> key);
}
