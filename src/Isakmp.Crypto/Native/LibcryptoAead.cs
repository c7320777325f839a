using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;

namespace Isakmp.Crypto.Native;

/// <summary>AES-GCM or ChaCha20-Poly1305 by libcrypto: one pass each way, and a wrong tag is a return value.</summary>
internal sealed unsafe class LibcryptoAead : KeyedAead
{
    private const int NonceSize = 12;

    private readonly CipherContextHandle _context;
    private readonly int _icvSize;

    public LibcryptoAead(nint cipher, ReadOnlySpan<byte> key, int icvSize)
    {
        _icvSize = icvSize;
        _context = LibcryptoCipherContext.Create(cipher, key, LibcryptoCipherContext.Encrypting);
    }

    public override void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> icv)
    {
        ObjectDisposedException.ThrowIf(_context.IsClosed, this);
        KeyedSizes.RequireAead(nonce, plaintext, ciphertext, icv, _icvSize, NonceSize);
        Begin(nonce, associatedData, LibcryptoCipherContext.Encrypting);
        Update(plaintext, ciphertext);
        NativeNumbers.Require(Libcrypto.EVP_CipherFinal_ex(_context, null, out _));
        fixed (byte* tag = icv)
        {
            NativeNumbers.Require(Libcrypto.EVP_CIPHER_CTX_ctrl(_context, Libcrypto.EVP_CTRL_AEAD_GET_TAG, icv.Length, tag));
        }
    }

    public override bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> icv, Span<byte> plaintext)
    {
        ObjectDisposedException.ThrowIf(_context.IsClosed, this);
        KeyedSizes.RequireAead(nonce, ciphertext, plaintext, icv, _icvSize, NonceSize);
        Begin(nonce, associatedData, LibcryptoCipherContext.Decrypting);
        fixed (byte* tag = icv)
        {
            NativeNumbers.Require(Libcrypto.EVP_CIPHER_CTX_ctrl(_context, Libcrypto.EVP_CTRL_AEAD_SET_TAG, icv.Length, tag));
        }

        Update(ciphertext, plaintext);
        if (Libcrypto.EVP_CipherFinal_ex(_context, null, out _) == Libcrypto.Ok)
        {
            return true;
        }

        Libcrypto.ERR_clear_error();
        CryptographicOperations.ZeroMemory(plaintext);
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _context.Dispose();
        }
    }

    private void Begin(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, int direction)
    {
        LibcryptoCipherContext.Begin(_context, nonce, direction);
        if (!associatedData.IsEmpty)
        {
            fixed (byte* start = associatedData)
            {
                NativeNumbers.Require(Libcrypto.EVP_CipherUpdate(_context, null, out _, start, associatedData.Length));
            }
        }
    }

    private void Update(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.IsEmpty)
        {
            return;
        }

        fixed (byte* from = input, to = output)
        {
            NativeNumbers.Require(Libcrypto.EVP_CipherUpdate(_context, to, out _, from, input.Length));
        }
    }
}
