using System.Diagnostics.CodeAnalysis;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Exchanges.V1;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Protection.V1;

namespace Isakmp.Engine.V1;

/// <summary>The services of the engine for the exchanges of one ISAKMP SA at a time.</summary>
internal sealed class IsakmpSite : IsakmpContext
{
    private readonly EndpointState _state;
    private readonly OperationDesk _operations;
    private readonly ChildKeeper _children;
    private IsakmpSa? _sa;
    private Inquirer? _inquirer;

    public IsakmpSite(EndpointState state, OperationDesk operations, ChildKeeper children)
        : base(state)
    {
        _state = state;
        _operations = operations;
        _children = children;
    }

    public override IsakmpSession Session => _sa!.Session;

    public override bool IsFirstContact => _children.HoldsNothingElse(_sa!);

    /// <summary>Sets the SA and the exchange that the following calls are about.</summary>
    public IsakmpSite For(IsakmpSa sa, Inquirer inquirer)
    {
        _sa = sa;
        _inquirer = inquirer;
        return this;
    }

    public override void Ask(IkeOperation operation) => _operations.Ask(_sa!, _inquirer!, operation);

    public override void Emit(IkeEvent happened) => _state.Emit(happened, _sa);

    public override void Remove(ChildSa child, CloseReason reason) => _children.Remove(_sa!.Connection, child, reason);

    public override void RemoveOther(Spi initiator, Spi responder)
    {
        IsakmpSa? other = _sa!.Connection.Others.Find(sa => sa.Session.InitiatorCookie == initiator && sa.Session.ResponderCookie == responder && sa.State == IkeSaState.Established);
        if (other is not null)
        {
            _children.Lifecycle.Close(other, CloseReason.PeerDeleted, null);
        }
    }

    public override bool TryGetSuite(Phase1Choice choice, [NotNullWhen(true)] out IsakmpSuite? suite) => _state.TryGetSuite(choice, out suite);

    public override void LogKeys() => KeyLogging.LogIsakmpKeys(_state, Session);

    public override void LogKeys(ChildSa child, ChildSaKeys keys) => KeyLogging.LogChildKeys(_state, this, child, keys);
}
