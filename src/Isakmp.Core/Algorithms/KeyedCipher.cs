namespace Isakmp.Algorithms;

/// <summary>A cipher with its key, used again and again without allocating; pads nothing.</summary>
public abstract class KeyedCipher : IDisposable
{
    /// <summary>Encrypts whole blocks.</summary>
    /// <param name="iv">The initialization vector.</param>
    /// <param name="plaintext">A multiple of the block size.</param>
    /// <param name="ciphertext">As long as the plaintext; may be the same memory.</param>
    public abstract void Encrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext);

    /// <summary>Decrypts whole blocks.</summary>
    /// <param name="iv">The initialization vector.</param>
    /// <param name="ciphertext">A multiple of the block size.</param>
    /// <param name="plaintext">As long as the ciphertext; may be the same memory.</param>
    public abstract void Decrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the key.</summary>
    /// <param name="disposing">Whether this is an explicit call rather than a finalizer's.</param>
    protected abstract void Dispose(bool disposing);
}
