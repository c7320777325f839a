using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Primitives;

namespace IkeTool.Output;

/// <summary>Reads the events of a host, prints them, and lets the command wait until what it waits for has been printed.</summary>
internal sealed class EventFeed
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ConnectionId, Progress> _connections = [];
    private readonly Action<IkeEvent>? _observer;
    private readonly Task _reading;

    private EventFeed(IkeHost host, EventPrinter printer, Action<IkeEvent>? observer)
    {
        _observer = observer;
        _reading = Task.Run(() => ReadAsync(host, printer));
    }

    /// <summary>Begins to read and to print.</summary>
    /// <param name="host">The host.</param>
    /// <param name="printer">Prints.</param>
    /// <param name="observer">Is told each event after it has been printed.</param>
    /// <returns>The feed.</returns>
    public static EventFeed Start(IkeHost host, EventPrinter printer, Action<IkeEvent>? observer = null) => new(host, printer, observer);

    /// <summary>Waits until so many Child SAs of a connection have become active or have failed, and it has been printed, or until the connection has ended.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="children">How many.</param>
    /// <returns>Why the first that failed did; null if none has.</returns>
    public async Task<IkeFailure?> SettledAsync(ConnectionId connection, int children)
    {
        Progress progress;
        lock (_gate)
        {
            progress = Of(connection);
            progress.Wanted = children;
            progress.Check();
        }

        _ = await Task.WhenAny(progress.Settled, _reading);
        return progress.Failure;
    }

    /// <summary>Waits until everything has been printed, after the host has stopped.</summary>
    /// <returns>The end.</returns>
    public Task EndAsync() => _reading;

    private async Task ReadAsync(IkeHost host, EventPrinter printer)
    {
        await foreach (IkeEvent happened in host.ReadEventsAsync())
        {
            printer.Print(happened);
            lock (_gate)
            {
                Count(happened);
            }

            _observer?.Invoke(happened);
        }
    }

    private void Count(IkeEvent happened)
    {
        switch (happened)
        {
            case ActivateOutboundEvent:
                Of(happened.Connection).Count(null);
                break;
            case ChildSaFailedEvent { Name: not null } failed: // one without a name was the peer's
                Of(happened.Connection).Count(failed.Failure);
                break;
            case ConnectionClosedEvent closed:
                Of(happened.Connection).End(closed);
                break;
            default:
                break;
        }
    }

    private Progress Of(ConnectionId connection)
    {
        if (!_connections.TryGetValue(connection, out Progress? progress))
        {
            _connections.Add(connection, progress = new Progress());
        }

        return progress;
    }

    /// <summary>How far a connection has come.</summary>
    private sealed class Progress
    {
        private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _settledChildren;

        public int Wanted { get; set; } = int.MaxValue;

        public IkeFailure? Failure { get; private set; }

        public Task Settled => _settled.Task;

        public void Count(IkeFailure? failure)
        {
            _settledChildren++;
            Failure ??= failure;
            Check();
        }

        public void End(ConnectionClosedEvent closed)
        {
            Failure ??= closed.Failure ?? new IkeFailure(FailureKind.Denied, $"The connection was closed: {SaText.Reason(closed.Reason)}");
            _ = _settled.TrySetResult();
        }

        public void Check()
        {
            if (_settledChildren >= Wanted)
            {
                _ = _settled.TrySetResult();
            }
        }
    }
}
