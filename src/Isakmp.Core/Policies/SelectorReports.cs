using System.Collections.Immutable;
using Isakmp.Messages;

namespace Isakmp.Policies;

/// <summary>Reports about traffic selectors and modes.</summary>
internal static class SelectorReports
{
    private const int MaximumShown = 32;

    public static ReportContent Disjoint(
        ImmutableArray<TrafficSelector> offeredRemote,
        ImmutableArray<TrafficSelector> configuredRemote,
        ImmutableArray<TrafficSelector> offeredLocal,
        ImmutableArray<TrafficSelector> configuredLocal)
    {
        bool isRemoteDisjoint = !TrafficSelectorNarrowing.TryNarrow(offeredRemote, configuredRemote, out _);
        bool isLocalDisjoint = !TrafficSelectorNarrowing.TryNarrow(offeredLocal, configuredLocal, out _);
        string sides = (isRemoteDisjoint, isLocalDisjoint) switch
        {
            (true, true) => "either side",
            (true, false) => "the peer's side (TSi)",
            (false, true) => "our side (TSr)",
            _ => "both sides at once in any child",
        };
        string hint = (isRemoteDisjoint, isLocalDisjoint) switch
        {
            (true, false) => "Make the peer's local_ts and our remote_ts overlap.",
            (false, true) => "Make the peer's remote_ts and our local_ts overlap.",
            (true, true) => "Make the peer's local_ts overlap our remote_ts, and its remote_ts our local_ts.",
            _ => "Make the peer's local_ts and remote_ts overlap the remote_ts and local_ts of the same child here.",
        };
        return new(
            NegotiationFailure.TrafficSelectorsDisjoint,
            $"Traffic selectors offered do not match policy! There is no common part for {sides}.",
            hint,
            [
                Fact("offeredRemote", "offered for the peer's side (TSi)", offeredRemote), Fact("configuredRemote", "accepted there (remote_ts)", configuredRemote),
                Fact("offeredLocal", "offered for our side (TSr)", offeredLocal), Fact("configuredLocal", "accepted there (local_ts)", configuredLocal),
            ]);
    }

    public static ReportContent Refused(ImmutableArray<TrafficSelector> local, ImmutableArray<TrafficSelector> remote) => new(
        NegotiationFailure.TrafficSelectorsRefused,
        "The peer refused our traffic selectors (TS_UNACCEPTABLE); it did not say for which side.",
        "The peer's remote_ts must overlap our local_ts, and its local_ts our remote_ts.",
        [Fact("offeredLocal", "offered for our side (local_ts)", local), Fact("offeredRemote", "offered for the peer's side (remote_ts)", remote)]);

    public static ReportContent Widened(ImmutableArray<TrafficSelector> offered, ImmutableArray<TrafficSelector> answered) => new(
        NegotiationFailure.TrafficSelectorsRefused,
        "The peer answered with traffic selectors that go beyond what we offered, which RFC 7296 2.9 does not allow.",
        "The peer must narrow our selectors, not replace them: give both sides the same local_ts and remote_ts, crosswise.",
        [Fact("offered", "offered by us", offered), Fact("answered", "answered by the peer", answered)]);

    public static ReportContent Mode(ChildMode requested, ChildMode configured) => new(
        NegotiationFailure.ModeMismatch,
        $"Encapsulation mode offered does not match policy! The peer wants {Word(requested)} mode, the child is configured for {Word(configured)} mode.",
        $"Set mode = {Word(requested)} here, or mode = {Word(configured)} on the peer.",
        [new("requested", "wanted by the peer", [Word(requested)]), new("configured", "configured here", [Word(configured)])]);

    private static string Word(ChildMode mode) => mode == ChildMode.Transport ? "transport" : "tunnel";

    private static ReportFact Fact(string key, string name, ImmutableArray<TrafficSelector> selectors)
    {
        IEnumerable<string> shown = selectors.Take(MaximumShown).Select(selector => selector.ToString());
        return new(key, name, selectors.Length <= MaximumShown ? [.. shown] : [.. shown, $"and {selectors.Length - MaximumShown} more"]);
    }
}
