using Isakmp.Crypto.Symmetric;
using Isakmp.Primitives;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Isakmp.Crypto.BouncyCastle;

/// <summary>An AEAD of BouncyCastle; allocates for every message.</summary>
internal sealed class BouncyCastleAead : KeystreamAead
{
    private readonly SecretBuffer _key;
    private readonly Func<IAeadCipher> _engine;

    public BouncyCastleAead(Func<IAeadCipher> engine, ReadOnlySpan<byte> key, int icvSize, int tagSize, int nonceSize)
        : base(icvSize, tagSize, nonceSize) => (_engine, _key) = (engine, new SecretBuffer(key));

    protected override void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData)
    {
        // A new engine each time: one that is kept refuses a nonce that it has seen, and opening uses each twice.
        IAeadCipher cipher = _engine();
        cipher.Init(forEncryption: true, new AeadParameters(new KeyParameter(_key.Span), TagSize * 8, nonce.ToArray()));
        cipher.ProcessAadBytes(associatedData);
        byte[] output = new byte[cipher.GetOutputSize(plaintext.Length)];
        int done = cipher.ProcessBytes(plaintext, output);
        _ = cipher.DoFinal(output.AsSpan(done));
        output.AsSpan(0, plaintext.Length).CopyTo(ciphertext);
        output.AsSpan(plaintext.Length, TagSize).CopyTo(tag);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(output);
    }

    protected override void DisposeCipher() => _key.Dispose();
}
