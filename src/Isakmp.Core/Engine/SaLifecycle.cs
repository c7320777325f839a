using Isakmp.Exchanges;
using Isakmp.Exchanges.V2;
using Isakmp.Exchanges.V2.Tasks;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;

namespace Isakmp.Engine;

/// <summary>What happens around the exchanges of an IKE SA: it is established, moves, is checked, and ends.</summary>
internal sealed class SaLifecycle
{
    // How often unprotected errors may make us ask an established peer whether it lives (RFC 7296 section 2.4).
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(10);

    private readonly EndpointState _state;
    private readonly ExchangeSite _site;

    public SaLifecycle(EndpointState state, ExchangeSite site)
    {
        _state = state;
        _site = site;
    }

    /// <summary>Set once, because the three parts need one another.</summary>
    public required Func<Requester> Requester { get; init; }

    public required Func<Responder> Responder { get; init; }

    public required Func<ConnectionKeeper> Keeper { get; init; }

    /// <summary>An authentic message of the peer has come: it lives, and maybe its address has changed.</summary>
    public void Heard(IkeSa sa, in PacketInfo packet)
    {
        sa.LastInbound = _state.Now.MonotonicTicks;
        Session session = sa.Session;
        if (packet == session.Path || !PathNotice.Follows(sa, session.IsRemoteBehindNat, session.IsLocalBehindNat))
        {
            return;
        }

        PacketInfo previous = session.Path;
        session.Path = packet;
        PathNotice.Changed(_state, sa, previous, packet);
    }

    /// <summary>A message that nobody with the keys has sealed changes nothing but counters; an unprotected one may make us ask the peer.</summary>
    public ReceiveResult NotAuthentic(IkeSa sa, OpenStatus? opened)
    {
        _state.Meters.NotAuthentic++;
        if (opened is null)
        {
            _state.Meters.UnprotectedNotifies++;
            Probe(sa);
        }

        return ReceiveResult.NotAuthentic;
    }

    /// <summary>One of our exchanges was answered and committed.</summary>
    public void Answered(IkeSa sa, Exchange exchange)
    {
        Session session = sa.Session;
        if (exchange.ClosesSession is { } reason)
        {
            Close(sa, reason, exchange.Failure);
        }
        else if (exchange.Type == ExchangeType.IkeSaInit)
        {
            sa.LastRefusal = null;
            Policies.ChildProfile child = sa.Connection.Child ?? session.Profile!.Children[0]; // a profile has one at least
            sa.Waiting.Enqueue(new Exchange(ExchangeType.IkeAuth, new InitiateAuth(), new InitiateChild(child)));
        }
        else if (exchange.Type == ExchangeType.IkeAuth)
        {
            Established(sa);
        }
    }

    /// <summary>Both sides are authenticated.</summary>
    public void Established(IkeSa sa)
    {
        Session session = sa.Session;
        _state.Meters.IkeSasEstablished++;
        session.ForgetHandshake();
        _state.Sas.ForgetInitial(sa);
        _state.ClearTimer(sa, SaTimer.HalfOpen);
        ConnectionKeeper.Established(sa);
        if (session.Profile!.LivenessInterval is { } interval)
        {
            _state.SetTimer(sa, SaTimer.Liveness, interval);
        }

        if (session.IsLocalBehindNat && session.Profile.KeepAliveInterval is { } keepAlive)
        {
            _state.SetTimer(sa, SaTimer.KeepAlive, keepAlive);
        }

        if (sa.CloseWhenEstablished)
        {
            Delete(sa);
        }
    }

    /// <summary>Asks the peer whether it lives, unless a question is under way already.</summary>
    public bool CheckLiveness(IkeSa sa)
    {
        if (sa.Session.State != IkeSaState.Established)
        {
            return false;
        }

        if (sa.Current is null && sa.Waiting.Count == 0)
        {
            Requester().Start(sa, Exchange.Liveness);
        }

        return true;
    }

    /// <summary>The liveness timer is due: asks only if the peer has been silent for the whole interval (RFC 7296 section 2.4).</summary>
    public void LivenessDue(IkeSa sa)
    {
        if (sa.Session.Profile?.LivenessInterval is not { } interval)
        {
            return;
        }

        TimeSpan silent = new(_state.Now.MonotonicTicks - sa.LastInbound);
        if (silent >= interval)
        {
            CheckLiveness(sa);
            _state.SetTimer(sa, SaTimer.Liveness, interval);
        }
        else
        {
            _state.SetTimer(sa, SaTimer.Liveness, interval - silent);
        }
    }

    /// <summary>Ends an IKE SA properly: by a delete if the peer knows of it (RFC 7296 section 1.4.1).</summary>
    public void Delete(IkeSa sa)
    {
        switch (sa.Session.State)
        {
            case IkeSaState.Established:
                CloseBy(sa, new DeleteIkeSa(), CloseReason.LocalRequest, null);
                break;
            case IkeSaState.Authenticating when sa.Session.IsInitiator:
                sa.CloseWhenEstablished = true; // the peer may be established already; we cannot say goodbye before we are
                break;
            case IkeSaState.Initiating or IkeSaState.Authenticating:
                Close(sa, CloseReason.LocalRequest, null);
                break;
            default:
                break;
        }
    }

