using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;

namespace Isakmp.Crypto.DotNet;

/// <summary>CBC over a block cipher of .NET (RFC 3602, RFC 2451, RFC 2405), without an allocation per message.</summary>
internal sealed class DotNetCbc : KeyedCipher
{
    private const int LargestBlock = 16;
    private const int ChunkSize = 4096;

    private readonly SymmetricAlgorithm _algorithm;
    private readonly int _blockSize;
    private CbcChain? _encryption; // an SA's key serves one direction: the other one's transform is usually never made
    private CbcChain? _decryption;
    private bool _disposed;

    /// <param name="algorithm">A fresh object, disposed of with this one.</param>
    /// <param name="key">The key.</param>
    public DotNetCbc(SymmetricAlgorithm algorithm, ReadOnlySpan<byte> key)
    {
        _algorithm = algorithm;
        _algorithm.Mode = CipherMode.CBC;
        _algorithm.Padding = PaddingMode.None;
        _algorithm.SetKey(key);
        _blockSize = algorithm.BlockSize / 8;
    }

    public override void Encrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireBlocks(iv, plaintext, ciphertext, _blockSize);
        _encryption ??= new CbcChain(_algorithm, encrypting: true);
        byte[] scratch = Scratch.Rent(ChunkSize);
        for (int done = 0; done < plaintext.Length; done += ChunkSize)
        {
            int count = Math.Min(ChunkSize, plaintext.Length - done);
            plaintext.Slice(done, count).CopyTo(scratch);
            _encryption.Run(scratch, count, done == 0 ? iv : []);
            scratch.AsSpan(0, count).CopyTo(ciphertext[done..]);
        }
    }

    public override void Decrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyedSizes.RequireBlocks(iv, ciphertext, plaintext, _blockSize);
        _decryption ??= new CbcChain(_algorithm, encrypting: false);
        Span<byte> firstIv = stackalloc byte[LargestBlock];
        firstIv = firstIv[..iv.Length];
        iv.CopyTo(firstIv); // before anything is written: it may stand in the buffer that is decrypted in place
        byte[] scratch = Scratch.Rent(ChunkSize);
        for (int done = 0; done < ciphertext.Length; done += ChunkSize)
        {
            int count = Math.Min(ChunkSize, ciphertext.Length - done);
            Span<byte> chunk = scratch.AsSpan(0, count);
            ciphertext.Slice(done, count).CopyTo(chunk);
            _decryption.Run(scratch, count, done == 0 ? firstIv : []);
            chunk.CopyTo(plaintext[done..]);
            CryptographicOperations.ZeroMemory(chunk);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _encryption?.Dispose();
            _decryption?.Dispose();
            _algorithm.Dispose();
        }
    }
}
