using System.Buffers.Binary;
using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Protection.V1;

/// <summary>The first initialization vector of an exchange (RFC 2409 appendix B); each later one is the last ciphertext block of the message before.</summary>
internal static class InitializationVectors
{
    /// <summary>The greatest block of a cipher, in octets.</summary>
    public const int LargestBlock = 16;

    private const int MaxHashSize = 64;

    /// <summary>That of phase 1: the head of hash(g^xi | g^xr).</summary>
    public static void ComputePhase1(IHash hash, ReadOnlySpan<byte> initiatorPublic, ReadOnlySpan<byte> responderPublic, Span<byte> iv)
    {
        byte[] values = [.. initiatorPublic, .. responderPublic];
        Compute(hash, values, iv);
    }

    /// <summary>That of an exchange under a phase 1: the head of hash(last block of phase 1 | M-ID).</summary>
    public static void ComputeExchange(IHash hash, ReadOnlySpan<byte> lastPhase1Block, MessageId id, Span<byte> iv)
    {
        Span<byte> input = stackalloc byte[LargestBlock + sizeof(uint)];
        lastPhase1Block.CopyTo(input);
        BinaryPrimitives.WriteUInt32BigEndian(input[lastPhase1Block.Length..], id.Value);
        Compute(hash, input[..(lastPhase1Block.Length + sizeof(uint))], iv);
    }

    private static void Compute(IHash hash, ReadOnlySpan<byte> input, Span<byte> iv)
    {
        Span<byte> digest = stackalloc byte[MaxHashSize];
        hash.Compute(input, digest[..hash.Size]);
        digest[..iv.Length].CopyTo(iv);
    }
}
