using System.Buffers;
using Isakmp.Framing;

namespace Isakmp.Inspection.Captures;

/// <summary>One direction of a TCP connection on an IKE port (RFC 9329).</summary>
internal sealed class CapturedStream
{
    private readonly TcpReassembly _reassembly = new();
    private bool _isReported;
    private bool _hasStarted;
    private uint _first;

    public StreamKey Key { get; private set; }

    /// <summary>The number of the connection, from 1, the same in both directions.</summary>
    public int Connection { get; private set; }

    public StreamState State { get; private set; }

    /// <summary>When it was last used, as a count.</summary>
    public long Used { get; set; }

    /// <summary>The last segment, or the one behind the gap that is waited for.</summary>
    public FramePlace Place { get; private set; }

    public PacketInfo Path => new(Key.Source, Key.Destination, Encapsulation.Stream, Connection);

    public bool HasGap => State != StreamState.Ignored && _reassembly.HasGap;

    public void Begin(in StreamKey key, int connection)
    {
        Key = key;
        Connection = connection;
        State = StreamState.Lost;
        _isReported = false;
        _hasStarted = false;
        _reassembly.Restart(0);
    }

    /// <summary>Passes over all that comes.</summary>
    public void Ignore() => State = StreamState.Ignored;

    /// <summary>Takes in a segment.</summary>
    /// <returns>What is wrong with the stream now, if anything, and the number that goes with it.</returns>
    public (CaptureFault Fault, long Detail) Add(scoped in TcpSegment segment, FramePlace place)
    {
        if (segment.IsStart)
        {
            return Start(segment, place);
        }

        if (State == StreamState.Ignored || segment.Length == 0)
        {
            return default;
        }

        int missing = segment.Length - segment.Data.Length;
        if (missing > 0)
        {
            Place = place;
            State = StreamState.Lost;
            _isReported = true;
            return (CaptureFault.Truncated, missing);
        }

        return State == StreamState.Lost ? Synchronize(segment, place) : Continue(segment, place);
    }

    /// <summary>Reads the next frame of what is in order.</summary>
    /// <returns>Complete with a frame, NeedMore, or Broken, and then the stream is ignored from here on.</returns>
    public StreamStatus TryReadFrame(out ReadOnlySpan<byte> message, out DatagramKind kind)
    {
        message = default;
        kind = DatagramKind.Malformed;
        if (State is not (StreamState.InFrames or StreamState.AtPrefix))
        {
            return StreamStatus.NeedMore;
        }

        ReadOnlyMemory<byte> ready = _reassembly.Ready;
        var octets = new ReadOnlySequence<byte>(ready);
        if (State == StreamState.AtPrefix)
        {
            StreamStatus prefix = TcpFraming.TryReadPrefix(ref octets);
            if (prefix != StreamStatus.Complete)
            {
                return prefix;
            }

            State = StreamState.InFrames;
        }

        long before = octets.Length;
        StreamStatus status = TcpFraming.TryReadFrame(ref octets, out ReadOnlySequence<byte> frame, out kind);
        int taken = ready.Length - (int)octets.Length;
        // The memory stands still until the next segment comes.
        message = kind == DatagramKind.Malformed && status == StreamStatus.Complete
            ? ready.Span.Slice(ready.Length - (int)before, (int)(before - octets.Length))[TcpFraming.LengthSize..]
            : frame.FirstSpan;
        _reassembly.Take(taken);
        return status;
    }

    /// <summary>Gives up what is missing, and goes on behind it if a frame starts there.</summary>
    /// <returns>How many octets are missing.</returns>
    public int SkipGap()
    {
        int missing = _reassembly.GapSize;
        State = StreamState.Lost;
        while (State == StreamState.Lost && _reassembly.HasGap)
        {
            _reassembly.SkipGap();
            if (FrameSearch.LooksLikeStart(_reassembly.Ready.Span))
            {
                State = StateAt(_reassembly.Ready.Span);
            }
        }

        // The gap is reported: that no frame is found behind it need not be.
        _isReported = true;
        return missing;
    }

    /// <summary>Takes away the beginning of a frame that will not become whole.</summary>
    /// <returns>How many octets of it there are.</returns>
    public int DropIncomplete()
    {
        int count = State is StreamState.InFrames or StreamState.AtPrefix ? _reassembly.Ready.Length : 0;
        _reassembly.Take(_reassembly.Ready.Length);
        return count;
    }

    /// <summary>What is to be reported when the stream is forgotten; null if nothing of it was waited for.</summary>
    public LostEntry? ToLost()
    {
        if (HasGap)
        {
            return new LostEntry(Place, Path, CaptureTransport.Tcp, CaptureFault.StreamGap, SkipGap());
        }

        int incomplete = DropIncomplete();
        return incomplete == 0 ? null : new LostEntry(Place, Path, CaptureTransport.Tcp, CaptureFault.StreamIncomplete, incomplete);
    }

    // Ports may be used again for another connection; the same segment sent again is none.
    private (CaptureFault Fault, long Detail) Start(scoped in TcpSegment segment, FramePlace place)
    {
        if (_hasStarted && _first == segment.Sequence)
        {
            return default;
        }

        int incomplete = DropIncomplete();
        _hasStarted = true;
        _first = segment.Sequence;
        Place = place;
        State = segment.IsOriginator ? StreamState.AtPrefix : StreamState.InFrames;
        _isReported = false;
        _reassembly.Restart(segment.Sequence);
        if (segment.Length > 0 && segment.Length == segment.Data.Length)
        {
            _reassembly.Add(segment.Sequence, segment.Data);
        }

        return incomplete > 0 ? (CaptureFault.StreamIncomplete, incomplete) : default;
    }

    private (CaptureFault Fault, long Detail) Synchronize(scoped in TcpSegment segment, FramePlace place)
    {
        Place = place;
        if (!FrameSearch.LooksLikeStart(segment.Data))
        {
            bool isNew = !_isReported;
            _isReported = true;
            return isNew ? (CaptureFault.StreamUnsynchronized, 0) : default;
        }

        State = StateAt(segment.Data);
        _isReported = false;
        _reassembly.Restart(segment.Sequence);
        _reassembly.Add(segment.Sequence, segment.Data);
        return default;
    }

    private (CaptureFault Fault, long Detail) Continue(scoped in TcpSegment segment, FramePlace place)
    {
        bool hadGap = _reassembly.HasGap;
        SegmentPlace where = _reassembly.Add(segment.Sequence, segment.Data);
        switch (where)
        {
            case SegmentPlace.Ready or SegmentPlace.Early:
                Place = hadGap && _reassembly.HasGap ? Place : place;
                return default;
            case SegmentPlace.Foreign:
                return Synchronize(segment, place);
            case SegmentPlace.TooFar:
                int missing = hadGap ? _reassembly.GapSize : _reassembly.DistanceTo(segment.Sequence);
                Place = place;
                do
                {
                    SkipGap();
                    where = State == StreamState.Lost ? SegmentPlace.Foreign : _reassembly.Add(segment.Sequence, segment.Data);
                }
                while (where == SegmentPlace.TooFar);
                if (where == SegmentPlace.Foreign)
                {
                    Synchronize(segment, place);
                }

                return (CaptureFault.StreamGap, missing);
            default:
                return default;
        }
    }

    private static StreamState StateAt(ReadOnlySpan<byte> data) =>
        data.StartsWith(TcpFraming.Prefix) ? StreamState.AtPrefix : StreamState.InFrames;
}
