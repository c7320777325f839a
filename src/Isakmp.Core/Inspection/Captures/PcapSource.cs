namespace Isakmp.Inspection.Captures;

/// <summary>The classic format, in either byte order, in microseconds or nanoseconds.</summary>
/// <remarks>
/// <code>
/// file:   magic (4) | major (2) | minor (2) | reserved (8) | snap length (4) | link type (4)
/// record: seconds (4) | fraction (4) | octets captured (4) | octets sent (4) | the frame
/// </code>
/// </remarks>
internal sealed class PcapSource : FrameSource
{
    public const uint MicrosecondMagic = 0xA1B2C3D4;
    public const uint NanosecondMagic = 0xA1B23C4D;

    private const int HeaderSize = 24;
    private const int RecordSize = 16;
    private const int LinkTypeOffset = 20;
    private const int CapturedOffset = 8;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int NanosecondsPerMicrosecond = 1000;
    // The upper half of the field tells of a checksum behind each frame, which no length of IP counts.
    private const uint LinkTypeMask = 0xFFFF;

    private readonly CaptureWindow _window;
    private readonly ByteOrder _order;
    private readonly long _fraction;
    private int _linkType = -1;

    /// <summary>Starts at the magic number.</summary>
    public PcapSource(CaptureWindow window, ByteOrder order, bool isNanoseconds)
    {
        _window = window;
        _order = order;
        _fraction = isNanoseconds ? 1 : NanosecondsPerMicrosecond;
    }

    public override FrameStatus TryNext(out CapturedFrame frame)
    {
        frame = default;
        if (HasEnded)
        {
            return FrameStatus.End;
        }

        if (_linkType < 0)
        {
            if (!_window.TryFill(HeaderSize))
            {
                return Break(CaptureFault.CutShort, _window.Position);
            }

            _linkType = (int)(_order.Number(_window.Unread[LinkTypeOffset..]) & LinkTypeMask);
            _window.Advance(HeaderSize);
        }

        long at = _window.Position;
        if (!_window.TryFill(RecordSize))
        {
            HasEnded = true;
            return _window.Unread.IsEmpty ? FrameStatus.End : Break(CaptureFault.CutShort, at, frame: Frame + 1);
        }

        ReadOnlySpan<byte> record = _window.Unread;
        uint captured = _order.Number(record[CapturedOffset..]);
        if (captured > MaximumFrame)
        {
            return Break(CaptureFault.BadLength, at + CapturedOffset, captured, Frame + 1);
        }

        int size = RecordSize + (int)captured;
        if (!_window.TryFill(size))
        {
            return Break(CaptureFault.CutShort, at, frame: Frame + 1);
        }

        record = _window.Unread[..size];
        _window.Advance(size);
        Frame++;
        frame = new CapturedFrame
        {
            Octets = record[RecordSize..],
            LinkType = _linkType,
            Nanoseconds = (_order.Number(record) * NanosecondsPerSecond) + (_order.Number(record[4..]) * _fraction),
            Offset = at + RecordSize,
        };
        return FrameStatus.Frame;
    }
}
