using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;

namespace Isakmp.Crypto.DotNet;

/// <summary>AES-GCM by .NET (RFC 4106, RFC 5282).</summary>
internal sealed class DotNetAesGcm : KeystreamAead
{
    private readonly AesGcm _cipher;

    public DotNetAesGcm(ReadOnlySpan<byte> key, int icvSize)
        : base(icvSize) => _cipher = new AesGcm(key, TagSize); // RFC 4106 6: a shorter ICV is the beginning of the tag

    protected override void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData) =>
        _cipher.Encrypt(nonce, plaintext, ciphertext, tag, associatedData);

    protected override void DisposeCipher() => _cipher.Dispose();
}
