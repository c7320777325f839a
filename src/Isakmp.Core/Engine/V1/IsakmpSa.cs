using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Engine.V1;

/// <summary>One ISAKMP SA as the engine drives it: the session and, around it, exchanges, timers and what waits.</summary>
internal sealed class IsakmpSa : SecurityAssociation
{
    public IsakmpSa(IsakmpSession session, Connection connection)
        : base(connection) => Session = session;

    public IsakmpSession Session { get; }

    public override IkeSaId Id => Session.Id;

    public override Spi LocalSpi => Session.LocalCookie;

    public override bool IsInitiator => Session.IsInitiator;

    public override IkeSaState State => Session.State;

    public override PacketInfo Path => Session.Path;

    public override PeerProfile? Profile => Session.Profile;

    public override IkeInstant? EstablishedAt => Session.EstablishedAt;

    public override IkeSaInfo Describe() => Session.Describe();

    // ---- exchanges

    public Phase1Exchange Phase1 { get; } = new();

    /// <summary>The exchanges of phase 2.</summary>
    public ExchangeTable Exchanges { get; } = new();

    /// <summary>Quick Modes of ours that have not begun.</summary>
    public Queue<QuickModeInitiator> Waiting { get; } = new(0);

    /// <summary>What was under way or waiting when the SA ended.</summary>
    public List<UnfinishedChild> Unfinished { get; } = new(0);

    /// <summary>When a new phase 1 of the peer held our Quick Modes back for the last time, in monotonic ticks.</summary>
    public long HeldBackAt { get; set; } = long.MinValue;

    /// <summary>How many of ours have begun since none was under way.</summary>
    public int BegunTogether { get; set; }

    /// <summary>Nothing of ours begins before: the peer may not have finished phase 1. In monotonic ticks.</summary>
    public long QuietUntil { get; set; }

    /// <summary>Which Message IDs the peer has used: an exchange that comes again is a replay.</summary>
    public UsedMessageIds Used { get; } = new();

    /// <summary>Messages that came before phase 1 was done, and will be read once it is.</summary>
    public Queue<EarlyMessage> Early { get; } = new(0);

    /// <summary>Our answers to Informationals.</summary>
    public ResponseCache Responses { get; } = new(window: 4);

    /// <summary>The questions by which we find out whether the peer lives.</summary>
    public LivenessCheck Liveness { get; } = new();

    // ---- the rest

    public long LastProbe { get; set; } = long.MinValue;

    public bool CloseWhenEstablished { get; set; }

    /// <summary>When its lifetime ends, in monotonic ticks; null for never.</summary>
    public long? ExpiresAt { get; set; }

    /// <summary>A number by which it is told whether the SA was established before another began, also where no time has passed: of the series of the handles.</summary>
    public ulong EstablishedOrder { get; set; } = ulong.MaxValue;

    /// <summary>Whether another was established before phase 1 of this one began.</summary>
    public bool IsYoungerThan(IsakmpSa other) => other.EstablishedOrder < Id.Value;

    /// <summary>Whether a Child SA came to be before phase 1 of this one began.</summary>
    public bool IsYoungerThan(ChildSa child) => child.Id.Value < Id.Value;

    /// <summary>Whether the peer has used the SA: an initiator does so once it has accepted our proof.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Whether the peer has said that it holds nothing else of ours.</summary>
    public bool IsFirstContact { get; set; }
}
