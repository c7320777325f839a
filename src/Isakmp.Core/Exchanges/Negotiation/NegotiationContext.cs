using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>What the engine offers to whatever negotiates under one IKE SA, of either version.</summary>
internal abstract class NegotiationContext
{
    private readonly IEndpointServices _services;

    protected NegotiationContext(IEndpointServices services) => _services = services;

    /// <summary>The connection that the negotiation is for.</summary>
    public abstract ConnectionId Connection { get; }

    /// <summary>The IKE SA that it goes on under.</summary>
    public abstract IkeSaId IkeSa { get; }

    /// <summary>The addresses of both sides.</summary>
    public abstract PacketInfo Path { get; }

    /// <summary>Whether the packets of Child SAs travel in UDP.</summary>
    public abstract bool IsUdpEncapsulated { get; }

    public IkeInstant Now => _services.Now;

    public ICryptoProvider Crypto => _services.Crypto;

    public IRandomSource Random => _services.Random;

    /// <summary>The size of our nonces, in octets.</summary>
    public int NonceSize => _services.NonceSize;

    public CredentialStore Credentials => _services.Credentials;

    /// <summary>The version of the profiles that may be used here.</summary>
    protected abstract IkeVersion Version { get; }

    /// <summary>Whether the caller wants to decide this by an operation.</summary>
    public bool Asks(EndpointQuestions question) => (_services.Questions & question) != 0;

    /// <summary>Hands an operation to the caller; the step that does so says that it waits, and is called again with the answer.</summary>
    public abstract void Ask(IkeOperation operation);

    /// <summary>Queues an event.</summary>
    public abstract void Emit(IkeEvent happened);

    /// <summary>The endpoint's profiles that fit these addresses, in their order.</summary>
    public IEnumerable<PeerProfile> ProfilesFor(PacketInfo path) => _services.ProfilesFor(path).Where(profile => profile.Version == Version);

    /// <summary>Says why no profile fits these addresses: there is none, or none of this version, which is an easy mistake to make.</summary>
    public NegotiationReport ExplainNoProfile(PacketInfo path) => _services.ProfilesFor(path).Any()
        ? NegotiationReport.ForOtherVersion(path.Local.Address, path.Remote.Address, Version)
        : NegotiationReport.ForNoProfile(path.Local.Address, path.Remote.Address);

    /// <summary>Takes an inbound SPI that is not in use.</summary>
    public ChildSpi TakeChildSpi() => _services.TakeChildSpi();

    /// <summary>Gives an inbound SPI back: the caller's, if it allocated it.</summary>
    public void ReleaseChildSpi(SecurityProtocol protocol, ChildSpi spi)
    {
        if (Asks(EndpointQuestions.AllocateSpi))
        {
            Emit(new SpiReleasedEvent { Connection = Connection, IkeSa = IkeSa, Protocol = protocol, Spi = spi });
        }
        else
        {
            _services.ReturnChildSpi(spi);
        }
    }

    /// <summary>Takes a Compression Parameter Index that is not in use; null if nearly all are.</summary>
    public ushort? TakeCompressionIndex() => _services.TakeCompressionIndex();

    /// <summary>Gives a Compression Parameter Index back.</summary>
    public void ReleaseCompressionIndex(ushort index) => _services.ReturnCompressionIndex(index);

    /// <summary>Numbers a new Child SA.</summary>
    public ChildId NextChildId() => new(_services.NextId());

    /// <summary>Tells the caller's key log, where there is one, the keys of a Child SA.</summary>
    public abstract void LogKeys(ChildSa child, ChildSaKeys keys);
}
