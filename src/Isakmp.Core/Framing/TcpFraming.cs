using System.Buffers;
using System.Buffers.Binary;

namespace Isakmp.Framing;

/// <summary>Cuts a TCP or TLS stream into IKE messages and ESP packets, and writes them (RFC 9329).</summary>
/// <remarks>
/// <code>
/// +-------------------------------+
/// |     Length, itself included   |
/// +-------------------------------+-------------------------------+
/// |      Non-ESP marker: four zero octets, before IKE only        |
/// +---------------------------------------------------------------+
/// |                  IKE message, or ESP packet                   |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public static class TcpFraming
{
    /// <summary>Size of the field Length before each frame: 2 octets (RFC 9329 3).</summary>
    public const int LengthSize = 2;

    /// <summary>The longest IKE message that fits in a frame: 65,529 octets.</summary>
    public const int MaximumIkeSize = ushort.MaxValue - LengthSize - UdpEncapsulation.MarkerSize;

    private const int LargestHead = UdpEncapsulation.MarkerSize;
    private const int SmallestEsp = 8;

    /// <summary>What the originator of a connection sends first, once: "IKETCP" (RFC 9329 4).</summary>
    public static ReadOnlySpan<byte> Prefix => "IKETCP"u8;

    /// <summary>Reads the prefix that a stream starts with.</summary>
    /// <param name="stream">What has come; moved behind the prefix if it is whole.</param>
    /// <returns>Broken as soon as one octet is not that of the prefix.</returns>
    public static StreamStatus TryReadPrefix(ref ReadOnlySequence<byte> stream)
    {
        Span<byte> start = stackalloc byte[Prefix.Length];
        int count = (int)Math.Min(stream.Length, Prefix.Length);
        stream.Slice(0, count).CopyTo(start);
        if (!Prefix.StartsWith(start[..count]))
        {
            return StreamStatus.Broken;
        }

        if (count < Prefix.Length)
        {
            return StreamStatus.NeedMore;
        }

        stream = stream.Slice(count);
        return StreamStatus.Complete;
    }

    /// <summary>Reads one frame.</summary>
    /// <param name="stream">What has come; moved behind the frame if it is whole.</param>
    /// <param name="frame">The IKE message without marker, or the ESP packet; empty for the other kinds.</param>
    /// <param name="kind">What the frame is; an empty frame counts as a keep-alive, for both are ignored (RFC 9329 3, 6.6).</param>
    /// <returns>Broken if the field Length is 0 or 1 (RFC 9329 3.1).</returns>
    public static StreamStatus TryReadFrame(ref ReadOnlySequence<byte> stream, out ReadOnlySequence<byte> frame, out DatagramKind kind)
    {
        frame = default;
        kind = DatagramKind.Malformed;
        if (stream.Length < LengthSize)
        {
            return StreamStatus.NeedMore;
        }

        Span<byte> field = stackalloc byte[LengthSize];
        stream.Slice(0, LengthSize).CopyTo(field);
        int length = BinaryPrimitives.ReadUInt16BigEndian(field);
        // RFC 9329 3.1: the length includes the field itself.
        if (length < LengthSize)
        {
            return StreamStatus.Broken;
        }

        if (stream.Length < length)
        {
            return StreamStatus.NeedMore;
        }

        kind = Classify(stream.Slice(LengthSize, length - LengthSize), out frame);
        stream = stream.Slice(length);
        return StreamStatus.Complete;
    }

    /// <summary>Writes one frame.</summary>
    /// <param name="kind"><see cref="DatagramKind.Ike"/>, which gets a marker, <see cref="DatagramKind.Esp"/>, or <see cref="DatagramKind.KeepAlive"/>.</param>
    /// <param name="payload">The IKE message or the ESP packet; ignored for a keep-alive.</param>
    /// <param name="destination">At least 6 octets more than the payload.</param>
    /// <returns>The octets written.</returns>
    /// <exception cref="ArgumentException">The kind cannot be sent, the payload is too long, or the span too short.</exception>
    public static int WriteFrame(DatagramKind kind, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        if (kind is not (DatagramKind.Ike or DatagramKind.Esp or DatagramKind.KeepAlive))
        {
            throw new ArgumentException("Only IKE messages, ESP packets and keep-alives are sent.", nameof(kind));
        }

        int marker = kind == DatagramKind.Ike ? UdpEncapsulation.MarkerSize : 0;
        int size = LengthSize + marker + (kind == DatagramKind.KeepAlive ? UdpEncapsulation.KeepAliveSize : payload.Length);
        if (size > ushort.MaxValue || size > destination.Length)
        {
            throw new ArgumentException("A frame has 65,535 octets at most, and the span must have room for it.", nameof(payload));
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)size);
        Span<byte> rest = destination[LengthSize..];
        switch (kind)
        {
            case DatagramKind.Ike:
                payload.CopyTo(rest[UdpEncapsulation.WriteMarker(rest)..]);
                break;
            case DatagramKind.Esp:
                payload.CopyTo(rest);
                break;
            default:
                UdpEncapsulation.WriteKeepAlive(rest);
                break;
        }

        return size;
    }

    private static DatagramKind Classify(in ReadOnlySequence<byte> content, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        Span<byte> head = stackalloc byte[LargestHead];
        int count = (int)Math.Min(content.Length, LargestHead);
        content.Slice(0, count).CopyTo(head);
        // RFC 9329 3: empty frames are ignored; 6.6: so are keep-alives.
        if (count == 0 || (content.Length == UdpEncapsulation.KeepAliveSize && head[0] == 0xFF))
        {
            return DatagramKind.KeepAlive;
        }

        if (content.Length <= UdpEncapsulation.MarkerSize)
        {
            return DatagramKind.Malformed;
        }

        // RFC 9329 3.1, 3.2: the SPI of an ESP packet is never zero.
        if (BinaryPrimitives.ReadUInt32BigEndian(head) == 0)
        {
            frame = content.Slice(UdpEncapsulation.MarkerSize);
            return DatagramKind.Ike;
        }

        if (content.Length < SmallestEsp)
        {
            return DatagramKind.Malformed;
        }

        frame = content;
        return DatagramKind.Esp;
    }
}
