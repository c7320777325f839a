using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Isakmp.Protection.V1;

/// <summary>The vector that the next message of one exchange begins with, whoever sends it (RFC 2409 appendix B).</summary>
internal struct ExchangeIv
{
    private Octets _octets;
    private int _size;

    /// <summary>Whether there is one.</summary>
    public readonly bool IsSet => _size > 0;

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Value => ((ReadOnlySpan<byte>)_octets)[.._size];

    /// <summary>Begins the chain, or goes on to the last block of the message that was sent or taken.</summary>
    /// <param name="value">The vector, or a message whose last block is to be it.</param>
    /// <param name="size">The size of a block, in octets.</param>
    public void Set(ReadOnlySpan<byte> value, int size)
    {
        value[^size..].CopyTo(_octets);
        _size = size;
    }

    [InlineArray(InitializationVectors.LargestBlock)]
    private struct Octets
    {
        private byte _first;
    }
}
