using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Engine.V1;

/// <summary>IKEv1 as the endpoint sees it: its datagrams, timers, answers and commands find their way to the parts from here.</summary>
internal sealed class IsakmpEngine
{
    private const int MaxEarlyMessages = 2;

    private readonly EndpointState _state;
    private readonly FirstMessages _firstMessages;
    private readonly Phase1Driver _phase1;
    private readonly Phase2Driver _phase2;
    private readonly Informant _informant;

    public IsakmpEngine(EndpointState state, OperationDesk operations, ConnectionKeeper keeper)
    {
        _state = state;
        Children = new ChildKeeper(state);
        Lifecycle = new IsakmpLifecycle(state, Children);
        var site = new IsakmpSite(state, operations, Children);
        var sealer = new IsakmpSealer(state);
        _phase1 = new Phase1Driver(state, operations, site, sealer, Lifecycle);
        _phase2 = new Phase2Driver(state, operations, site, sealer, Lifecycle);
        _informant = new Informant(state, site, sealer, Lifecycle);
        _firstMessages = new FirstMessages(state, Lifecycle, _phase1);
        (Lifecycle.Phase1, Lifecycle.Phase2, Lifecycle.Informant) = (_phase1, _phase2, _informant);
        (Children.Lifecycle, Children.Phase2, Children.Keeper) = (Lifecycle, _phase2, keeper);
    }

    public IsakmpLifecycle Lifecycle { get; }

    public ChildKeeper Children { get; }

    /// <summary>Finds the SA by the cookie that we chose: the header does not say which of the two that is.</summary>
    public IsakmpSa? Find(in IkeHeader header)
    {
        if (!header.ResponderSpi.IsZero && _state.Sas.TryGet(header.ResponderSpi, out SecurityAssociation? found)
            && found is IsakmpSa { IsInitiator: false } ours && ours.Session.InitiatorCookie == header.InitiatorSpi)
        {
            return ours;
        }

        // an error may come before the responder has chosen a cookie, and bears whatever it likes for one
        return _state.Sas.TryGet(header.InitiatorSpi, out found) && found is IsakmpSa { IsInitiator: true } initiated
            && (initiated.Session.ResponderCookie.IsZero || initiated.Session.ResponderCookie == header.ResponderSpi)
            ? initiated
            : null;
    }

    /// <summary>Takes a message of a peer that has no SA here, or whose SA is not known.</summary>
    public ReceiveResult ReceiveFirst(in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        if (header.ResponderSpi.IsZero)
        {
            return _firstMessages.Receive(header, datagram, packet);
        }

        _state.Meters.UnknownSpi++;
        return ReceiveResult.UnknownSpi;
    }

    /// <summary>Takes a message that bears the cookies of an SA.</summary>
    public ReceiveResult Receive(IsakmpSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        ReceiveResult result = Dispatch(sa, header, datagram, packet);
        ReadEarly(sa);
        return result;
    }

    /// <summary>Goes on after an operation was answered.</summary>
    public void Resume(IsakmpSa sa, Inquirer inquirer)
    {
        if (inquirer is Phase2Exchange exchange)
        {
            _phase2.Resume(sa, exchange);
        }
        else
        {
            _phase1.Resume(sa);
            ReadEarly(sa);
        }
    }

    /// <summary>A timer of an SA is due.</summary>
    public void Fire(IsakmpSa sa, SaTimer timer)
    {
        switch (timer)
        {
            case SaTimer.Retransmission:
                Repeat(sa);
                break;
            case SaTimer.HalfOpen:
                Lifecycle.HalfOpenExpired(sa);
                break;
            case SaTimer.Liveness:
                Lifecycle.Liveness.Due(sa);
                break;
            case SaTimer.KeepAlive:
                NatKeepAlive.Due(_state, sa);
                break;
            case SaTimer.ResponseRelease:
                Release(sa);
                break;
            case SaTimer.Reauthentication:
                Reauthenticate(sa);
                break;
            case SaTimer.Expiry:
                Lifecycle.End(sa, ReferenceEquals(sa.Connection.Sa, sa) ? CloseReason.Expired : CloseReason.Replaced, null);
                break;
            default:
                break;
        }
    }

    /// <summary>Begins phase 1 for a connection.</summary>
    public void Begin(Connection connection) => _phase1.Begin(connection);

