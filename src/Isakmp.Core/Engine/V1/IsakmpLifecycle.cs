using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Engine.V1;

/// <summary>What happens around the exchanges of an ISAKMP SA: it is established, moves, is checked, is replaced, and ends.</summary>
internal sealed class IsakmpLifecycle
{
    /// <summary>How many ISAKMP SAs one connection may have at a time: the one in use, and those that are being made or replaced.</summary>
    internal const int MaxSas = 4;

    // A fast peer that gets our Quick Mode while it still turns its own wheels after phase 1 drops it, and a repetition takes seconds.
    private static readonly TimeSpan QuietAfterPhase1 = TimeSpan.FromMilliseconds(20);

    // The initiator may not have received our last message of phase 1 yet, and cannot read anything before.
    private static readonly TimeSpan QuietAsResponder = TimeSpan.FromSeconds(1);

    // How long an ISAKMP SA that has been replaced still finishes what goes on under it.
    private static readonly TimeSpan Replacement = TimeSpan.FromSeconds(10);

    private readonly EndpointState _state;

    public IsakmpLifecycle(EndpointState state, ChildKeeper children)
    {
        _state = state;
        Children = children;
        Liveness = new LivenessKeeper(state, this);
    }

    public ChildKeeper Children { get; }

    public LivenessKeeper Liveness { get; }

    // Set once, because the parts need one another.
    public Phase1Driver Phase1 { get; set; } = null!;

    public Phase2Driver Phase2 { get; set; } = null!;

    public Informant Informant { get; set; } = null!;

    /// <summary>Makes the engine's side of a new ISAKMP SA.</summary>
    /// <param name="state">The endpoint's.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="role">Our role.</param>
    /// <param name="peer">The peer's cookie; zero while it is unknown.</param>
    /// <param name="path">The addresses.</param>
    public static IsakmpSa NewSa(EndpointState state, Connection connection, IkeRole role, Spi peer, PacketInfo path)
    {
        Spi own = state.NewIkeSpi();
        var session = new IsakmpSession
        {
            Id = new IkeSaId(state.NextId()),
            Connection = connection.Id,
            Role = role,
            InitiatorCookie = role == IkeRole.Initiator ? own : peer,
            ResponderCookie = role == IkeRole.Initiator ? default : own,
            Path = path,
            Profile = connection.Profile,
            Children = connection.Children!,
        };
        return new IsakmpSa(session, connection) { LastInbound = state.Now.MonotonicTicks, LastOutbound = state.Now.MonotonicTicks };
    }

    public void SetHalfOpenTimer(IsakmpSa sa)
    {
        // before there is a profile the question which one it is has the first word: its own deadline refuses the peer
        TimeSpan longest = sa.Session.Profile?.NegotiationTimeout ?? 2 * _state.Options.OperationTimeout;
        _state.SetTimer(sa, SaTimer.HalfOpen, longest);
    }

    /// <summary>An authentic message of the peer has come: it lives, and maybe its address has changed.</summary>
    public void Heard(IsakmpSa sa, in PacketInfo packet)
    {
        sa.LastInbound = _state.Now.MonotonicTicks;
        IsakmpSession session = sa.Session;
        if (packet == session.Path || !PathNotice.Follows(sa, session.IsRemoteBehindNat, session.IsLocalBehindNat))
        {
            return;
        }

        PacketInfo previous = session.Path;
        session.Path = packet;
        if (session.State == IkeSaState.Established && ReferenceEquals(sa.Connection.Sa, sa))
        {
            _state.Peers.Add(sa.Connection, packet.Remote.Address);
        }

        PathNotice.Changed(_state, sa, previous, packet);
    }

    /// <summary>Both sides are authenticated.</summary>
    public void Established(IsakmpSa sa)
    {
        IsakmpSession session = sa.Session;
        session.State = IkeSaState.Established;
        session.EstablishedAt = _state.Now;
        sa.EstablishedOrder = _state.NextId();
        session.Keys!.DropSkeyid();
        sa.LastRefusal = null;
        _state.Meters.IkeSasEstablished++;
        _state.Sas.ForgetInitial(sa);
        _state.ClearTimer(sa, SaTimer.HalfOpen);
        KeepAnswers(sa);
        Children.Join(sa, session.RemoteIdentity!);
        ConnectionKeeper.Established(sa);
        _state.Emit(new IkeSaEstablishedEvent { Connection = session.Connection, IkeSa = session.Id, Info = session.Describe() }, sa);
        SetTimers(sa);
        if (sa.IsFirstContact)
        {
            ForgetOthers(sa);
        }
        else if (sa.IsInitiator)
        {
            Replace(sa);
        }

        if (sa.CloseWhenEstablished || sa.Connection.IsClosing)
        {
            Delete(sa);
            return;
        }

        TimeSpan quiet = sa.IsInitiator ? QuietAfterPhase1 : QuietAsResponder;
        sa.QuietUntil = (_state.Now + quiet).MonotonicTicks;
        Children.SaEstablished(sa);
    }

