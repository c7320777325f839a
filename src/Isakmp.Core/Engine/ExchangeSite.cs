using System.Diagnostics.CodeAnalysis;
using Isakmp.Algorithms;
using Isakmp.Authentication;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V2;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;

namespace Isakmp.Engine;

/// <summary>The services of the engine for the tasks of one IKE SA at a time.</summary>
internal sealed class ExchangeSite : ExchangeContext
{
    private readonly EndpointState _state;
    private readonly OperationDesk _operations;
    private IkeSa? _sa;
    private Exchange? _exchange;

    public ExchangeSite(EndpointState state, OperationDesk operations)
    {
        _state = state;
        _operations = operations;
    }

    public override Session Session => _sa!.Session;

    public override IkeInstant Now => _state.Now;

    public override ICryptoProvider Crypto => _state.Options.Crypto;

    public override IRandomSource Random => _state.Random;

    public override int NonceSize => _state.Options.NonceSize;

    public override CredentialStore Credentials => _state.Options.Credentials;

    public override IHash? NatHash => _state.NatHash;

    /// <summary>Sets the SA and exchange that the following calls are about.</summary>
    public ExchangeSite For(IkeSa sa, Exchange exchange)
    {
        _sa = sa;
        _exchange = exchange;
        return this;
    }

    public override bool Asks(EndpointQuestions question) => (_state.Options.Questions & question) != 0;

    public override void Ask(IkeOperation operation) => _operations.Ask(_sa!, _exchange!, operation);

    public override void Emit(IkeEvent happened) => _state.Emit(happened, _sa);

    public override bool TryGetSuite(Proposal proposal, [NotNullWhen(true)] out IkeSuite? suite) => _state.TryGetSuite(proposal, out suite);

    public override IEnumerable<PeerProfile> ProfilesFor(PacketInfo path) =>
        _state.Options.Profiles.Where(profile => 
            profile.LocalAddresses.Any(pattern => pattern.Matches(path.Local.Address))
            && profile.RemoteAddresses.Any(pattern => pattern.Matches(path.Remote.Address)));

    public override ChildSpi TakeChildSpi() => _state.TakeChildSpi();

    public override void ReleaseChildSpi(SecurityProtocol protocol, ChildSpi spi)
    {
        if (Asks(EndpointQuestions.AllocateSpi))
        {
            Emit(new SpiReleasedEvent { Connection = Session.Connection, IkeSa = Session.Id, Protocol = protocol, Spi = spi });
        }
        else
        {
            _state.ReturnChildSpi(spi);
        }
    }

    public override ChildId NextChildId() => new(_state.NextId());

    public override void LogKeys(Proposal proposal, SkKeys keys, Spi responder) => KeyLogging.LogIkeKeys(_state, Session, proposal, keys, responder);

    public override void LogKeys(ChildSa child, ChildSaKeys keys) => KeyLogging.LogChildKeys(_state, Session, child, keys);

    public override void Enqueue(Exchange exchange) => _sa!.Waiting.Enqueue(exchange);
}
