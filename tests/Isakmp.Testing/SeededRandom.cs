using System.Buffers.Binary;
using Isakmp.Primitives;

namespace Isakmp.Testing;

/// <summary>A reproducible random source for tests: SplitMix64, of no cryptographic strength.</summary>
/// <param name="seed">The same seed gives the same octets to the same sequence of calls.</param>
public sealed class SeededRandom(ulong seed) : IRandomSource
{
    private ulong _state = seed;

    /// <summary>Gives the next 64 bits.</summary>
    public ulong NextUInt64()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Gives a number from 0 up to, not including, <paramref name="bound"/>.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);
    }

    /// <summary>Gives a number from <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    public int Next(int low, int high) => low + Next(high - low);

    /// <summary>Says yes with the given probability, 0 to 1.</summary>
    public bool Chance(double probability) => (NextUInt64() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>Gives octets in a new array.</summary>
    public byte[] NextBytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    /// <summary>Gives a source of its own for a part that must not be disturbed by what others draw.</summary>
    public SeededRandom Fork() => new(NextUInt64());

    /// <inheritdoc/>
    public void Fill(Span<byte> destination)
    {
        Span<byte> block = stackalloc byte[sizeof(ulong)];
        while (!destination.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(block, NextUInt64());
            int count = Math.Min(block.Length, destination.Length);
            block[..count].CopyTo(destination);
            destination = destination[count..];
        }
    }
}