    /// <summary>There are answers that a peer may ask for again: they are released after their time, whatever comes meanwhile.</summary>
    public void KeepAnswers(IsakmpSa sa)
    {
        if (!sa.Timers.IsSet(SaTimer.ResponseRelease))
        {
            _state.SetTimer(sa, SaTimer.ResponseRelease, _state.Options.ResponseLifetime);
        }
    }

    /// <summary>Phase 1 has come to nothing by what the peer sent.</summary>
    public void FailPhase1(IsakmpSa sa, in Phase1Step step, bool isAuthentic)
    {
        IsakmpSession session = sa.Session;
        IkeFailure failure = step.Failure!;
        if (step.Notify is { } notify)
        {
            if (isAuthentic)
            {
                _state.Packets.Release(Informant.Send(sa, V1Protocol.Isakmp, default, notify));
            }
            else
            {
                FirstMessages.Answer(_state, session.InitiatorCookie, session.Keys is null && sa.Phase1.LastSent is null ? default : session.ResponderCookie, notify, session.Path);
            }
        }

        if (sa.IsInitiator || isAuthentic)
        {
            Close(sa, step.Closes, failure);
            return;
        }

        PacketInfo path = session.Path;
        CloseQuietly(sa);
        _state.Connections.Remove(sa.Connection.Id);
        _state.Emit(new NegotiationRefusedEvent { Path = path, Failure = failure }, null);
    }

    /// <summary>The time for phase 1 is over.</summary>
    public void HalfOpenExpired(IsakmpSa sa)
    {
        _state.Meters.HalfOpenExpired++;
        IkeFailure failure = sa.LastRefusal ?? new IkeFailure(FailureKind.Unresponsive, $"The peer did not send {sa.Phase1.State?.Awaited} in time.");
        Close(sa, failure.Kind == FailureKind.NotAuthenticated ? CloseReason.AuthenticationFailed : CloseReason.NegotiationTimeout, failure);
    }

    /// <summary>The peer has used up what may be used under one ISAKMP SA: phase 1 is renewed before anything new is taken.</summary>
    public ReceiveResult LimitReached(IsakmpSa sa)
    {
        _state.Meters.LimitReached++;
        if (ReferenceEquals(sa.Connection.Sa, sa))
        {
            _ = Reauthenticate(sa.Connection);
        }

        return ReceiveResult.LimitReached;
    }

    /// <summary>Begins another phase 1 beside the one of a connection, which it replaces once it is established; Child SAs stay.</summary>
    public bool Reauthenticate(Connection connection)
    {
        if (connection.Sa is not IsakmpSa { State: IkeSaState.Established } || connection.IsClosing
            || connection.Others.Exists(static other => other is { IsInitiator: true, EstablishedAt: null }))
        {
            return false;
        }

        Phase1.Begin(connection);
        return true;
    }

    /// <summary>An authentic error of the peer has come under the established SA.</summary>
    public void PeerReported(IsakmpSa sa, V1NotifyType error, ChildSpi spi)
    {
        bool isAboutProof = error == V1NotifyType.AuthenticationFailed || error == V1NotifyType.InvalidIdInformation;
        if (!Phase2.Refused(sa, error, spi) && isAboutProof && !sa.IsInitiator && !sa.IsAccepted)
        {
            // the responder was established before the initiator had seen, and refused, its proof
            Close(sa, CloseReason.AuthenticationFailed, Phase1Refusal.Explain(sa.Session, null, error) with { Kind = FailureKind.NotAuthenticated });
        }
    }

    /// <summary>The peer holds nothing of ours but this SA: what else there is of it is gone (RFC 2407 section 4.6.3.3).</summary>
    public void ForgetOthers(IsakmpSa sa)
    {
        // what has come to be while this phase 1 was under way, the peer knew nothing of when it said so
        foreach (IsakmpSa other in sa.Connection.Others.Where(sa.IsYoungerThan).ToArray())
        {
            Close(other, CloseReason.PeerDeleted, null);
        }

        foreach (ChildSa child in sa.Connection.Children!.Where(sa.IsYoungerThan).ToArray())
        {
            Children.Remove(sa.Connection, child, CloseReason.PeerDeleted);
        }

        foreach (Connection elsewhere in _state.Peers.OfSamePeer(sa.Connection))
        {
            Forget(sa, elsewhere);
        }
    }

