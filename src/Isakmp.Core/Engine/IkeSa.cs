using Isakmp.Exchanges;
using Isakmp.Exchanges.V2;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>One IKE SA of IKEv2 as the engine drives it: the session and, around it, windows, timers and what waits.</summary>
internal sealed class IkeSa : SecurityAssociation
{
    private readonly Queue<Exchange> _waiting = new(0);

    public IkeSa(Session session, Connection connection)
        : base(connection) => Session = session;

    public Session Session { get; }

    public override IkeSaId Id => Session.Id;

    public override Spi LocalSpi => Session.LocalSpi;

    public override bool IsInitiator => Session.IsInitiator;

    public override IkeSaState State => Session.State;

    public override PacketInfo Path => Session.Path;

    public override PeerProfile? Profile => Session.Profile;

    public override IkeInstant? EstablishedAt => Session.EstablishedAt;

    public override IkeSaInfo Describe() => Session.Describe();

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

    // ---- the rest

    /// <summary>The IV of the next AEAD message that we send (RFC 5282 section 3.1: never twice).</summary>
    public ulong NextIv { get; set; }

    public long LastProbe { get; set; } = long.MinValue;

    public bool CloseWhenEstablished { get; set; }
}
