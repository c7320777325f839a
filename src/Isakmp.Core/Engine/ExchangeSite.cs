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
        : base(state)
    {
        _state = state;
        _operations = operations;
    }

    public override Session Session => _sa!.Session;

    public override IHash? NatHash => _state.NatHash;

    /// <summary>Sets the SA and exchange that the following calls are about.</summary>
    public ExchangeSite For(IkeSa sa, Exchange exchange)
    {
        _sa = sa;
        _exchange = exchange;
        return this;
    }

    public override void Ask(IkeOperation operation) => _operations.Ask(_sa!, _exchange!, operation);

    public override void Emit(IkeEvent happened) => _state.Emit(happened, _sa);

    public override bool TryGetSuite(Proposal proposal, [NotNullWhen(true)] out IkeSuite? suite) => _state.TryGetSuite(proposal, out suite);

    public override void LogKeys(Proposal proposal, SkKeys keys, Spi responder) => KeyLogging.LogIkeKeys(_state, Session, proposal, keys, responder);

    public override void LogKeys(ChildSa child, ChildSaKeys keys) => KeyLogging.LogChildKeys(_state, this, child, keys);

    public override void Enqueue(Exchange exchange) => _sa!.Waiting.Enqueue(exchange);
}