    /// <summary>An answer of the peer cannot stand: tells the peer where the RFC says so, and ends the IKE SA.</summary>
    public void FailExchange(IkeSa sa, Exchange exchange, in TaskStep step)
    {
        if (exchange.ClosesSession is { } closing)
        {
            Close(sa, closing, exchange.Failure); // it is over anyway, whatever the answer says
            return;
        }

        CloseReason reason = step.Closes!.Value;
        bool peerBelieves = exchange.Type != ExchangeType.IkeSaInit && step.Failure is { SentByPeer: false };
        if (!peerBelieves)
        {
            Close(sa, reason, step.Failure);
            return;
        }

        // RFC 7296 2.21.2: after IKE_AUTH the peer is told in an INFORMATIONAL exchange, because a response cannot be answered; 2.21.3: later a delete says enough
        IkeFailure failure = step.Failure!;
        bool tells = exchange.Type == ExchangeType.IkeAuth && failure.Notify is not null;
        Requester().AbandonCurrent(sa);
        sa.NextRequestId = sa.NextRequestId.Next;
        CloseBy(sa, tells ? new ReportError(failure.Notify!.Value, step.NotifyData) : new DeleteIkeSa(), reason, failure);
    }

    /// <summary>Ends an IKE SA now, without a word to the peer.</summary>
    public void Close(IkeSa sa, CloseReason reason, IkeFailure? failure)
    {
        Session session = sa.Session;
        if (session.State == IkeSaState.Closed)
        {
            return;
        }

        bool wasEstablished = session.EstablishedAt is not null;
        Requester().AbandonCurrent(sa);
        Responder().AbandonCurrent(sa);
        AbandonWaiting(sa);
        CloseChildren(sa);
        session.State = IkeSaState.Closed;
        if (!wasEstablished)
        {
            _state.Meters.IkeSasFailed++;
        }

        _state.Protectors.Remove(session.Id);
        session.Dispose();
        sa.Timers.ClearAll();
        bool isStranger = !session.IsInitiator && !wasEstablished;
        if (sa.Responses.IsEmpty || (isStranger && _state.Sas.LingeringStrangers >= _state.Options.HalfOpenLimit))
        {
            Forget(sa); // strangers who fail on purpose cost no more memory than those who never finish
        }
        else
        {
            _state.Sas.Linger(sa, isStranger);
            _state.SetTimer(sa, SaTimer.Linger, _state.Options.LingerTime);
        }

        // a stranger that never said who it is, and then fell silent, is a number and no event
        if (session.IsInitiator || wasEstablished || reason is not (CloseReason.NegotiationTimeout or CloseReason.PeerUnresponsive))
        {
            _state.Emit(new IkeSaClosedEvent { Connection = session.Connection, IkeSa = session.Id, Reason = reason, Failure = failure }, sa);
        }

        Keeper().SaClosed(sa, reason, failure, wasEstablished);
    }

    /// <summary>Zeroes and releases what an SA holds, without a word to anybody but the owner of its SPIs.</summary>
    public void Abandon(IkeSa sa)
    {
        Requester().AbandonCurrent(sa);
        Responder().AbandonCurrent(sa);
        AbandonWaiting(sa);
        CloseChildren(sa);
        sa.Session.Dispose();
        Forget(sa);
    }

    /// <summary>Removes the last traces of an SA that has ended.</summary>
    public void Forget(IkeSa sa)
    {
        sa.Timers.ClearAll();
        _state.Wheel.Cancel(sa);
        sa.Responses.Release(_state.Packets);
        _state.Sas.Remove(sa);
    }

    private void CloseBy(IkeSa sa, ExchangeTask task, CloseReason reason, IkeFailure? failure)
    {
        sa.Session.State = IkeSaState.Closing;
        AbandonWaiting(sa);
        _state.ClearTimer(sa, SaTimer.Liveness);
        _state.ClearTimer(sa, SaTimer.KeepAlive);
        Requester().Start(sa, new Exchange(ExchangeType.Informational, task) { ClosesSession = reason, Failure = failure });
    }

    private void Probe(IkeSa sa)
    {
        long now = _state.Now.MonotonicTicks;
        bool recently = sa.LastProbe != long.MinValue && now - sa.LastProbe < ProbeInterval.Ticks;
        if (!recently && sa.Session.State == IkeSaState.Established)
        {
            sa.LastProbe = now;
            CheckLiveness(sa);
        }
    }

    private void AbandonWaiting(IkeSa sa)
    {
        while (sa.Waiting.TryDequeue(out Exchange? exchange))
        {
            if (exchange != Exchange.Liveness)
            {
                exchange.Abandon(_site.For(sa, exchange));
            }
        }
    }

    private void CloseChildren(IkeSa sa)
    {
        ExchangeContext site = _site.For(sa, Exchange.Liveness);
        while (sa.Session.Children.Count > 0)
        {
            ChildRemoval.Remove(site, sa.Session.Children[^1], CloseReason.IkeSaClosed);
        }
    }
}
