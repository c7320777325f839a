using System.Security.Cryptography;
using Isakmp.Algorithms;

namespace Isakmp.Protection;

/// <summary>The key expansion prf+ (RFC 7296 section 2.13).</summary>
internal static class PrfPlus
{
    private const int MaxOutputSize = 64;

    /// <summary>Fills <paramref name="destination"/> with T1 | T2 | ..., where Tn = prf(K, Tn-1 | S | n).</summary>
    /// <param name="prf">The function with its key K.</param>
    /// <param name="seed">The seed S.</param>
    /// <param name="destination">At most 255 times the output size of the function.</param>
    public static void Expand(KeyedMac prf, ReadOnlySpan<byte> seed, Span<byte> destination)
    {
        int size = prf.OutputSize;
        if (destination.Length > 255 * size)
        {
            throw new ArgumentException($"prf+ yields at most 255 x {size} octets.", nameof(destination)); // RFC 7296 2.13
        }

        Span<byte> block = stackalloc byte[MaxOutputSize];
        block = block[..size];
        Span<byte> counter = stackalloc byte[1];
        int done = 0;
        while (done < destination.Length)
        {
            counter[0]++;
            if (done > 0)
            {
                prf.Append(block);
            }

            prf.Append(seed);
            prf.Append(counter);
            prf.Finish(block);
            int taken = Math.Min(size, destination.Length - done);
            block[..taken].CopyTo(destination[done..]);
            done += taken;
        }

        CryptographicOperations.ZeroMemory(block);
    }
}
