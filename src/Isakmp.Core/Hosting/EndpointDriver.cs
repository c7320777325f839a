using System.Diagnostics.CodeAnalysis;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>Drives one endpoint: whoever brings an input holds the lock, and takes all outputs before it lets go.</summary>
internal sealed class EndpointDriver : IDatagramSink, IDisposable
{
    // The marker stands before the message, so that both leave in one datagram.
    private const int LargestDatagram = 65_535;

    // How soon to look again when outputs wait for the reader of the events.
    private static readonly TimeSpan BlockedPause = TimeSpan.FromMilliseconds(50);

    // A bound on one turn, so that no endpoint, however busy, holds the lock forever.
    private const int LargestTurn = 4_096;

    private readonly Lock _gate = new();
    private readonly IkeHost _host;
    private readonly IkeHostOptions _options;
    private readonly IkeEndpoint _endpoint;
    private readonly HostClock _clock;
    private readonly ITimer _timer;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(UdpEncapsulation.MarkerSize + LargestDatagram, pinned: true);
    private readonly Dictionary<ConnectionId, ConnectionWatch> _watches = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<bool>? _stop;
    private readonly CancellationToken _stopToken;
    private bool _isStopping;
    private bool _closed;

    public EndpointDriver(IkeHost host, IkeEndpointOptions endpoint, IkeHostOptions options)
    {
        _host = host;
        _options = options;
        _stopToken = _stopping.Token;
        _clock = new HostClock(options.TimeProvider);
        _endpoint = new IkeEndpoint(endpoint);
        Events = new EventStream(options.EventCapacity, Counters);
        Transport = new UdpTransport(options.LocalAddresses, options.Port, options.NatTraversalPort, this);
        _timer = options.TimeProvider.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = UdpEncapsulation.WriteMarker(_buffer);
    }

    public HostCounters Counters { get; } = new();

    public EventStream Events { get; }

    public UdpTransport Transport { get; }

    public void Open()
    {
        try
        {
            Transport.Open();
        }
        catch
        {
            _closed = true;
            Dispose();
            throw;
        }
    }

