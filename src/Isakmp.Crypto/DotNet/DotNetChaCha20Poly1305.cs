using System.Security.Cryptography;
using Isakmp.Crypto.Symmetric;

namespace Isakmp.Crypto.DotNet;

/// <summary>ChaCha20-Poly1305 by .NET (RFC 7634, RFC 8439).</summary>
internal sealed class DotNetChaCha20Poly1305 : KeystreamAead
{
    private readonly ChaCha20Poly1305 _cipher;

    public DotNetChaCha20Poly1305(ReadOnlySpan<byte> key, int icvSize)
        : base(icvSize) => _cipher = new ChaCha20Poly1305(key);

    protected override void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData) =>
        _cipher.Encrypt(nonce, plaintext, ciphertext, tag, associatedData);

    protected override void DisposeCipher() => _cipher.Dispose();
}
