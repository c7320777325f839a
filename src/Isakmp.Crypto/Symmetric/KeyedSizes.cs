namespace Isakmp.Crypto.Symmetric;

/// <summary>Checks the sizes of what a caller hands in; a wrong one is the caller's mistake and throws at once.</summary>
internal static class KeyedSizes
{
    public static void RequireKey(ReadOnlySpan<byte> key, int size) => RequireExactly(key, size, nameof(key));

    public static void RequireExactly(ReadOnlySpan<byte> span, int size, string name)
    {
        if (span.Length != size)
        {
            throw new ArgumentException($"{span.Length} octets were given; exactly {size} are needed.", name);
        }
    }

    public static void RequireAtLeast(ReadOnlySpan<byte> span, int size, string name)
    {
        if (span.Length < size)
        {
            throw new ArgumentException($"{span.Length} octets were given; at least {size} are needed.", name);
        }
    }

    /// <summary>Checks the arguments of one sealing or opening, and that input and output are the same memory or do not overlap.</summary>
    public static void RequireAead(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> input, ReadOnlySpan<byte> output, ReadOnlySpan<byte> icv, int icvSize, int nonceSize)
    {
        RequireExactly(nonce, nonceSize, nameof(nonce));
        RequireExactly(icv, icvSize, nameof(icv));
        RequireSameShape(input, output);
    }

    /// <summary>Checks the arguments of one encryption or decryption of whole blocks.</summary>
    public static void RequireBlocks(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> input, ReadOnlySpan<byte> output, int blockSize)
    {
        RequireExactly(iv, blockSize, nameof(iv));
        if (input.Length % blockSize != 0)
        {
            throw new ArgumentException($"{input.Length} octets were given; a multiple of the block size {blockSize} is needed.", nameof(input));
        }

        RequireSameShape(input, output);
    }

    /// <summary>Checks the arguments of one encryption or decryption by a key stream.</summary>
    public static void RequireStream(ReadOnlySpan<byte> iv, int ivSize, ReadOnlySpan<byte> input, ReadOnlySpan<byte> output)
    {
        RequireExactly(iv, ivSize, nameof(iv));
        RequireSameShape(input, output);
    }

    private static void RequireSameShape(ReadOnlySpan<byte> input, ReadOnlySpan<byte> output)
    {
        RequireExactly(output, input.Length, nameof(output));
        if (output.Overlaps(input, out int offset) && offset != 0)
        {
            throw new ArgumentException("Input and output overlap without being the same memory.", nameof(output));
        }
    }
}
