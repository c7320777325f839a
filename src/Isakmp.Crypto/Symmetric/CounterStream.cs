using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Isakmp.Crypto.Symmetric;

/// <summary>Adds the key stream of counter mode to a message.</summary>
internal static class CounterStream
{
    private const int ChunkSize = 4096;
    private const int BlockSize = BlockTransform.BlockSize;

    /// <summary>Encrypts or decrypts, which is the same.</summary>
    /// <param name="transform">The cipher.</param>
    /// <param name="block">The counter block of the first block: its last 4 octets are counted up, and that is enough for every message of IKE.</param>
    /// <param name="input">The input.</param>
    /// <param name="output">As long; may be the same memory.</param>
    public static void Apply(BlockTransform transform, Span<byte> block, ReadOnlySpan<byte> input, Span<byte> output)
    {
        byte[] scratch = Scratch.Rent(ChunkSize);
        Span<byte> counter = block[^sizeof(uint)..];
        for (int done = 0; done < input.Length; done += ChunkSize)
        {
            int count = Math.Min(ChunkSize, input.Length - done);
            int rounded = (count + BlockSize - 1) / BlockSize * BlockSize;
            for (int at = 0; at < rounded; at += BlockSize)
            {
                block.CopyTo(scratch.AsSpan(at));
                BinaryPrimitives.WriteUInt32BigEndian(counter, unchecked(BinaryPrimitives.ReadUInt32BigEndian(counter) + 1));
            }

            transform.Encrypt(scratch, rounded);
            for (int i = 0; i < count; i++)
            {
                output[done + i] = (byte)(input[done + i] ^ scratch[i]);
            }

            CryptographicOperations.ZeroMemory(scratch.AsSpan(0, rounded));
        }
    }
}
