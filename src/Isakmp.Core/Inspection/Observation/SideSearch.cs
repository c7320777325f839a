using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Observation;

/// <summary>Tells who sent an IKEv1 message, whose header does not say so.</summary>
internal static class SideSearch
{
    /// <summary>Compares the ends of the path with where both sides are known to be: port and address first, then the address alone, for NATs and the change to port 4500.</summary>
    public static IkeRole FindSender(scoped in PacketInfo path, ObservedNegotiation negotiation)
    {
        NetEndPoint initiator = negotiation.Initiator.Current;
        NetEndPoint responder = negotiation.Responder.Current;
        return Compare(path.Local == initiator || path.Remote == responder, path.Local == responder || path.Remote == initiator)
            ?? Compare(path.Local.Address == initiator.Address, path.Local.Address == responder.Address)
            ?? Compare(path.Remote.Address == responder.Address, path.Remote.Address == initiator.Address)
            ?? NotTheLast(negotiation);
    }

    private static IkeRole? Compare(bool isInitiator, bool isResponder) =>
        isInitiator == isResponder ? null : isInitiator ? IkeRole.Initiator : IkeRole.Responder;

    // Both sides at one address, and ports that were never seen: in phase 1 they take turns.
    private static IkeRole NotTheLast(ObservedNegotiation negotiation) =>
        negotiation.FindLast(_ => true) is { } exchange ? exchange.Messages[^1].Sender.Other() : IkeRole.Initiator;
}
