using System.Diagnostics.CodeAnalysis;
using Isakmp.Algorithms;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;

namespace Isakmp.Exchanges.V2;

/// <summary>What the engine offers to the tasks of an exchange.</summary>
internal abstract class ExchangeContext : NegotiationContext
{
    protected ExchangeContext(IEndpointServices services)
        : base(services)
    {
    }

    /// <summary>The IKE SA that the exchange belongs to.</summary>
    public abstract Session Session { get; }

    public sealed override ConnectionId Connection => Session.Connection;

    public sealed override IkeSaId IkeSa => Session.Id;

    public sealed override PacketInfo Path => Session.Path;

    public sealed override bool IsUdpEncapsulated => Session.IsUdpEncapsulated;

    protected sealed override IkeVersion Version => IkeVersion.V2;

    /// <summary>SHA-1, by which NATs are found; null if the provider has none, and then nobody looks for NATs.</summary>
    public abstract IHash? NatHash { get; }

    /// <summary>Resolves a negotiated proposal.</summary>
    public abstract bool TryGetSuite(Proposal proposal, [NotNullWhen(true)] out IkeSuite? suite);

    /// <summary>Tells the caller's key log, where there is one, the keys of the IKE SA; the session need not know proposal and responder's SPI yet.</summary>
    public abstract void LogKeys(Proposal proposal, SkKeys keys, Spi responder);

    /// <summary>Starts a request of our own as soon as the window allows.</summary>
    public abstract void Enqueue(Exchange exchange);
}
