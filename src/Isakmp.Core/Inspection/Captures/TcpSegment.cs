using System.Buffers.Binary;

namespace Isakmp.Inspection.Captures;

/// <summary>A TCP segment, as far as it was captured (RFC 9293 3.1).</summary>
internal readonly ref struct TcpSegment
{
    private const int SmallestHeader = 20;
    private const int Synchronize = 0x02;
    private const int Acknowledge = 0x10;

    private TcpSegment(ReadOnlySpan<byte> data, int length, uint sequence, int flags)
    {
        Data = data;
        Length = length;
        Sequence = sequence;
        IsStart = (flags & Synchronize) != 0;
        IsOriginator = (flags & Acknowledge) == 0;
    }

    public ReadOnlySpan<byte> Data { get; }

    /// <summary>How much data there was when it was sent.</summary>
    public int Length { get; }

    /// <summary>The place of the first octet of data in the stream.</summary>
    public uint Sequence { get; }

    /// <summary>The first segment of its direction.</summary>
    public bool IsStart { get; }

    /// <summary>If it is the first: that of the side that opens the connection.</summary>
    public bool IsOriginator { get; }

    /// <summary>Reads a segment.</summary>
    /// <param name="octets">The payload of the IP packet, as far as it was captured.</param>
    /// <param name="length">How long it was when it was sent.</param>
    /// <param name="segment">The segment.</param>
    /// <returns>False if the header is cut off or contradicts itself.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, int length, out TcpSegment segment)
    {
        segment = default;
        if (octets.Length < SmallestHeader)
        {
            return false;
        }

        int header = (octets[12] >> 4) * 4;
        if (header < SmallestHeader || header > length)
        {
            return false;
        }

        int flags = octets[13];
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(octets[4..]);
        // RFC 9293 3.4: the first segment of a direction takes a number of its own.
        uint first = (flags & Synchronize) != 0 ? unchecked(sequence + 1) : sequence;
        segment = new TcpSegment(header > octets.Length ? [] : octets[header..], length - header, first, flags);
        return true;
    }
}
