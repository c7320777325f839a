using System.Collections.Immutable;
using Isakmp.Messages;

namespace Isakmp.Policies.V1;

/// <summary>Reports about the client identities of Quick Mode, which routers call proxy identities.</summary>
internal static class ClientIdentityReports
{
    private const int MaximumShown = 32;

    public static ReportContent Outside(
        TrafficSelector offeredRemote, ImmutableArray<TrafficSelector> configuredRemote, TrafficSelector offeredLocal, ImmutableArray<TrafficSelector> configuredLocal)
    {
        bool isRemoteOutside = !configuredRemote.Any(selector => selector.Contains(offeredRemote));
        bool isLocalOutside = !configuredLocal.Any(selector => selector.Contains(offeredLocal));
        string sides = (isRemoteOutside, isLocalOutside) switch
        {
            (true, true) => "For neither side they lie within the traffic of a child.",
            (true, false) => "For the peer's side (IDci) they do not lie within the traffic of a child.",
            (false, true) => "For our side (IDcr) they do not lie within the traffic of a child.",
            _ => "Each lies within the traffic of a child, but not both of the same.",
        };
        string hint = (isRemoteOutside, isLocalOutside) switch
        {
            (true, true) => "Make our remote_ts cover the peer's local_ts, and our local_ts its remote_ts",
            (true, false) => "Make our remote_ts cover the peer's local_ts",
            (false, true) => "Make our local_ts cover the peer's remote_ts",
            _ => "Give one child here both, as local_ts and remote_ts",
        };
        return new(
            NegotiationFailure.TrafficSelectorsDisjoint,
            $"Proxy identities offered do not match policy! {sides}",
            $"{hint}: IKEv1 cannot narrow what is offered, so it must be the same or less.",
            [
                Fact("offeredRemote", "offered for the peer's side (IDci)", [offeredRemote]), Fact("configuredRemote", "accepted there (remote_ts)", configuredRemote),
                Fact("offeredLocal", "offered for our side (IDcr)", [offeredLocal]), Fact("configuredLocal", "accepted there (local_ts)", configuredLocal),
            ]);
    }

    public static ReportContent Refused(TrafficSelector local, TrafficSelector remote) => new(
        NegotiationFailure.TrafficSelectorsRefused,
        "The peer refused our client identities (INVALID-ID-INFORMATION); it did not say for which side.",
        "The peer's remote_ts must cover our local_ts, and its local_ts our remote_ts; many gateways want exactly the same.",
        [Fact("offeredLocal", "offered for our side (IDci, local_ts)", [local]), Fact("offeredRemote", "offered for the peer's side (IDcr, remote_ts)", [remote])]);

    public static ReportContent Widened(TrafficSelector local, TrafficSelector remote, TrafficSelector answeredLocal, TrafficSelector answeredRemote) => new(
        NegotiationFailure.TrafficSelectorsRefused,
        "The peer answered with client identities that go beyond what we offered, which RFC 2409 5.5 does not allow.",
        "Give both sides the same local_ts and remote_ts, crosswise.",
        [
            Fact("offeredLocal", "offered for our side (IDci)", [local]), Fact("answeredLocal", "answered by the peer", [answeredLocal]),
            Fact("offeredRemote", "offered for the peer's side (IDcr)", [remote]), Fact("answeredRemote", "answered by the peer", [answeredRemote]),
        ]);

    private static ReportFact Fact(string key, string name, ImmutableArray<TrafficSelector> selectors)
    {
        IEnumerable<string> shown = selectors.Take(MaximumShown).Select(selector => selector.ToString());
        return new(key, name, selectors.Length <= MaximumShown ? [.. shown] : [.. shown, $"and {selectors.Length - MaximumShown} more"]);
    }
}
