using Isakmp.Exchanges;
using Isakmp.Exchanges.V2;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>One IKE SA as the engine drives it: the session and, around it, windows, timers and what waits.</summary>
internal sealed class IkeSa : TimerNode
{
    private readonly Queue<Exchange> _waiting = new(0);
    private SaTimerTable _timers;

    public IkeSa(Session session, Connection connection)
    {
        Session = session;
        Connection = connection;
    }

    public Session Session { get; }

    public Connection Connection { get; }

    // ---- our requests: one at a time (RFC 7296 section 2.3: the window of a peer is 1 unless it says otherwise)

    /// <summary>The exchange that we have begun and not finished.</summary>
    public Exchange? Current { get; set; }

    /// <summary>Its request as sent; null while it is being built.</summary>
    public PacketBuffer? CurrentRequest { get; set; }

    public MessageId NextRequestId { get; set; }

    public int Transmissions { get; set; }

    /// <summary>The response to it, while a task waits for the caller.</summary>
    public ParkedMessage? ParkedResponse { get; set; }

    public Queue<Exchange> Waiting => _waiting;

    // ---- the peer's requests

    public MessageId ExpectedRequestId { get; set; }

    public ResponseCache Responses { get; } = new(window: 1);

    /// <summary>The exchange that the peer has begun and that waits for the caller.</summary>
    public Exchange? Responding { get; set; }

    public ParkedMessage? ParkedRequest { get; set; }

    /// <summary>The peer's exchange no longer waits; its plaintext is zeroed.</summary>
    public void Unpark()
    {
        Responding = null;
        ParkedRequest?.Dispose();
        ParkedRequest = null;
    }

    // ---- bounds

    public int PendingOutputs { get; set; }

    public int PendingEvents { get; set; }

    /// <summary>The event about a path that has not been taken yet: a newer change goes into it.</summary>
    public PathChangedEvent? PendingPathChange { get; set; }

    // ---- the rest

    /// <summary>The IV of the next AEAD message that we send (RFC 5282 section 3.1: never twice).</summary>
    public ulong NextIv { get; set; }

    public long LastInbound { get; set; }

    public long LastOutbound { get; set; }

    public long LastProbe { get; set; } = long.MinValue;

    public bool CloseWhenEstablished { get; set; }

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
