using System.Buffers.Binary;
using System.Globalization;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Impairments;

/// <summary>Which datagrams suffer, and what; made by <see cref="Impair"/>. It never changes and can be used in any number of links.</summary>
public sealed class ImpairmentRule
{
    /// <summary>The most copies, places and bits that a rule may name.</summary>
    internal const int MaxCopies = 1_000;

    private const int BitsPerOctet = 8;

    internal ImpairmentRule(DatagramSelector selector, ImpairmentAction action)
    {
        Selector = selector;
        Action = action;
    }

    internal DatagramSelector Selector { get; }

    internal ImpairmentAction Action { get; }

    internal int Count { get; init; }

    internal TimeSpan Time { get; init; }

    internal Index At { get; init; }

    internal byte Mask { get; init; }

    internal IRandomSource? Random { get; init; }

    /// <summary>Returns the rule in words, for example <c>drop number 2 of IKE_AUTH requests from us</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Action switch
    {
        ImpairmentAction.Drop => $"drop {Selector}",
        ImpairmentAction.Duplicate => string.Create(CultureInfo.InvariantCulture, $"{Count} more of {Selector}"),
        ImpairmentAction.Delay => string.Create(CultureInfo.InvariantCulture, $"delay by {Time.TotalSeconds} s {Selector}"),
        ImpairmentAction.Reorder => string.Create(CultureInfo.InvariantCulture, $"put behind the next {Count} {Selector}"),
        ImpairmentAction.Corrupt when Random is not null => string.Create(CultureInfo.InvariantCulture, $"turn over {Count} bits of {Selector}"),
        ImpairmentAction.Corrupt => string.Create(CultureInfo.InvariantCulture, $"turn over 0x{Mask:x2} at octet {At} of {Selector}"),
        _ => $"cut at octet {At} {Selector}",
    };

    /// <summary>Makes of the octets what the rule makes of them.</summary>
    /// <param name="octets">The datagram; not changed.</param>
    /// <param name="marker">The size of the marker, in octets, which is left alone.</param>
    internal byte[] Change(byte[] octets, int marker)
    {
        int length = octets.Length - marker;
        if (Action == ImpairmentAction.Truncate)
        {
            int end = At.GetOffset(length);
            return end >= 0 && end < length ? octets[..(marker + end)] : octets;
        }

        byte[] changed = [.. octets];
        if (Random is { } random)
        {
            Span<byte> place = stackalloc byte[sizeof(uint)];
            for (int i = 0; i < Count && length > 0; i++)
            {
                random.Fill(place);
                uint bit = BinaryPrimitives.ReadUInt32LittleEndian(place) % (uint)(length * BitsPerOctet);
                changed[marker + (int)(bit / BitsPerOctet)] ^= (byte)(1 << (int)(bit % BitsPerOctet));
            }
        }
        else if (At.GetOffset(length) is var at && at >= 0 && at < length)
        {
            changed[marker + at] ^= Mask;
        }

        return changed;
    }
}
