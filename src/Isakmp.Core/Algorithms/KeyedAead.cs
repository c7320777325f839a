namespace Isakmp.Algorithms;

/// <summary>An authenticated cipher with its key, used again and again without allocating.</summary>
public abstract class KeyedAead : IDisposable
{
    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="nonce">Salt and IV; never used twice with one key.</param>
    /// <param name="associatedData">What is authenticated and not encrypted.</param>
    /// <param name="plaintext">The plaintext.</param>
    /// <param name="ciphertext">As long as the plaintext; may be the same memory.</param>
    /// <param name="icv">Receives the Integrity Check Value.</param>
    public abstract void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> icv);

    /// <summary>Verifies and decrypts; a wrong ICV costs neither an exception nor an allocation.</summary>
    /// <param name="nonce">Salt and IV.</param>
    /// <param name="associatedData">What was authenticated and not encrypted.</param>
    /// <param name="ciphertext">The ciphertext.</param>
    /// <param name="icv">The Integrity Check Value as received.</param>
    /// <param name="plaintext">As long as the ciphertext; may be the same memory. Holds nothing of use when the answer is false.</param>
    /// <returns>Whether the ICV is right.</returns>
    public abstract bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> icv, Span<byte> plaintext);

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
