using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Crypto.Symmetric;

/// <summary>Counter mode as ESP and IKE use it (RFC 3686 section 4, RFC 5930 section 2).</summary>
/// <remarks>The counter block is the nonce of 4 octets, from the end of the key material, the IV of 8, and a counter of 4 that begins with 1.</remarks>
internal sealed class CounterCipher : KeyedCipher
{
    /// <summary>The size of the nonce that follows the key in the key material, in octets.</summary>
    public const int NonceSize = 4;

    /// <summary>The size of the IV in the message, in octets.</summary>
    public const int IvSize = 8;

    private readonly BlockTransform _transform;
    private readonly SecretBuffer _nonce;

    /// <param name="transform">The cipher with its key, disposed of with this object.</param>
    /// <param name="nonce">The nonce.</param>
    public CounterCipher(BlockTransform transform, ReadOnlySpan<byte> nonce)
    {
        _transform = transform;
        _nonce = new SecretBuffer(nonce);
    }

    public override void Encrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        ObjectDisposedException.ThrowIf(_nonce.IsDisposed, this);
        KeyedSizes.RequireStream(iv, IvSize, plaintext, ciphertext);
        Span<byte> block = stackalloc byte[BlockTransform.BlockSize];
        block.Clear();
        _nonce.Span.CopyTo(block);
        iv.CopyTo(block[NonceSize..]);
        block[^1] = 1;
        CounterStream.Apply(_transform, block, plaintext, ciphertext);
    }

    public override void Decrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext) => Encrypt(iv, ciphertext, plaintext);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_nonce.IsDisposed)
        {
            _nonce.Dispose();
            _transform.Dispose();
        }
    }
}
