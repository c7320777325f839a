using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;
using Isakmp.Primitives;

namespace Isakmp.Crypto.Native;

/// <summary>AES-CBC by libcrypto.</summary>
internal sealed unsafe class LibcryptoCbc : KeyedCipher
{
    private const int BlockSize = 16;

    private readonly nint _cipher;
    private readonly SecretBuffer _key;
    private CipherContextHandle? _encryption;
    private CipherContextHandle? _decryption;

    public LibcryptoCbc(nint cipher, ReadOnlySpan<byte> key)
    {
        _cipher = cipher;
        _key = new SecretBuffer(key);
    }

    public override void Encrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        ObjectDisposedException.ThrowIf(_key.IsDisposed, this);
        KeyedSizes.RequireBlocks(iv, plaintext, ciphertext, BlockSize);
        Run(_encryption ??= CreateContext(LibcryptoCipherContext.Encrypting), iv, plaintext, ciphertext, LibcryptoCipherContext.Encrypting);
    }

    public override void Decrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        ObjectDisposedException.ThrowIf(_key.IsDisposed, this);
        KeyedSizes.RequireBlocks(iv, ciphertext, plaintext, BlockSize);
        Run(_decryption ??= CreateContext(LibcryptoCipherContext.Decrypting), iv, ciphertext, plaintext, LibcryptoCipherContext.Decrypting);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _key.Dispose();
            _encryption?.Dispose();
            _decryption?.Dispose();
        }
    }

    private CipherContextHandle CreateContext(int direction)
    {
        CipherContextHandle context = LibcryptoCipherContext.Create(_cipher, _key.Span, direction);
        NativeNumbers.Require(Libcrypto.EVP_CIPHER_CTX_set_padding(context, 0));
        return context;
    }

    private static void Run(CipherContextHandle context, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> input, Span<byte> output, int direction)
    {
        if (input.IsEmpty)
        {
            return;
        }

        LibcryptoCipherContext.Begin(context, iv, direction);
        fixed (byte* from = input, to = output)
        {
            NativeNumbers.Require(Libcrypto.EVP_CipherUpdate(context, to, out _, from, input.Length));
        }
    }
}
