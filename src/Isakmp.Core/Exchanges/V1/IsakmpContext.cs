using System.Diagnostics.CodeAnalysis;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Exchanges.V1;

/// <summary>What the engine offers to the exchanges of one ISAKMP SA.</summary>
internal abstract class IsakmpContext : NegotiationContext
{
    protected IsakmpContext(IEndpointServices services)
        : base(services)
    {
    }

    /// <summary>The ISAKMP SA.</summary>
    public abstract IsakmpSession Session { get; }

    public sealed override ConnectionId Connection => Session.Connection;

    public sealed override IkeSaId IkeSa => Session.Id;

    public sealed override PacketInfo Path => Session.Path;

    public sealed override bool IsUdpEncapsulated => Session.IsUdpEncapsulated;

    protected sealed override IkeVersion Version => IkeVersion.V1;

    /// <summary>Whether we hold nothing else of the peer: then it is told by INITIAL-CONTACT (RFC 2407 section 4.6.3.3).</summary>
    public abstract bool IsFirstContact { get; }

    /// <summary>Takes a Child SA out of the connection and says so; its SPIs are given back.</summary>
    public abstract void Remove(ChildSa child, CloseReason reason);

    /// <summary>The peer has deleted another ISAKMP SA: it is ended if it belongs to the same connection.</summary>
    public abstract void RemoveOther(Spi initiator, Spi responder);

    /// <summary>Resolves what phase 1 agreed on.</summary>
    public abstract bool TryGetSuite(Phase1Choice choice, [NotNullWhen(true)] out IsakmpSuite? suite);

    /// <summary>Tells the caller's key log, where there is one, the keys of the session.</summary>
    public abstract void LogKeys();

    /// <summary>Writes the header of a message of phase 1; the flag of encryption is set when it is sealed.</summary>
    public void WriteHeader(ref MessageWriter writer, ExchangeType exchange) =>
        writer.WriteHeader(Session.InitiatorCookie, Session.ResponderCookie, exchange, HeaderFlags.None, default, major: 1);
}
