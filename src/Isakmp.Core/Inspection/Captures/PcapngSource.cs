using System.Buffers.Binary;

namespace Isakmp.Inspection.Captures;

/// <summary>pcapng: sections in either byte order, each with interfaces of its own.</summary>
/// <remarks>
/// <code>
/// +---------------------------------------------------------------+
/// |                          Block Type                           |
/// |                      Block Total Length                       |
/// +---------------------------------------------------------------+
/// |                 Body, padded to whole 4 octets                |
/// +---------------------------------------------------------------+
/// |                  Block Total Length once more                 |
/// +---------------------------------------------------------------+
/// </code>
/// Blocks of other kinds, keys for decryption among them, are passed over.
/// </remarks>
internal sealed class PcapngSource(CaptureWindow window) : FrameSource
{
    /// <summary>The type of a Section Header Block, the same in both byte orders.</summary>
    public const uint SectionHeader = 0x0A0D0D0A;

    private const uint InterfaceDescription = 1;
    private const uint OldPacket = 2;
    private const uint SimplePacket = 3;
    private const uint Statistics = 5;
    private const uint EnhancedPacket = 6;
    private const uint Journal = 9;
    private const uint Custom = 0x0BAD;
    private const uint CustomNotCopied = 0x4000_0BAD;
    private const uint SystemCall = 0x0204;
    private const uint SystemCall2 = 0x0216;
    private const uint ByteOrderMagic = 0x1A2B3C4D;

    private const int HeadSize = 8;
    private const int LengthOffset = 4;
    private const int TrailerSize = 4;
    private const int SmallestBlock = HeadSize + TrailerSize;
    private const int SmallestSection = 28;
    private const int Alignment = 4;

    private readonly PcapngInterfaces _interfaces = new();
    private ByteOrder _order;
    private uint _type;
    private long _at;

    public override FrameStatus TryNext(out CapturedFrame frame)
    {
        frame = default;
        while (!HasEnded)
        {
            _at = window.Position;
            if (!window.TryFill(SmallestBlock))
            {
                HasEnded = true;
                return window.Unread.IsEmpty ? FrameStatus.End : Break(CaptureFault.CutShort, _at);
            }

            _type = BinaryPrimitives.ReadUInt32BigEndian(window.Unread);
            if (_type == SectionHeader && !TryReadByteOrder(window.Unread[HeadSize..], out _order))
            {
                return Stray(CaptureFault.BadBlock, _at + HeadSize);
            }

            _type = _order.Number(window.Unread);
            uint length = _order.Number(window.Unread[LengthOffset..]);
            int smallest = _type == SectionHeader ? SmallestSection : SmallestBlock;
            if (length < smallest || length % Alignment != 0)
            {
                return Stray(CaptureFault.BadLength, _at + LengthOffset, length);
            }

            FrameStatus? status = length > CaptureWindow.Capacity ? PassLongBlock(length) : ReadBlock((int)length, out frame);
            if (status is { } found)
            {
                return found;
            }
        }

        return FrameStatus.End;
    }

    // No packets, but Wireshark counts them as frames.
    private bool IsCounted => _type is Custom or CustomNotCopied or Journal or SystemCall or SystemCall2;

    private bool IsPacket => _type is EnhancedPacket or SimplePacket or OldPacket;

    private FrameStatus? ReadBlock(int length, out CapturedFrame frame)
    {
        frame = default;
        if (!window.TryFill(length))
        {
            return Stray(CaptureFault.CutShort, _at, length);
        }

        ReadOnlySpan<byte> block = window.Unread[..length];
        uint trailer = _order.Number(block[^TrailerSize..]);
        if (trailer != length)
        {
            return Stray(CaptureFault.LengthMismatch, _at + length - TrailerSize, trailer);
        }

        window.Advance(length);
        ReadOnlySpan<byte> body = block[HeadSize..^TrailerSize];
        switch (_type)
        {
            case SectionHeader:
                _interfaces.Clear();
                return null;
            case InterfaceDescription:
                int bad = _interfaces.Add(body, _order);
                return bad < 0 ? null : Fail(CaptureFault.BadBlock, _at + HeadSize + bad);
            case EnhancedPacket:
                return ReadPacket(PcapngPacket.ReadEnhanced(body, _order), body, out frame);
            case SimplePacket:
                return ReadPacket(PcapngPacket.ReadSimple(body, _order, _interfaces.SnapLength(0)), body, out frame);
            case OldPacket:
                return ReadPacket(PcapngPacket.ReadOld(body, _order), body, out frame);
            default:
                Frame += IsCounted ? 1 : 0;
                return null;
        }
    }

