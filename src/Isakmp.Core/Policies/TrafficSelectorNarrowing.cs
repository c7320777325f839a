using System.Collections.Immutable;
using Isakmp.Messages;

namespace Isakmp.Policies;

/// <summary>The responder's choice among offered traffic selectors, and the initiator's check of the answer (RFC 7296 2.9).</summary>
public static class TrafficSelectorNarrowing
{
    /// <summary>Narrows one side's selectors to what both sides want.</summary>
    /// <param name="offered">TSi or TSr as the peer sent it; selectors that match no packet are passed over.</param>
    /// <param name="configured">Our own selectors for that side, with dynamic ones resolved.</param>
    /// <param name="narrowed">The common part, in the order of the offer, so that what the peer asked for first is part of it.</param>
    /// <returns>False if nothing is in common: the answer is TS_UNACCEPTABLE.</returns>
    public static bool TryNarrow(ImmutableArray<TrafficSelector> offered, ImmutableArray<TrafficSelector> configured, out ImmutableArray<TrafficSelector> narrowed)
    {
        var common = new List<TrafficSelector>();
        foreach (TrafficSelector offer in offered)
        {
            foreach (TrafficSelector own in configured)
            {
                if (offer.Intersect(own) is { } part)
                {
                    Add(common, part);
                }
            }
        }

        narrowed = [.. common];
        return !narrowed.IsEmpty;
    }

    /// <summary>Whether an answer keeps within an offer.</summary>
    /// <param name="offered">The selectors that we sent.</param>
    /// <param name="answered">The selectors that came back.</param>
    /// <returns>Whether there is at least one and every one lies within one of ours.</returns>
    public static bool IsNarrowing(ImmutableArray<TrafficSelector> offered, ImmutableArray<TrafficSelector> answered) =>
        !answered.IsDefaultOrEmpty && answered.All(answer => offered.Any(offer => offer.Contains(answer)));

    // Keeps no selector that another covers: the kernel would install it twice.
    private static void Add(List<TrafficSelector> common, TrafficSelector part)
    {
        if (common.Exists(kept => kept.Contains(part)))
        {
            return;
        }

        int place = common.FindIndex(part.Contains);
        common.RemoveAll(part.Contains);
        common.Insert(place < 0 ? common.Count : place, part);
    }
}
