using System.Diagnostics.CodeAnalysis;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;

namespace Isakmp.Exchanges.V2;

/// <summary>What the engine offers to the tasks of an exchange.</summary>
internal abstract class ExchangeContext
{
    /// <summary>The IKE SA that the exchange belongs to.</summary>
    public abstract Session Session { get; }

    public abstract IkeInstant Now { get; }

    public abstract ICryptoProvider Crypto { get; }

    public abstract IRandomSource Random { get; }

    /// <summary>The size of our nonces, in octets.</summary>
    public abstract int NonceSize { get; }

    public abstract CredentialStore Credentials { get; }

    /// <summary>SHA-1, by which NATs are found; null if the provider has none, and then nobody looks for NATs.</summary>
    public abstract IHash? NatHash { get; }

    /// <summary>Whether the caller wants to decide this by an operation.</summary>
    public abstract bool Asks(EndpointQuestions question);

    /// <summary>Hands an operation to the caller; the step that does so answers <see cref="TaskStep.Pending"/>.</summary>
    public abstract void Ask(IkeOperation operation);

    /// <summary>Queues an event.</summary>
    public abstract void Emit(IkeEvent happened);

    /// <summary>Resolves a negotiated proposal.</summary>
    public abstract bool TryGetSuite(Proposal proposal, [NotNullWhen(true)] out IkeSuite? suite);

    /// <summary>The endpoint's profiles that fit these addresses, in their order.</summary>
    public abstract IEnumerable<PeerProfile> ProfilesFor(PacketInfo path);

    /// <summary>Takes an inbound SPI that is not in use.</summary>
    public abstract ChildSpi TakeChildSpi();

    /// <summary>Gives an inbound SPI back: the caller's, if it allocated it.</summary>
    public abstract void ReleaseChildSpi(SecurityProtocol protocol, ChildSpi spi);

    /// <summary>Numbers a new Child SA.</summary>
    public abstract ChildId NextChildId();

    /// <summary>Tells the caller's key log, where there is one, the keys of the IKE SA; the session need not know proposal and responder's SPI yet.</summary>
    public abstract void LogKeys(Proposal proposal, SkKeys keys, Spi responder);

    /// <summary>Tells the caller's key log, where there is one, the keys of a Child SA.</summary>
    public abstract void LogKeys(ChildSa child, ChildSaKeys keys);

    /// <summary>Starts a request of our own as soon as the window allows.</summary>
    public abstract void Enqueue(Exchange exchange);
}
