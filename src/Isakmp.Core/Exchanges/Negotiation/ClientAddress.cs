using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>Client identities of transport mode through NATs: each side names the addresses that it sees, and selectors hold ours (RFC 3947 section 5.2, RFC 3948 section 5.2).</summary>
internal static class ClientAddress
{
    /// <summary>Puts an address in the place of a single one that the peer sees otherwise; what is more than an address stays.</summary>
    public static TrafficSelector See(TrafficSelector theirs, NetAddress address) =>
        theirs.IsHost ? theirs with { StartAddress = address, EndAddress = address } : theirs;

    /// <summary>The same with the address of a selector, if that has but one.</summary>
    public static TrafficSelector See(TrafficSelector theirs, TrafficSelector ours) => ours.IsHost ? See(theirs, ours.StartAddress) : theirs;
}
