using Isakmp.Engine.V1;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V2;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Engine;

/// <content>Inputs: datagrams, time, answers.</content>
public sealed partial class IkeEndpoint
{
    // A driver that comes late does not make one call run long: the rest is done by the next.
    private const int MaxTimersPerAdvance = 1024;

    private const byte SpokenMajorVersion = 2;
    private const byte OlderMajorVersion = 1;

    /// <summary>Takes a datagram.</summary>
    /// <param name="datagram">An IKE message, without non-ESP marker or length prefix; may be anything.</param>
    /// <param name="packet">Where it came from, and on which of our addresses.</param>
    /// <param name="now">The time.</param>
    /// <returns>What became of it, for statistics and tests; a driver need not look.</returns>
    public ReceiveResult Receive(ReadOnlySpan<byte> datagram, in PacketInfo packet, IkeInstant now)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _journal?.Begin(new EndpointInput { Kind = EndpointInputKind.Receive, Now = now, Pending = PendingCount, Datagram = datagram, Path = packet });
        _state.SetNow(now);
        ReceiveResult result = Take(datagram, packet);
        _journal?.End(result);
        return result;
    }

    /// <summary>Lets time pass: sends again, asks silent peers, gives up, keeps NATs open, lets defaults hold.</summary>
    /// <param name="now">The time; one that goes back is ignored.</param>
    /// <remarks>Does a bounded amount of work; <see cref="NextTimeout"/> says "now" while there is more.</remarks>
    public void Advance(IkeInstant now)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _journal?.Begin(new EndpointInput { Kind = EndpointInputKind.Advance, Now = now, Pending = PendingCount });
        _state.SetNow(now);
        for (int i = 0; i < MaxTimersPerAdvance && _state.Wheel.TakeDue(_state.Now.MonotonicTicks) is { } due; i++)
        {
            if (due is Connection connection)
            {
                FireTimers(connection);
            }
            else
            {
                FireTimers((SecurityAssociation)due);
            }
        }

        _journal?.End(null);
    }

    /// <summary>Answers an operation.</summary>
    /// <typeparam name="TResult">The type of the answer.</typeparam>
    /// <param name="operation">The operation, as it was taken from this endpoint.</param>
    /// <param name="result">The answer; if it is taken, buffers in it become the endpoint's, else everything stays the caller's.</param>
    /// <param name="now">The time.</param>
    /// <returns>False if the question is no longer open: its deadline has passed, or its SA is gone.</returns>
    public bool Complete<TResult>(IkeOperation<TResult> operation, TResult result, IkeInstant now)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(operation);
        _journal?.Begin(new EndpointInput
        {
            Kind = EndpointInputKind.Complete, Now = now, Pending = PendingCount, Operation = operation, Answer = result,
        });
        _state.SetNow(now);
        bool isTaken = _operations.TryAnswer(operation, result, out SecurityAssociation? sa, out Inquirer? inquirer);
        if (isTaken)
        {
            Resume(sa!, inquirer!);
        }

        _journal?.End(isTaken);
        return isTaken;
    }

    private ReceiveResult Take(ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        _state.Meters.Received++;
        if (!IkeHeader.TryRead(datagram, out IkeHeader header).IsOk)
        {
            _state.Meters.Malformed++;
            return ReceiveResult.Malformed;
        }

        if (header.MajorVersion == OlderMajorVersion)
        {
            return TakeIsakmp(header, datagram, packet);
        }

        if (header.MajorVersion != SpokenMajorVersion)
        {
            return ReceiveOtherVersion(header, packet);
        }

        if (header.ExchangeType == ExchangeType.IkeSaInit && !header.IsResponse)
        {
            return DispatchInitial(header, datagram, packet);
        }

        return Find(header) is { } sa ? Dispatch(sa, header, datagram, packet) : Unknown();
    }

    private ReceiveResult ReceiveOtherVersion(in IkeHeader header, in PacketInfo packet)
    {
        _state.Meters.Unsupported++;
        return header.MajorVersion > SpokenMajorVersion && !header.IsResponse && header.Length >= InitialRequests.RefusalSize // no answer outgrows its request
            ? _initialRequests.AnswerVersion(header, packet) // RFC 7296 2.5
            : ReceiveResult.Unsupported;
    }

    /// <summary>Finds the SA by the SPI that we chose, which stands where our role in the SA says (RFC 7296 section 2.6).</summary>
    private IkeSa? Find(in IkeHeader header)
    {
        Spi local = header.IsFromInitiator ? header.ResponderSpi : header.InitiatorSpi;
        if (!_state.Sas.TryGet(local, out SecurityAssociation? found) || found is not IkeSa sa || sa.Session.IsInitiator == header.IsFromInitiator)
        {
            return null;
        }

        Session session = sa.Session;
        bool peerMatches = session.IsInitiator
            ? session.State == IkeSaState.Initiating || session.ResponderSpi == header.ResponderSpi
            : session.InitiatorSpi == header.InitiatorSpi;
        return peerMatches ? sa : null;
    }

    private ReceiveResult TakeIsakmp(in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        if (_isakmp.Find(header) is not { } sa)
        {
            try
            {
                return _isakmp.ReceiveFirst(header, datagram, packet);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                _state.Meters.InternalFaults++;
                return ReceiveResult.Unexpected;
            }
        }

        if (IsBusy(sa))
        {
            return ReceiveResult.Busy;
        }

        try
        {
            return _isakmp.Receive(sa, header, datagram, packet);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Isolate(sa, fault);
            return ReceiveResult.Processed;
        }
    }

    private bool IsBusy(SecurityAssociation sa)
    {
        bool isBusy = sa.PendingOutputs >= MaxPendingOutputs || sa.PendingEvents >= MaxPendingEvents;
        _state.Meters.Busy += isBusy ? 1 : 0;
        return isBusy;
    }

    private ReceiveResult Dispatch(IkeSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        if (IsBusy(sa))
        {
            return ReceiveResult.Busy;
        }

        try
        {
            if (!header.IsResponse)
            {
                return _responder.Receive(sa, header, datagram, packet);
            }

            return header.ExchangeType == ExchangeType.IkeSaInit
                ? _requester.ReceiveInitial(sa, header, datagram, packet)
                : _requester.Receive(sa, header, datagram, packet);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Isolate(sa, fault);
            return ReceiveResult.Processed;
        }
    }

    private ReceiveResult DispatchInitial(in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        try
        {
            return _initialRequests.Receive(header, datagram, packet);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _state.Meters.InternalFaults++;
            return ReceiveResult.Unexpected;
        }
    }

    /// <summary>Closes the one SA in which an invariant of ours was broken; the endpoint lives on.</summary>
    private void Isolate(SecurityAssociation sa, Exception fault)
    {
        _state.Meters.InternalFaults++;
        try
        {
            if (sa is IkeSa second)
            {
                _lifecycle.Close(second, CloseReason.InternalFault, Broken(fault));
            }
            else
            {
                _isakmp.Lifecycle.Close((IsakmpSa)sa, CloseReason.InternalFault, Broken(fault));
            }
        }
        catch (Exception another) when (another is not OutOfMemoryException)
        {
            _state.Meters.InternalFaults++;
            Forget(sa);
            _state.Peers.Remove(sa.Connection);
            _state.Connections.Remove(sa.Connection.Id);
        }
    }

    private static IkeFailure Broken(Exception fault) =>
        new(FailureKind.Internal, $"An invariant of the endpoint was broken ({fault.GetType().Name})."); // its message might quote what must not be told

    private ReceiveResult Unknown()
    {
        _state.Meters.UnknownSpi++;
        return ReceiveResult.UnknownSpi;
    }

    private void Forget(SecurityAssociation sa)
    {
        if (sa is IkeSa second)
        {
            _lifecycle.Forget(second);
        }
        else
        {
            _isakmp.Lifecycle.Forget((IsakmpSa)sa);
        }
    }

    private void Abandon(SecurityAssociation sa)
    {
        if (sa is IkeSa second)
        {
            _lifecycle.Abandon(second);
        }
        else
        {
            _isakmp.Lifecycle.Abandon((IsakmpSa)sa);
        }
    }

    private void AbandonChildren(Connection connection)
    {
        if (connection.Children is not null)
        {
            _isakmp.Children.CloseAll(connection, CloseReason.LocalRequest);
        }
    }

    private void Resume(SecurityAssociation sa, Inquirer inquirer)
    {
        try
        {
            if (sa is IkeSa second)
            {
                ResumeExchange(second, (Exchange)inquirer);
            }
            else
            {
                _isakmp.Resume((IsakmpSa)sa, inquirer);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Isolate(sa, fault);
        }
    }

    private void ResumeExchange(IkeSa sa, Exchange exchange)
    {
        if (ReferenceEquals(sa.Current, exchange))
        {
            _requester.Resume(sa, exchange);
        }
        else if (exchange.Type == ExchangeType.IkeSaInit)
        {
            _initialRequests.Resume(sa, exchange);
        }
        else
        {
            _responder.Resume(sa, exchange);
        }
    }

    private void FireTimers(Connection connection)
    {
        try
        {
            if (connection.RetryAt <= _state.Now.MonotonicTicks)
            {
                connection.RetryAt = null;
                Begin(connection);
            }

            if (connection.Children is not null)
            {
                _isakmp.Children.Due(connection);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _state.Meters.InternalFaults++;
            _keeper.End(connection, CloseReason.InternalFault, Broken(fault));
        }
    }

    private void FireTimers(SecurityAssociation sa)
    {
        try
        {
            while (sa.Timers.TryTakeDue(_state.Now.MonotonicTicks, out SaTimer timer))
            {
                if (timer == SaTimer.Operation)
                {
                    ExpireOperations(sa);
                }
                else if (sa is IkeSa second)
                {
                    Fire(second, timer);
                }
                else
                {
                    _isakmp.Fire((IsakmpSa)sa, timer);
                }
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Isolate(sa, fault);
        }

        _state.Wheel.Schedule(sa, sa.Timers.Earliest(out _));
    }

    private void Fire(IkeSa sa, SaTimer timer)
    {
        switch (timer)
        {
            case SaTimer.Retransmission:
                _requester.Retransmit(sa);
                break;
            case SaTimer.HalfOpen:
                _state.Meters.HalfOpenExpired++;
                _lifecycle.Close(sa, CloseReason.NegotiationTimeout, new IkeFailure(FailureKind.Unresponsive, "The peer did not finish IKE_AUTH in time."));
                break;
            case SaTimer.Liveness:
                _lifecycle.LivenessDue(sa);
                break;
            case SaTimer.KeepAlive:
                NatKeepAlive.Due(_state, sa);
                break;
            case SaTimer.ResponseRelease:
                sa.Responses.Release(_state.Packets);
                break;
            case SaTimer.Linger:
                _lifecycle.Forget(sa);
                break;
            default:
                break;
        }
    }

    private void ExpireOperations(SecurityAssociation sa)
    {
        while (_operations.TryExpire(sa, _state.Now, out Inquirer? inquirer))
        {
            Resume(sa, inquirer);
        }

        IkeInstant? next = OperationDesk.NextDeadline(sa);
        if (next is { } deadline)
        {
            _state.SetTimer(sa, SaTimer.Operation, deadline - _state.Now);
        }
    }
}
