using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Traffic selectors of transport mode through NATs: each side puts in the addresses that it sees itself (RFC 7296 section 2.23.1).</summary>
internal static class TransportSelectors
{
    /// <summary>Puts an address in the place of the one that the peer sees; selectors of anything but single addresses stay as they are.</summary>
    public static ImmutableArray<TrafficSelector> At(ImmutableArray<TrafficSelector> selectors, NetAddress address) =>
        AreHosts(selectors) ? [.. selectors.Select(selector => selector with { StartAddress = address, EndAddress = address })] : selectors;

    /// <summary>Whether all selectors are for one address alone, as transport mode through a NAT demands.</summary>
    public static bool AreAt(ImmutableArray<TrafficSelector> selectors, NetAddress address) =>
        selectors.All(selector => selector.IsHost && selector.StartAddress == address);

    private static bool AreHosts(ImmutableArray<TrafficSelector> selectors) => selectors.All(static selector => selector.IsHost);
}
