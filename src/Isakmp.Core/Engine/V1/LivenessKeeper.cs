using Isakmp.Exchanges;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Engine.V1;

/// <summary>Decides when a peer is asked by R-U-THERE whether it lives, and when it is given up (RFC 3706 section 5).</summary>
internal sealed class LivenessKeeper
{
    // How often unprotected errors may make us ask an established peer whether it lives.
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(10);

    private readonly EndpointState _state;
    private readonly IsakmpLifecycle _lifecycle;

    public LivenessKeeper(EndpointState state, IsakmpLifecycle lifecycle) => (_state, _lifecycle) = (state, lifecycle);

    /// <summary>Watches an established peer that answers R-U-THERE, if the profile says how long it may be silent.</summary>
    public void Begin(IsakmpSa sa)
    {
        if (sa.Session is { State: IkeSaState.Established, AnswersLiveness: true, Profile.LivenessInterval: { } interval })
        {
            _state.SetTimer(sa, SaTimer.Liveness, interval);
        }
    }

    /// <summary>
    /// An authentic R-U-THERE shows that the peer knows dead peer detection. Nothing authenticates the vendor ID that should have said so: who alters it on the way would otherwise
    /// keep us from ever noticing that the peer is gone.
    /// </summary>
    public void Learn(IsakmpSa sa)
    {
        if (!sa.Session.AnswersLiveness)
        {
            sa.Session.AnswersLiveness = true;
            Begin(sa);
        }
    }

    /// <summary>Asks the peer whether it lives, unless that is being asked.</summary>
    /// <returns>Whether it can be asked.</returns>
    public bool Check(IsakmpSa sa)
    {
        if (sa.Session is not { State: IkeSaState.Established, AnswersLiveness: true })
        {
            return false;
        }

        if (!sa.Liveness.IsAsking)
        {
            _lifecycle.Informant.AskLiveness(sa);
        }

        return true;
    }

    /// <summary>The liveness timer is due: asks only if the peer has been silent for the whole interval (RFC 3706 section 5.5).</summary>
    public void Due(IsakmpSa sa)
    {
        if (sa.Session.Profile?.LivenessInterval is not { } interval)
        {
            return;
        }

        TimeSpan silent = new(_state.Now.MonotonicTicks - sa.LastInbound);
        if (silent >= interval)
        {
            Check(sa);
            silent = TimeSpan.Zero;
        }

        _state.SetTimer(sa, SaTimer.Liveness, interval - silent);
    }

    /// <summary>An open question of ours is to be asked again, or the peer is given up.</summary>
    public void Repeat(IsakmpSa sa)
    {
        if (sa.Liveness.Transmissions <= sa.Session.Profile!.Retransmission.Tries)
        {
            _state.Meters.Retransmitted++;
            _lifecycle.Informant.AskLiveness(sa);
            return;
        }

        int times = sa.Liveness.Transmissions;
        sa.Liveness.Stop();
        if (!ReferenceEquals(sa.Connection.Sa, sa))
        {
            _lifecycle.Close(sa, CloseReason.Replaced, null); // the peer has ended this one and not the connection: its delete was lost
            return;
        }

        _state.Emit(
            new PeerUnresponsiveEvent { Connection = sa.Connection.Id, IkeSa = sa.Id, Exchange = ExchangeType.InformationalV1, Transmissions = times }, sa);
        _lifecycle.Close(sa, CloseReason.PeerUnresponsive, new IkeFailure(FailureKind.Unresponsive, $"The peer did not answer R-U-THERE, sent {times} times."));
    }

    /// <summary>Something unprotected hints that the peer has forgotten us: asks it, now and then.</summary>
    public void Probe(IsakmpSa sa)
    {
        long now = _state.Now.MonotonicTicks;
        if (sa.LastProbe == long.MinValue || now - sa.LastProbe >= ProbeInterval.Ticks)
        {
            sa.LastProbe = now;
            Check(sa);
        }
    }
}
