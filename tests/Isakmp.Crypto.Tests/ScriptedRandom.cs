using Isakmp.Primitives;

namespace Isakmp.Crypto.Tests;

/// <summary>A random source that returns what it was told, in order, and no more.</summary>
public sealed class ScriptedRandom(params byte[][] pieces) : IRandomSource
{
    private readonly Queue<byte> _octets = new(pieces.SelectMany(piece => piece));

    public int Left => _octets.Count;

    public void Fill(Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = _octets.Dequeue();
        }
    }
}

/// <summary>A random source that gives the same stream for the same seed.</summary>
public sealed class SeededRandom(int seed) : IRandomSource
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> destination) => _random.NextBytes(destination);
}
