using Isakmp.Algorithms;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Keys;
using Isakmp.Inspection.Observation;

namespace IkeTool.Watch;

/// <summary>Reads a capture from end to end and has an observer follow what is negotiated in it.</summary>
internal sealed class WatchRun : IDisposable
{
    private const int MaximumFaults = 100;

    private readonly CaptureReader _reader;
    private readonly List<WatchFault> _faults = [];
    private bool _hasStarted;

    public WatchRun(Stream stream, string name, DecryptionKeys keys, CaptureReaderOptions options, ICryptoProvider crypto)
    {
        Name = name;
        _reader = new CaptureReader(stream, options);
        Observer = new NegotiationObserver(crypto, keys, new NegotiationObserverOptions { MaximumNegotiations = 10_000, MaximumMessages = 200_000 });
    }

    /// <summary>The name of the capture.</summary>
    public string Name { get; }

    /// <summary>Who followed it.</summary>
    public NegotiationObserver Observer { get; }

    /// <summary>When the first datagram was seen.</summary>
    public DateTimeOffset Start { get; private set; }

    /// <summary>When the last datagram was seen.</summary>
    public DateTimeOffset End { get; private set; }

    /// <summary>What is broken; the first 100.</summary>
    public IReadOnlyList<WatchFault> Faults => _faults;

    /// <summary>How much is broken.</summary>
    public long FaultCount { get; private set; }

    /// <summary>Why reading ended before the end of the capture; null if it did not.</summary>
    public string? EndedBy { get; private set; }

    /// <summary>Reads the capture.</summary>
    public void Read()
    {
        while (TryRead(out CapturedDatagram datagram))
        {
            if (datagram.Frame > 0)
            {
                Start = _hasStarted ? Start : datagram.Time;
                End = _hasStarted && datagram.Time < End ? End : datagram.Time;
                _hasStarted = true;
            }

            if (_reader.HasEndedEarly)
            {
                EndedBy ??= datagram.Error;
            }
            else if (datagram.Error is { } error)
            {
                Add(new WatchFault(datagram.Frame, datagram.Offset, error));
            }
            else if (datagram.Kind == DatagramKind.Malformed)
            {
                Add(new WatchFault(datagram.Frame, datagram.Offset, "neither IKE nor ESP nor a keep-alive"));
            }

            Observer.Observe(datagram);
        }

        if (EndedBy is not null)
        {
            Observer.EndEarly();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Observer.Dispose();
        _reader.Dispose();
    }

    private bool TryRead(out CapturedDatagram datagram)
    {
        try
        {
            return _reader.TryRead(out datagram);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            EndedBy = exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
            datagram = default;
            return false;
        }
    }

    private void Add(WatchFault fault)
    {
        FaultCount++;
        if (_faults.Count < MaximumFaults)
        {
            _faults.Add(fault);
        }
    }
}
