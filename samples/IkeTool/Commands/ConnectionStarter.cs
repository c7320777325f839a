using System.Collections.Concurrent;
using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace IkeTool.Commands;

/// <summary>Starts the connections whose <c>start_action</c> is <c>start</c>, with all their children that say so, also when a connection begins anew.</summary>
/// <param name="host">The host.</param>
internal sealed class ConnectionStarter(IkeHost host)
{
    private readonly ConcurrentDictionary<ConnectionId, WantedChildren> _started = [];

    /// <summary>Starts a connection; what becomes of it is told by the events.</summary>
    /// <param name="profile">The connection.</param>
    /// <param name="remote">The peer.</param>
    public void Start(PeerProfile profile, NetEndPoint remote)
    {
        var children = WantedChildren.StartedOf(profile);
        _ = host.ConnectAsync(profile, remote, children.First, CancellationToken.None).ContinueWith(
            task =>
            {
                if (task.IsCompletedSuccessfully)
                {
                    _started[task.Result.Id] = children;
                    Begin(task.Result.Id);
                }
                else
                {
                    _ = task.Exception;
                }
            },
            TaskScheduler.Default);
    }

    /// <summary>Takes an event of the host.</summary>
    /// <param name="happened">The event.</param>
    public void Observe(IkeEvent happened)
    {
        switch (happened)
        {
            case IkeSaEstablishedEvent { Info.Role: IkeRole.Initiator }:
                Begin(happened.Connection);
                break;
            case ConnectionClosedEvent:
                _ = _started.TryRemove(happened.Connection, out _);
                break;
            default:
                break;
        }
    }

    private void Begin(ConnectionId connection)
    {
        if (!_started.TryGetValue(connection, out WantedChildren? children))
        {
            return;
        }

        try
        {
            children.BeginRest(host, connection);
        }
        catch (ObjectDisposedException)
        {
            // The program ends.
        }
    }
}
