using System.Buffers.Binary;

namespace Isakmp.Benchmarks.Captures;

/// <summary>SplitMix64: the same seed gives the same capture.</summary>
internal sealed class SeededSource(ulong seed)
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Next(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    public void Fill(Span<byte> destination)
    {
        for (; destination.Length >= sizeof(ulong); destination = destination[sizeof(ulong)..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, NextUInt64());
        }
    }
}