    private FrameStatus ReadPacket(scoped in PcapngPacket packet, ReadOnlySpan<byte> body, out CapturedFrame frame)
    {
        Frame++;
        frame = default;
        long start = _at + HeadSize;
        if (!packet.Fits(body.Length))
        {
            return Fail(CaptureFault.BadBlock, start, frame: Frame);
        }

        if (packet.Captured > MaximumFrame)
        {
            return Fail(CaptureFault.FrameTooLong, start, packet.Captured, Frame);
        }

        if (!_interfaces.TryGet(packet.Interface, out PcapngInterface description))
        {
            return Fail(CaptureFault.UnknownInterface, start, packet.Interface, Frame);
        }

        frame = new CapturedFrame
        {
            Octets = body.Slice(packet.Start, (int)packet.Captured),
            LinkType = description.LinkType,
            Nanoseconds = packet.HasTime ? description.ToNanoseconds(packet.Stamp) : 0,
            HasTime = packet.HasTime,
            Offset = start + packet.Start,
        };
        return FrameStatus.Frame;
    }

    // Only its lengths are looked at: no block that is of use here is so long.
    private FrameStatus? PassLongBlock(uint length)
    {
        if (_type is SectionHeader or InterfaceDescription)
        {
            return Stray(CaptureFault.BadLength, _at + LengthOffset, length);
        }

        if (!window.Skip(length - TrailerSize) || !window.TryFill(TrailerSize))
        {
            return Break(CaptureFault.CutShort, _at, frame: IsPacket ? ++Frame : 0);
        }

        uint trailer = _order.Number(window.Unread);
        if (trailer != length)
        {
            return Break(CaptureFault.LengthMismatch, _at + length - TrailerSize, trailer, IsPacket ? ++Frame : 0);
        }

        window.Advance(TrailerSize);
        Frame += IsCounted ? 1 : 0;
        return IsPacket ? Fail(CaptureFault.FrameTooLong, _at, length, ++Frame) : null;
    }

    // The length leads nowhere: reading goes on at the next block that is found, if any is.
    private FrameStatus Stray(CaptureFault fault, long offset, long detail = 0)
    {
        long frame = IsPacket ? ++Frame : 0;
        HasEnded = !TryRepair();
        return fault == CaptureFault.CutShort && !HasEnded
            ? Fail(CaptureFault.BadLength, _at + LengthOffset, detail, frame)
            : Fail(fault, offset, detail, frame);
    }

    protected override bool TryFindNext()
    {
        window.TryFill(CaptureWindow.Capacity);
        ReadOnlySpan<byte> octets = window.Unread;
        for (int at = Alignment; at <= octets.Length - SmallestBlock; at += Alignment)
        {
            if (StartsBlock(octets[at..]))
            {
                window.Advance(at);
                return true;
            }
        }

        return false;
    }

    // A known type, and the same length at both ends.
    private bool StartsBlock(ReadOnlySpan<byte> octets)
    {
        ByteOrder order = _order;
        if (BinaryPrimitives.ReadUInt32BigEndian(octets) == SectionHeader)
        {
            if (octets.Length < SmallestSection || !TryReadByteOrder(octets[HeadSize..], out order))
            {
                return false;
            }
        }
        else if (order.Number(octets) is not (EnhancedPacket or SimplePacket or OldPacket or InterfaceDescription or Statistics))
        {
            return false;
        }

        uint length = order.Number(octets[LengthOffset..]);
        return length >= SmallestBlock && length % Alignment == 0 && length <= octets.Length
            && order.Number(octets[((int)length - TrailerSize)..]) == length;
    }

    private static bool TryReadByteOrder(ReadOnlySpan<byte> octets, out ByteOrder order)
    {
        bool isLittle = BinaryPrimitives.ReadUInt32LittleEndian(octets) == ByteOrderMagic;
        order = new ByteOrder(isLittle);
        return isLittle || BinaryPrimitives.ReadUInt32BigEndian(octets) == ByteOrderMagic;
    }
}
