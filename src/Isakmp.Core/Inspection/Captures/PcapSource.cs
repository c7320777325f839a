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
    private const int FractionOffset = 4;
    private const int CapturedOffset = 8;
    private const int SentOffset = 12;
    // A search believes in records that are so many in a row, or reach to the end of the file.
    private const int RecordsInARow = 3;
    private const uint LongestPause = 86_400;
    // No frame with an IP header is shorter.
    private const int SmallestFrame = 20;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int NanosecondsPerMicrosecond = 1000;
    // The upper half of the field tells of a checksum behind each frame, which no length of IP counts.
    private const uint LinkTypeMask = 0xFFFF;

    private readonly CaptureWindow _window;
    private readonly ByteOrder _order;
    private readonly long _fraction;
    private int _linkType = -1;
    private uint _seconds;

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
        int size = RecordSize + (int)Math.Min(captured, MaximumFrame);
        bool isWhole = captured <= MaximumFrame && _window.TryFill(size);
        if (!isWhole)
        {
            Frame++;
            bool isCutShort = !TryRepair() && captured <= MaximumFrame;
            HasEnded = _window.Position == at;
            return isCutShort ? Fail(CaptureFault.CutShort, at, frame: Frame) : Fail(CaptureFault.BadLength, at + CapturedOffset, captured, Frame);
        }

        record = _window.Unread[..size];
        _window.Advance(size);
        Frame++;
        _seconds = _order.Number(record);
        frame = new CapturedFrame
        {
            Octets = record[RecordSize..],
            LinkType = _linkType,
            Nanoseconds = (_seconds * NanosecondsPerSecond) + (_order.Number(record[FractionOffset..]) * _fraction),
            HasTime = true,
            Offset = at + RecordSize,
        };
        return FrameStatus.Frame;
    }

    protected override bool TryFindNext()
    {
        _window.TryFill(CaptureWindow.Capacity);
        ReadOnlySpan<byte> octets = _window.Unread;
        int last = Math.Min(octets.Length - RecordSize, RecordSize + MaximumFrame);
        for (int at = 1; at <= last; at++)
        {
            if (StartsRecords(octets[at..], isToTheEnd: octets.Length < CaptureWindow.Capacity))
            {
                _window.Advance(at);
                return true;
            }
        }

        return false;
    }

    private bool StartsRecords(ReadOnlySpan<byte> octets, bool isToTheEnd)
    {
        uint seconds = _seconds;
        for (int i = 0; i < RecordsInARow; i++)
        {
            if (octets.IsEmpty && isToTheEnd)
            {
                // A single one is believed only if its time fits the last one's, and not because both are next to nothing.
                return i > 1 || (i > 0 && _seconds > 2 * LongestPause);
            }

            if (octets.Length < RecordSize)
            {
                return false;
            }

            uint now = _order.Number(octets);
            uint captured = _order.Number(octets[CapturedOffset..]);
            if (_order.Number(octets[FractionOffset..]) * _fraction >= NanosecondsPerSecond
                || captured is < SmallestFrame or > MaximumFrame
                || captured > _order.Number(octets[SentOffset..])
                || captured > octets.Length - RecordSize
                || (seconds != 0 && Math.Max(now, seconds) - Math.Min(now, seconds) > LongestPause))
            {
                return false;
            }

            seconds = now;
            octets = octets[(RecordSize + (int)captured)..];
        }

        return true;
    }
}
