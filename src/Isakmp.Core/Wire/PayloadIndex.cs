using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Isakmp.Registry;

namespace Isakmp.Wire;

/// <summary>A chain walked once: the types and places of its payloads, held in the struct itself (no allocation; about 330 octets, pass it by reference).</summary>
public struct PayloadIndex
{
    /// <summary>The most payloads that are indexed: 64; a longer chain is an error.</summary>
    public const int Capacity = PayloadWalker.MaximumPayloads;

    private Types _types;
    private Offsets _offsets;

    /// <summary>How many payloads the chain has.</summary>
    public int Count { get; private set; }

    /// <summary>Where the last payload ends, in octets from the start of the message: what follows is padding.</summary>
    public int End { get; private set; }

    /// <summary>Walks a chain to its end.</summary>
    /// <param name="message">The message, or the chain alone.</param>
    /// <param name="start">Where the first payload starts: 28 behind an IKE header, 0 in a chain alone.</param>
    /// <param name="first">The type of the first payload.</param>
    /// <param name="index">The index; empty on failure.</param>
    /// <param name="allowTrailing">
    /// The chain is one of IKEv1: octets behind the last payload are no fault but padding (RFC 2409 B, RFC 2408 3.6), and no type ends a chain.
    /// </param>
    /// <returns>What is wrong and where, in octets from the start of <paramref name="message"/>.</returns>
    public static WireStatus TryBuild(
        ReadOnlySpan<byte> message, int start, PayloadType first, out PayloadIndex index, bool allowTrailing = false)
    {
        index = default;
        var walker = new PayloadWalker(message, start, first, allowTrailing);
        while (walker.MoveNext())
        {
            PayloadView payload = walker.Current;
            index._types[index.Count] = payload.Type.Value;
            index._offsets[index.Count] = payload.Offset;
            index.Count++;
        }

        WireStatus status = walker.Status;
        if (allowTrailing && status.Error == WireError.TrailingData)
        {
            status = WireStatus.Ok;
        }

        if (!status.IsOk)
        {
            index = default;
            return status;
        }

        index.End = walker.Position;
        return status;
    }

    /// <summary>The type of a payload.</summary>
    /// <param name="position">0 for the first payload.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such payload.</exception>
    public readonly PayloadType TypeAt(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Count, nameof(position));
        return new PayloadType(_types[position]);
    }

    /// <summary>A payload of the message that the index was built from.</summary>
    /// <param name="message">The same octets that <see cref="TryBuild"/> was given.</param>
    /// <param name="position">0 for the first payload.</param>
    /// <returns>The payload.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such payload, or the octets are others.</exception>
    public readonly PayloadView View(ReadOnlySpan<byte> message, int position)
    {
        PayloadType type = TypeAt(position);
        int offset = _offsets[position];
        int length = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]);
        return new PayloadView(type, message.Slice(offset, length), offset);
    }

    /// <summary>Finds a payload by its type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="from">Where to start: 0 for the first payload.</param>
    /// <returns>The position, or -1 if there is none.</returns>
    public readonly int IndexOf(PayloadType type, int from = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        if (from >= Count)
        {
            return -1;
        }

        int found = Written()[from..].IndexOf(type.Value);
        return found < 0 ? -1 : found + from;
    }

    /// <summary>Counts the payloads of a type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>How many there are.</returns>
    public readonly int CountOf(PayloadType type) => Written().Count(type.Value);

    /// <summary>The chain has a payload of this type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if there is at least one.</returns>
    public readonly bool Contains(PayloadType type) => IndexOf(type) >= 0;

    [UnscopedRef]
    private readonly ReadOnlySpan<byte> Written() => ((ReadOnlySpan<byte>)_types)[..Count];

    [InlineArray(Capacity)]
    private struct Types
    {
        private byte _first;
    }

    [InlineArray(Capacity)]
    private struct Offsets
    {
        private int _first;
    }
}
