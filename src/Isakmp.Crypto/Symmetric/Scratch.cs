namespace Isakmp.Crypto.Symmetric;

/// <summary>A buffer of the calling thread for use within one call: what was in it is overwritten by the next, so it must be zeroed if it held a secret.</summary>
internal static class Scratch
{
    private const int SmallestSize = 4096;

    [ThreadStatic]
    private static byte[]? t_buffer;

    /// <summary>Gives the thread's buffer, of at least <paramref name="size"/> octets.</summary>
    public static byte[] Rent(int size)
    {
        byte[]? buffer = t_buffer;
        if (buffer is null || buffer.Length < size)
        {
            // Pinned: plaintext that was moved could not be zeroed. A datagram has at most 65,535 octets, so growth ends.
            buffer = GC.AllocateUninitializedArray<byte>(Math.Max(size, SmallestSize), pinned: true);
            t_buffer = buffer;
        }

        return buffer;
    }
}
