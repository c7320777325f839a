using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;
using Isakmp.Primitives;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Isakmp.Crypto.BouncyCastle;

/// <summary>CBC over a block cipher of BouncyCastle; allocates for every message.</summary>
internal sealed class BouncyCastleCbc : KeyedCipher
{
    private readonly SecretBuffer _key;
    private readonly CbcBlockCipher _cipher;
    private readonly int _blockSize;

    public BouncyCastleCbc(IBlockCipher engine, ReadOnlySpan<byte> key)
    {
        _key = new SecretBuffer(key);
        _cipher = new CbcBlockCipher(engine);
        _blockSize = engine.GetBlockSize();
    }

    public override void Encrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext) =>
        Run(forEncryption: true, iv, plaintext, ciphertext);

    public override void Decrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext) =>
        Run(forEncryption: false, iv, ciphertext, plaintext);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_key.IsDisposed)
        {
            CryptographicOperations.ZeroMemory(_key.Span);
            _cipher.Init(true, new KeyParameter(_key.Span)); // overwrites the key schedule inside
            _key.Dispose();
        }
    }

    private void Run(bool forEncryption, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> input, Span<byte> output)
    {
        ReadOnlySpan<byte> key = _key.Span;
        KeyedSizes.RequireBlocks(iv, input, output, _blockSize);
        _cipher.Init(forEncryption, new ParametersWithIV(new KeyParameter(key), iv));
        Span<byte> block = stackalloc byte[_blockSize];
        for (int at = 0; at < input.Length; at += _blockSize)
        {
            _ = _cipher.ProcessBlock(input[at..], block);
            block.CopyTo(output[at..]);
        }

        CryptographicOperations.ZeroMemory(block);
    }
}
