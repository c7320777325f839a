using System.Security.Cryptography;
using Isakmp.Algorithms;

namespace Isakmp.Crypto.Symmetric;

/// <summary>An AEAD that adds a key stream and then authenticates the ciphertext, and whose implementation can only encrypt without throwing.</summary>
/// <remarks>
/// Decryption by such an implementation throws on a wrong tag, which a hostile peer could make expensive. But encrypting the ciphertext adds the same
/// key stream once more and so yields the plaintext; encrypting that yields the tag that should have come. It costs two passes instead of one.
/// </remarks>
internal abstract class KeystreamAead : KeyedAead
{
    private const int LargestTag = 16;

    private readonly int _icvSize;
    private readonly int _nonceSize;
    private bool _disposed;

    /// <param name="icvSize">The size of the ICV, in octets.</param>
    /// <param name="tagSize">The size of the tag before it is cut, in octets; that of the ICV where the tag depends on its own size.</param>
    /// <param name="nonceSize">The size of the nonce, in octets.</param>
    protected KeystreamAead(int icvSize, int tagSize = LargestTag, int nonceSize = 12)
    {
        _icvSize = icvSize;
        TagSize = tagSize;
        _nonceSize = nonceSize;
    }

    /// <summary>The size of the tag before it is cut, in octets.</summary>
    protected int TagSize { get; }

    public sealed override void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> icv)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireAead(nonce, plaintext, ciphertext, icv, _icvSize, _nonceSize);
        Span<byte> tag = stackalloc byte[LargestTag];
        tag = tag[..TagSize];
        Encrypt(nonce, plaintext, ciphertext, tag, associatedData);
        tag[.._icvSize].CopyTo(icv);
    }

    public sealed override bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> icv, Span<byte> plaintext)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireAead(nonce, ciphertext, plaintext, icv, _icvSize, _nonceSize);

        // The tag of the first pass is over the plaintext: it must not be seen by anyone, for the nonce is the peer's.
        Span<byte> tag = stackalloc byte[LargestTag];
        tag = tag[..TagSize];
        Encrypt(nonce, ciphertext, plaintext, tag, []);
        byte[] scratch = Scratch.Rent(plaintext.Length);
        Encrypt(nonce, plaintext, scratch.AsSpan(0, plaintext.Length), tag, associatedData);
        bool right = CryptographicOperations.FixedTimeEquals(tag[.._icvSize], icv);
        CryptographicOperations.ZeroMemory(tag);
        if (!right)
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }

        return right;
    }

    /// <summary>Encrypts; input and output may be the same memory.</summary>
    protected abstract void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData);

    protected abstract void DisposeCipher();

    protected sealed override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            DisposeCipher();
        }
    }
}
