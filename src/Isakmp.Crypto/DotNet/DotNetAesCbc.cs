using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;

namespace Isakmp.Crypto.DotNet;

/// <summary>AES-CBC by .NET (RFC 3602), without an allocation per message.</summary>
/// <remarks>
/// A transform of .NET takes its IV when it is made, and making one for each message costs more than encrypting it. But a transform that is kept goes on
/// chaining from the last ciphertext block, which is known: adding that block and the new IV to the first block of a message replaces the one by the other.
/// </remarks>
internal sealed class DotNetAesCbc : KeyedCipher
{
    private const int BlockSize = 16;
    private const int ChunkSize = 4096;

    private readonly Aes _aes;
    private Direction _encryption;
    private Direction _decryption;
    private bool _disposed;

    public DotNetAesCbc(ReadOnlySpan<byte> key)
    {
        _aes = Aes.Create();
        _aes.Mode = CipherMode.CBC;
        _aes.Padding = PaddingMode.None;
        _aes.SetKey(key);
    }

    public override void Encrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireBlocks(iv, plaintext, ciphertext, BlockSize);
        _encryption.Transform ??= MakeTransform(encrypting: true);
        byte[] scratch = Scratch.Rent(ChunkSize);
        for (int done = 0; done < plaintext.Length; done += ChunkSize)
        {
            int count = Math.Min(ChunkSize, plaintext.Length - done);
            Span<byte> chunk = scratch.AsSpan(0, count);
            plaintext.Slice(done, count).CopyTo(chunk);
            if (done == 0)
            {
                Xor(chunk, iv);
                Xor(chunk, _encryption.Chained);
            }

            _ = _encryption.Transform.TransformBlock(scratch, 0, count, scratch, 0);
            chunk[^BlockSize..].CopyTo(_encryption.Chained);
            chunk.CopyTo(ciphertext[done..]);
        }
    }

    public override void Decrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireBlocks(iv, ciphertext, plaintext, BlockSize);
        _decryption.Transform ??= MakeTransform(encrypting: false);
        Span<byte> chained = stackalloc byte[BlockSize];
        Span<byte> firstIv = stackalloc byte[BlockSize];
        iv.CopyTo(firstIv); // before anything is written: it may stand in the buffer that is decrypted in place
        byte[] scratch = Scratch.Rent(ChunkSize);
        for (int done = 0; done < ciphertext.Length; done += ChunkSize)
        {
            int count = Math.Min(ChunkSize, ciphertext.Length - done);
            Span<byte> chunk = scratch.AsSpan(0, count);
            ciphertext.Slice(done, count).CopyTo(chunk);
            ((ReadOnlySpan<byte>)_decryption.Chained).CopyTo(chained);
            chunk[^BlockSize..].CopyTo(_decryption.Chained);
            _ = _decryption.Transform.TransformBlock(scratch, 0, count, scratch, 0);
            if (done == 0)
            {
                Xor(chunk, chained);
                Xor(chunk, firstIv);
            }

            chunk.CopyTo(plaintext[done..]);
            CryptographicOperations.ZeroMemory(chunk);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _encryption.Transform?.Dispose();
            _decryption.Transform?.Dispose();
            _aes.Dispose();
        }
    }

    // An SA's key serves one direction: the other one's transform is usually never made.
    private ICryptoTransform MakeTransform(bool encrypting)
    {
        byte[] key = _aes.Key;
        byte[] zeroIv = new byte[BlockSize];
        try
        {
            return encrypting ? _aes.CreateEncryptor(key, zeroIv) : _aes.CreateDecryptor(key, zeroIv);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static void Xor(Span<byte> block, ReadOnlySpan<byte> other)
    {
        for (int i = 0; i < BlockSize; i++)
        {
            block[i] ^= other[i];
        }
    }

    private struct Direction
    {
        public ICryptoTransform? Transform;
        public LastBlock Chained;
    }

    [System.Runtime.CompilerServices.InlineArray(BlockSize)]
    private struct LastBlock
    {
        private byte _first;
    }
}
