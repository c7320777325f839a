using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Inspection.Decoding;

/// <summary>The cipher that encrypts nothing (RFC 2410): forbidden in IKE and so in no provider, but test benches record with it.</summary>
internal sealed class NullCipher : ICipher
{
    public static NullCipher Instance { get; } = new();

    public EncryptionAlgorithm Algorithm => EncryptionAlgorithm.Null;

    public int KeySize => 0;

    public int IvSize => 0;

    public int BlockSize => 1;

    public KeyedCipher Create(ReadOnlySpan<byte> key) => new Keyed();

    private sealed class Keyed : KeyedCipher
    {
        public override void Encrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext) => plaintext.CopyTo(ciphertext);

        public override void Decrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext) => ciphertext.CopyTo(plaintext);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
