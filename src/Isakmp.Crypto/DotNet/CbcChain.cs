using System.Security.Cryptography;
using System.Runtime.CompilerServices;

namespace Isakmp.Crypto.DotNet;

/// <summary>One direction of CBC by .NET: a transform that is made once and serves every message.</summary>
/// <remarks>
/// A transform of .NET takes its IV when it is made, and making one for each message costs more than encrypting it. But a transform that is kept goes on
/// chaining from the last ciphertext block, which is known: adding that block and the new IV to the first block of a message replaces the one by the other.
/// </remarks>
internal sealed class CbcChain : IDisposable
{
    private const int LargestBlock = 16;

    private readonly ICryptoTransform _transform;
    private readonly int _blockSize;
    private readonly bool _isEncrypting;
    private LastBlock _chained;

    /// <param name="algorithm">With its key, mode and padding set.</param>
    /// <param name="encrypting">The direction.</param>
    public CbcChain(SymmetricAlgorithm algorithm, bool encrypting)
    {
        _blockSize = algorithm.BlockSize / 8;
        _isEncrypting = encrypting;
        byte[] key = algorithm.Key;
        byte[] zeroIv = new byte[_blockSize];
        try
        {
            _transform = encrypting ? algorithm.CreateEncryptor(key, zeroIv) : algorithm.CreateDecryptor(key, zeroIv);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Runs whole blocks in place.</summary>
    /// <param name="buffer">Where they stand.</param>
    /// <param name="count">How many octets, from the start of the buffer; at least one block.</param>
    /// <param name="iv">The IV of the message that begins with these blocks; empty to go on with the message before.</param>
    public void Run(byte[] buffer, int count, ReadOnlySpan<byte> iv)
    {
        Span<byte> blocks = buffer.AsSpan(0, count);
        Span<byte> chained = ((Span<byte>)_chained)[.._blockSize];
        if (_isEncrypting)
        {
            if (!iv.IsEmpty)
            {
                Xor(blocks, iv);
                Xor(blocks, chained);
            }

            _ = _transform.TransformBlock(buffer, 0, count, buffer, 0);
            blocks[^_blockSize..].CopyTo(chained);
            return;
        }

        Span<byte> before = stackalloc byte[LargestBlock];
        before = before[.._blockSize];
        chained.CopyTo(before);
        blocks[^_blockSize..].CopyTo(chained);
        _ = _transform.TransformBlock(buffer, 0, count, buffer, 0);
        if (!iv.IsEmpty)
        {
            Xor(blocks, before);
            Xor(blocks, iv);
        }
    }

    public void Dispose() => _transform.Dispose();

    private static void Xor(Span<byte> block, ReadOnlySpan<byte> other)
    {
        for (int i = 0; i < other.Length; i++)
        {
            block[i] ^= other[i];
        }
    }

    [InlineArray(LargestBlock)]
    private struct LastBlock
    {
        private byte _first;
    }
}
