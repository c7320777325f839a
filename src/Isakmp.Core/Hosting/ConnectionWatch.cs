using System.Collections.Immutable;
using Isakmp.Exchanges;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>Follows the events of one connection for those who wait for it to come up or to end.</summary>
/// <param name="id">The connection.</param>
/// <param name="wantsChild">Whether it is up only with its first Child SA.</param>
internal sealed class ConnectionWatch(ConnectionId id, bool wantsChild)
{
    private readonly TaskCompletionSource<HostConnection> _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ConnectionClosedEvent> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IkeSaInfo? _ikeSa;
    private IkeFailure? _lastFailure;

    /// <summary>The connection.</summary>
    public ConnectionId Id => id;

    /// <summary>Completes when the connection is up; fails with <see cref="IkeNegotiationException"/> when it cannot be.</summary>
    public Task<HostConnection> Up => _up.Task;

    /// <summary>Completes when the connection has ended.</summary>
    public Task<ConnectionClosedEvent> Closed => _closed.Task;

    /// <summary>Takes an event of this connection.</summary>
    /// <param name="next">The event; its keys are not touched.</param>
    public void Observe(IkeEvent next)
    {
        switch (next)
        {
            case IkeSaEstablishedEvent established:
                _ikeSa = established.Info;
                if (!wantsChild)
                {
                    ComeUp([]);
                }

                break;
            case ActivateOutboundEvent activate:
                ComeUp([activate.Info]);
                break;
            case ChildSaFailedEvent failed:
                Fail(failed.Failure);
                break;
            case IkeSaClosedEvent ended:
                _lastFailure = ended.Failure ?? _lastFailure;
                break;
            case ConnectionClosedEvent ended:
                IkeFailure failure = ended.Failure ?? _lastFailure ?? new IkeFailure(FailureKind.Unresponsive, $"The connection ended: {ended.Reason}.");
                Fail(failure);
                _ = _closed.TrySetResult(ended);
                break;
            default:
                break;
        }
    }

    /// <summary>The host ends before the connection did.</summary>
    public void Abandon()
    {
        Fail(new IkeFailure(FailureKind.Denied, "The host was stopped."));
        _ = _closed.TrySetCanceled();
    }

    private void Fail(IkeFailure failure)
    {
        if (_up.TrySetException(new IkeNegotiationException(failure)))
        {
            // Nobody need wait for it: a failure that is not awaited is no fault of the program.
            _ = _up.Task.Exception;
        }
    }

    private void ComeUp(ImmutableArray<ChildSaInfo> children)
    {
        if (_ikeSa is { } ikeSa)
        {
            _ = _up.TrySetResult(new HostConnection(id, ikeSa, children, Closed));
        }
    }
}