    /// <summary>Gives a command to the endpoint and takes its outputs.</summary>
    public TResult Call<TResult>(Func<IkeEndpoint, IkeInstant, TResult> command)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, _host);
            TResult result = command(_endpoint, _clock.Now);
            Drain();
            return result;
        }
    }

    public ConnectionWatch Connect(PeerProfile profile, in PacketInfo path, string? child)
    {
        lock (_gate)
        {
            if (_isStopping || _closed)
            {
                throw new InvalidOperationException("The host has stopped; start another one.");
            }

            ConnectionId id = _endpoint.Connect(profile, path, _clock.Now, child);
            var watch = new ConnectionWatch(id, wantsChild: !profile.Children.IsEmpty);
            _watches.Add(id, watch);
            Drain();
            return watch;
        }
    }

    /// <summary>Begins to close a connection; null if there is none.</summary>
    public ConnectionWatch? TryClose(ConnectionId connection)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return null;
            }

            if (!_watches.TryGetValue(connection, out ConnectionWatch? watch))
            {
                _watches.Add(connection, watch = new ConnectionWatch(connection, wantsChild: false));
            }

            if (!_endpoint.Close(connection, _clock.Now))
            {
                _ = _watches.Remove(connection);
                return null;
            }

            Drain();
            return watch;
        }
    }

    /// <summary>Does what is due.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A fault must not end the process from a timer; the caller is told.")]
    public void Pump()
    {
        try
        {
            lock (_gate)
            {
                if (!_closed)
                {
                    Drain();
                }
            }
        }
        catch (Exception exception)
        {
            TellFault(exception);
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A fault, the data plane's or ours, must not end the receiving loop; the caller is told.")]
    public void OnDatagram(UdpPort port, ReadOnlySpan<byte> datagram, NetEndPoint remote, int scope)
    {
        Counters.Received();
        try
        {
            Take(port, datagram, remote, scope);
        }
        catch (Exception exception)
        {
            TellFault(exception);
        }
    }

    public void OnSending(UdpPort port, in PacketInfo path, ReadOnlySpan<byte> datagram)
    {
        if (_options.DatagramTap is { } tap)
        {
            Tap(tap, outbound: true, path with { Local = port.Local }, datagram);
        }
    }

    public void OnReceiveError() => Counters.SocketError();

    public Task<bool> StopAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _stop ??= StopOnceAsync(timeout, cancellationToken);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Transport.Dispose();
        Events.Complete();
        Events.DiscardRest();
        _endpoint.Dispose();
        _stopping.Dispose();
    }

    private void Take(UdpPort port, ReadOnlySpan<byte> datagram, NetEndPoint remote, int scope)
    {
        DatagramKind kind = PortFraming.Classify(datagram, port, out ReadOnlySpan<byte> payload, out Encapsulation encapsulation);
        var path = new PacketInfo(port.Local, remote, encapsulation, scope);
        if (_options.DatagramTap is { } tap)
        {
            Tap(tap, outbound: false, path, datagram);
        }

        switch (kind)
        {
            case DatagramKind.Ike:
                Receive(payload, path);
                break;
            case DatagramKind.Esp:
                Counters.Esp();
                _options.EspReceiver?.OnEsp(path, payload);
                break;
            case DatagramKind.KeepAlive:
                Counters.KeepAlive();
                break;
            default:
                Counters.Malformed();
                break;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Who looks on must not disturb; the caller is told.")]
    private void Tap(IDatagramTap tap, bool outbound, in PacketInfo path, ReadOnlySpan<byte> datagram)
    {
        try
        {
            tap.OnDatagram(outbound, _clock.Now, path, datagram);
        }
        catch (Exception exception)
        {
            TellFault(exception);
        }
    }

    private async Task<bool> StopOnceAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_closed)
        {
            return true;
        }

        // Still under the lock of StopAsync: the deletes leave before anybody else comes.
        _isStopping = true;
        _endpoint.CloseAll(_clock.Now);
        Drain();
        bool confirmed = await WaitAsync(_quiet.Task, timeout, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            Drain();
            _closed = true;
            foreach (ConnectionWatch watch in _watches.Values)
            {
                watch.Abandon();
            }
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        Transport.Dispose();
        await Transport.WhenClosedAsync().ConfigureAwait(false);
        Events.Complete();
        return confirmed;
    }

    private async Task<bool> WaitAsync(Task task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(timeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Receive(ReadOnlySpan<byte> message, in PacketInfo path)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _ = _endpoint.Receive(message, path, _clock.Now);
                Drain();
            }
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Who is told of faults must not make more of them.")]
    private void TellFault(Exception fault)
    {
        try
        {
            _options.ErrorHandler?.Invoke(fault);
        }
        catch (Exception)
        {
            // Nobody is left to tell.
        }
    }

    // Takes every output, lets due timers run, and sets the alarm for the next one. While events wait for their reader the outputs of other SAs go on.
    private void Drain()
    {
        IkeInstant? next = TakeOutputs();
        bool hasRoom = true;
        for (int turn = 0; next <= _clock.Now && hasRoom && turn < LargestTurn; turn++)
        {
            _endpoint.Advance(_clock.Now);
            next = TakeOutputs();
            hasRoom = Events.HasRoom;
        }

        Arm(hasRoom ? next : _clock.Now + BlockedPause);
        if (_isStopping && _endpoint.NextTimeoutReason != TimerReason.Output && _endpoint.ListIkeSas().IsEmpty)
        {
            _ = _quiet.TrySetResult();
        }
    }

    private IkeInstant? TakeOutputs()
    {
        Transmit();
        Ask();
        Tell();
        return _endpoint.NextTimeout;
    }

    private void Arm(IkeInstant? next)
    {
        TimeSpan wait = Timeout.InfiniteTimeSpan;
        if (next is { } instant)
        {
            // Rounded up, because an alarm that rings early would have to be set again; at least one millisecond, so that a long turn lets others in.
            double milliseconds = Math.Ceiling((instant - _clock.Now).TotalMilliseconds);
            wait = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 1, int.MaxValue));
        }

        _ = _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Transmit()
    {
        while (_endpoint.TryGetTransmit(_buffer.AsSpan(UdpEncapsulation.MarkerSize), out Transmit transmit) == TransmitStatus.Ready)
        {
            bool marked = transmit.Path.Encapsulation == Encapsulation.NonEspMarker && !transmit.IsKeepAlive;
            int start = marked ? 0 : UdpEncapsulation.MarkerSize;
            if (Transport.TrySend(transmit.Path, _buffer.AsSpan(start, UdpEncapsulation.MarkerSize - start + transmit.Length)))
            {
                Counters.Sent();
            }
            else
            {
                Counters.SocketError();
            }
        }
    }

    private void Ask()
    {
        while (_endpoint.TryGetOperation(out IkeOperation? operation))
        {
            if (_options.OperationHandler is { } handler)
            {
                IkeOperation question = operation;
                _ = Task.Run(() => AnswerAsync(handler, question));
            }
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The default answer holds then, and the caller is told.")]
    private async Task AnswerAsync(IkeOperationHandler handler, IkeOperation operation)
    {
        try
        {
            await handler(_host, operation, _stopToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            TellFault(exception);
        }
    }

    private void Tell()
    {
        while (Events.HasRoom && _endpoint.TryGetEvent(out IkeEvent? next))
        {
            if (_watches.TryGetValue(next.Connection, out ConnectionWatch? watch))
            {
                watch.Observe(next);
                if (next is ConnectionClosedEvent)
                {
                    _ = _watches.Remove(next.Connection);
                }
            }

            Events.Publish(next);
        }
    }
}
