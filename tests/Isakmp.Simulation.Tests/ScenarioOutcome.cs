using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>What happened in a run, so that a thousand of them can show that they met what they are meant to meet.</summary>
internal sealed record ScenarioOutcome(
    bool HasEstablished, long Established, long Retransmitted, long CachedAnswers, long Unexpected, long CookiesAccepted, long PathChanges, long Unresponsive, long Encapsulated)
{
    public static ScenarioOutcome Of(bool hasEstablished, Pair pair)
    {
        SimulatedHost[] hosts = [pair.Alice, pair.Bob];
        long Count(Func<EndpointStatistics, long> meter) => hosts.Sum(host => meter(host.Endpoint.Statistics));
        long Events<T>()
            where T : IkeEvent => hosts.Sum(static host => host.EventsOf<T>().Count());
        return new ScenarioOutcome(
            hasEstablished,
            Count(static meters => meters.IkeSasEstablished),
            Count(static meters => meters.Retransmitted),
            Count(static meters => meters.CachedAnswers),
            Count(static meters => meters.Unexpected),
            Count(static meters => meters.CookiesAccepted),
            Events<PathChangedEvent>(),
            Events<PeerUnresponsiveEvent>(),
            hosts.Sum(static host => host.EventsOf<ChildSaEstablishedEvent>().Count(static child => child.Info.IsUdpEncapsulated)));
    }

    public static ScenarioOutcome operator +(ScenarioOutcome left, ScenarioOutcome right) => new(
        left.HasEstablished && right.HasEstablished,
        left.Established + right.Established,
        left.Retransmitted + right.Retransmitted,
        left.CachedAnswers + right.CachedAnswers,
        left.Unexpected + right.Unexpected,
        left.CookiesAccepted + right.CookiesAccepted,
        left.PathChanges + right.PathChanges,
        left.Unresponsive + right.Unresponsive,
        left.Encapsulated + right.Encapsulated);
}