    /// <summary>Ends a connection's ISAKMP SA properly: tells the peer of each Child SA and of the SA itself.</summary>
    public void Delete(IsakmpSa sa)
    {
        if (sa.State == IkeSaState.Authenticating && sa.IsInitiator)
        {
            sa.CloseWhenEstablished = true; // the peer may be established already; we cannot say goodbye before we are
            return;
        }

        Connection connection = sa.Connection;
        if (sa.State == IkeSaState.Established)
        {
            Children.DeleteAll(sa);
        }

        IsakmpSa? proving = connection.Others.Find(static other => other is { IsInitiator: true, State: IkeSaState.Authenticating });
        foreach (IsakmpSa each in connection.Others.Where(other => !ReferenceEquals(other, proving)).ToArray())
        {
            End(each, CloseReason.LocalRequest, null);
        }

        if (proving is not null)
        {
            connection.Adopt(proving); // the connection ends with it: as above
            proving.CloseWhenEstablished = true;
        }

        End(sa, CloseReason.LocalRequest, null);
    }

    /// <summary>Ends an ISAKMP SA, with a word to the peer if it knows of it; its Child SAs stay where the reason lets them.</summary>
    public void End(IsakmpSa sa, CloseReason reason, IkeFailure? failure)
    {
        if (sa.State == IkeSaState.Established)
        {
            Informant.SendDelete(sa);
        }

        Close(sa, reason, failure);
    }

    /// <summary>Ends an ISAKMP SA now, without a word to the peer.</summary>
    public void Close(IsakmpSa sa, CloseReason reason, IkeFailure? failure)
    {
        IsakmpSession session = sa.Session;
        if (session.State == IkeSaState.Closed)
        {
            return;
        }

        bool wasEstablished = session.EstablishedAt is not null;
        CloseQuietly(sa);
        if (!wasEstablished)
        {
            _state.Meters.IkeSasFailed++;
        }

        // a stranger that never said who it is, and then fell silent, is a number and no event
        if (session.IsInitiator || wasEstablished || reason is not (CloseReason.NegotiationTimeout or CloseReason.PeerUnresponsive))
        {
            _state.Emit(new IkeSaClosedEvent { Connection = session.Connection, IkeSa = session.Id, Reason = reason, Failure = failure }, sa);
        }

        Children.SaClosed(sa, reason, failure, wasEstablished);
    }

    /// <summary>Zeroes and releases what an SA holds, without a word to anybody.</summary>
    public void Abandon(IsakmpSa sa)
    {
        CloseQuietly(sa);
        Children.CloseAll(sa.Connection, CloseReason.IkeSaClosed);
    }

    /// <summary>Zeroes and releases what an SA holds that nobody knows of yet.</summary>
    public void Discard(IsakmpSa sa) => CloseQuietly(sa);

    /// <summary>Removes the last traces of an SA in which an invariant of ours was broken.</summary>
    public void Forget(IsakmpSa sa)
    {
        sa.Session.State = IkeSaState.Closed;
        sa.Timers.ClearAll();
        _state.Wheel.Cancel(sa);
        sa.Responses.Release(_state.Packets);
        _state.Sas.Remove(sa);
    }

    /// <summary>
    /// Whoever has renewed phase 1 ends the one before, a little later. Not one that has come to be meanwhile: where both sides begin at once, each would end the other's.
    /// </summary>
    private void Replace(IsakmpSa sa)
    {
        foreach (IsakmpSa old in sa.Connection.Others)
        {
            if (sa.IsYoungerThan(old))
            {
                _state.SetTimer(old, SaTimer.Expiry, Replacement);
            }
        }
    }

    /// <summary>The same for a connection that the peer had from another address.</summary>
    private void Forget(IsakmpSa first, Connection connection)
    {
        if (connection.Sa is not IsakmpSa sa || first.IsYoungerThan(sa))
        {
            Children.CloseAll(connection, CloseReason.PeerDeleted);
            foreach (IsakmpSa other in connection.Others.Where(first.IsYoungerThan).ToArray())
            {
                Close(other, CloseReason.PeerDeleted, null);
            }

            if (connection.Sa is IsakmpSa left)
            {
                Close(left, CloseReason.PeerDeleted, null);
            }
        }
    }

    private void CloseQuietly(IsakmpSa sa)
    {
        Phase2.Abandon(sa);
        Phase1.Abandon(sa);
        sa.Early.Clear();
        _state.Protectors.Remove(sa.Session.Id);
        sa.Session.Dispose();
        Forget(sa);
    }

    private void SetTimers(IsakmpSa sa)
    {
        IsakmpSession session = sa.Session;
        Liveness.Begin(sa);
        if (session.IsLocalBehindNat && session.Profile!.KeepAliveInterval is { } keepAlive)
        {
            _state.SetTimer(sa, SaTimer.KeepAlive, keepAlive);
        }

        if (Lifetimes.Of(session.Lifetime) is { } lifetime)
        {
            sa.ExpiresAt = _state.Now.MonotonicTicks + lifetime.Ticks;
            _state.SetTimer(sa, SaTimer.Expiry, lifetime);
            _state.SetTimer(sa, SaTimer.Reauthentication, Lifetimes.UntilRenewal(lifetime, sa.IsInitiator, _state.Random));
        }
    }
}