    /// <summary>Begins to negotiate one more Child SA.</summary>
    public bool Create(Connection connection, ChildProfile child)
    {
        if (connection.Sa is not IsakmpSa { State: IkeSaState.Established } sa)
        {
            return false;
        }

        Children.Create(sa, child);
        return true;
    }

    private ReceiveResult Dispatch(IsakmpSa sa, in IkeHeader header, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        bool isEncrypted = (header.Flags & HeaderFlags.Encryption) != 0;
        if (header.ExchangeType == ExchangeType.InformationalV1)
        {
            if (isEncrypted && sa.Exchanges.TryGet(header.MessageId, out Phase2Exchange? committed))
            {
                return _phase2.Receive(sa, committed, header, datagram, packet); // CONNECTED
            }

            return isEncrypted ? _informant.Receive(sa, header, datagram, packet) : _informant.ReceiveUnprotected(sa, header, datagram, packet);
        }

        if (header.MessageId.Value == 0)
        {
            return _phase1.Receive(sa, header, datagram, packet);
        }

        if (header.ExchangeType != ExchangeType.QuickMode)
        {
            _state.Meters.Unsupported++;
            return ReceiveResult.Unsupported;
        }

        if (!isEncrypted)
        {
            _state.Meters.Unexpected++;
            return ReceiveResult.Unexpected;
        }

        if (sa.State != IkeSaState.Established)
        {
            return Keep(sa, datagram, packet);
        }

        return sa.Exchanges.TryGet(header.MessageId, out Phase2Exchange? exchange)
            ? _phase2.Receive(sa, exchange, header, datagram, packet)
            : _phase2.ReceiveFirst(sa, header, datagram, packet);
    }

    /// <summary>A Quick Mode that has overtaken the last message of phase 1: its vector comes from that message, so it waits for it.</summary>
    private ReceiveResult Keep(IsakmpSa sa, ReadOnlySpan<byte> datagram, in PacketInfo packet)
    {
        if (sa.State != IkeSaState.Authenticating || sa.Early.Count >= MaxEarlyMessages || datagram.Length > InitialRequests.MaxMessageSize)
        {
            _state.Meters.Unexpected++;
            return ReceiveResult.Unexpected;
        }

        sa.Early.Enqueue(new EarlyMessage(datagram.ToArray(), packet));
        return ReceiveResult.Processed;
    }

    /// <summary>The time has come to renew phase 1; if that comes to nothing, half of what is left later again.</summary>
    private void Reauthenticate(IsakmpSa sa)
    {
        if (!ReferenceEquals(sa.Connection.Sa, sa))
        {
            return; // it has been replaced already
        }

        _ = Lifecycle.Reauthenticate(sa.Connection);
        if (sa.ExpiresAt is { } end)
        {
            _state.SetTimer(sa, SaTimer.Reauthentication, TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerSecond, (end - _state.Now.MonotonicTicks) / 2)));
        }
    }

    private void ReadEarly(IsakmpSa sa)
    {
        while (sa.State == IkeSaState.Established && sa.Early.TryDequeue(out EarlyMessage early))
        {
            if (IkeHeader.TryRead(early.Datagram, out IkeHeader first).IsOk)
            {
                _ = Dispatch(sa, first, early.Datagram, early.Path);
            }
        }
    }

    private void Repeat(IsakmpSa sa)
    {
        long now = _state.Now.MonotonicTicks;
        if (sa.Phase1.Deadline <= now)
        {
            _phase1.Retransmit(sa);
        }

        if (sa.Liveness.Deadline <= now)
        {
            Lifecycle.Liveness.Repeat(sa);
        }

        if (sa.State == IkeSaState.Established)
        {
            _phase2.Retransmit(sa);
            _phase2.StartNext(sa);
        }
        else if (sa.State != IkeSaState.Closed)
        {
            ExchangeTimers.Schedule(_state, sa);
        }
    }

    private void Release(IsakmpSa sa)
    {
        sa.Responses.Release(_state.Packets);
        if (sa.Phase1.State is null)
        {
            ExchangeTimers.Release(_state, sa.Phase1);
        }

        sa.Exchanges.Prune(_state, _state.Options.ResponseLifetime);
        if (sa.Exchanges.OldestFinished() is not null)
        {
            Lifecycle.KeepAnswers(sa);
        }
    }
}
