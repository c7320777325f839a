using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>What tables, timers and queues know of an IKE SA, whichever version it is of.</summary>
internal abstract class SecurityAssociation : TimerNode
{
    private SaTimerTable _timers;

    protected SecurityAssociation(Connection connection) => Connection = connection;

    /// <summary>The connection; in IKEv1 it may turn out to be another than at first.</summary>
    public Connection Connection { get; set; }

    public abstract IkeSaId Id { get; }

    /// <summary>The SPI that we chose; in IKEv1 our cookie.</summary>
    public abstract Spi LocalSpi { get; }

    public abstract bool IsInitiator { get; }

    public abstract IkeSaState State { get; }

    public abstract PacketInfo Path { get; }

    public abstract PeerProfile? Profile { get; }

    public abstract IkeInstant? EstablishedAt { get; }

    public abstract IkeSaInfo Describe();

    // ---- bounds

    public int PendingOutputs { get; set; }

    public int PendingEvents { get; set; }

    /// <summary>The event about a path that has not been taken yet: a newer change goes into it.</summary>
    public PathChangedEvent? PendingPathChange { get; set; }

    // ---- the rest

    /// <summary>The exchanges that wait for the caller's answer to a question; null until the first asks.</summary>
    public List<Inquirer>? Inquirers { get; set; }

    public long LastInbound { get; set; }

    public long LastOutbound { get; set; }

    /// <summary>The key in the table of first messages, if we are the responder.</summary>
    public InitialKey? InitialKey { get; set; }

    /// <summary>Whether it counts among the half-open ones.</summary>
    public bool IsHalfOpen { get; set; }

    /// <summary>Whether it has ended without ever being established and still repeats its last response.</summary>
    public bool IsLingeringStranger { get; set; }

    /// <summary>What went wrong last without ending the negotiation (RFC 7296 section 2.21.1).</summary>
    public IkeFailure? LastRefusal { get; set; }

    public ref SaTimerTable Timers => ref _timers;
}
