using Isakmp.Exchanges;
using Isakmp.Inspection.Impairments;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>Each impairment on a real negotiation: it comes up all the same, or fails as it should, and never disagrees.</summary>
public sealed class ImpairmentTests
{
    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(10);

    /// <summary>Each rule, how often it is applied, and how many retransmissions it costs.</summary>
    public static TheoryData<ImpairmentRule, int, int> Survivable => new()
    {
        { Impair.Requests(ExchangeType.IkeSaInit).FromUs().Number(1).Drop(), 1, 1 },
        { Impair.Requests(ExchangeType.IkeSaInit).FromUs().Numbers(1, 3).Drop(), 3, 3 },
        { Impair.Responses(ExchangeType.IkeSaInit).FromPeer().Number(1).Drop(), 1, 1 },
        { Impair.Requests(ExchangeType.IkeAuth).FromUs().Number(1).Drop(), 1, 1 },
        { Impair.Responses(ExchangeType.IkeAuth).Numbers(1, 2).Drop(), 2, 2 },
        { Impair.Messages.Duplicate(), 6, 0 }, // two requests, of which each copy is answered
        { Impair.Requests(ExchangeType.IkeSaInit).Duplicate(copies: 3, after: TimeSpan.FromMilliseconds(1)), 1, 0 },
        { Impair.Requests(ExchangeType.IkeAuth).Duplicate(after: TimeSpan.FromSeconds(1)), 1, 0 },
        { Impair.Responses(ExchangeType.IkeAuth).Duplicate(copies: 100), 1, 0 },
        { Impair.Messages.Delay(TimeSpan.FromSeconds(1)), 4, 0 },
        { Impair.Requests(ExchangeType.IkeSaInit).Number(1).Delay(TimeSpan.FromSeconds(5)), 1, 1 }, // meets its own retransmission
        { Impair.Responses(ExchangeType.IkeAuth).Number(1).Delay(TimeSpan.FromSeconds(30)), 1, 1 },
        { Impair.Requests(ExchangeType.IkeSaInit).Number(1).PutBehindNext(), 1, 1 },
        { Impair.Messages.FromUs().Number(1).PutBehindNext(patience: TimeSpan.FromSeconds(1)), 1, 0 },
        { Impair.Requests(ExchangeType.IkeAuth).Number(1).Corrupt(^1), 1, 1 },
        { Impair.Responses(ExchangeType.IkeAuth).Number(1).Corrupt(32), 1, 1 },
        { Impair.Requests(ExchangeType.IkeAuth).Number(1).Corrupt(8), 1, 1 }, // the responder's SPI
        { Impair.Responses(ExchangeType.IkeAuth).Number(1).Corrupt(new SeededRandom(7), bits: 20), 1, 1 },
        { Impair.Requests(ExchangeType.IkeSaInit).Number(1).Truncate(28), 1, 1 },
        { Impair.Requests(ExchangeType.IkeAuth).Number(1).Truncate(^1), 1, 1 },
        { Impair.Responses(ExchangeType.IkeSaInit).Number(1).Truncate(0), 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Survivable))]
    public void It_comes_up_all_the_same(ImpairmentRule rule, int applied, int retransmissions)
    {
        var link = new ImpairedLink(rule) { Latency = s_latency };
        using var run = new ImpairedRun(link);
        run.Connect();
        run.RunFor(TimeSpan.FromMinutes(1));
        Assert.True(run.Agrees, $"{rule}: {run.Alice.Failure}");
        Assert.Equal(applied, link.TimesApplied(rule));
        Assert.Equal(retransmissions, run.Alice.Endpoint.Statistics.Retransmitted);
        Assert.Equal((0, 0), (run.Alice.Endpoint.Statistics.InternalFaults, run.Bob.Endpoint.Statistics.InternalFaults));
    }

    [Fact]
    public void Nothing_done_is_nothing_changed()
    {
        var rule = Impair.Requests(ExchangeType.IkeAuth).FromPeer().Drop();
        var link = new ImpairedLink(rule) { Latency = s_latency };
        using var run = new ImpairedRun(link);
        run.Connect();
        run.RunFor(TimeSpan.FromMilliseconds(40));
        Assert.True(run.Agrees);
        Assert.Equal(0, link.TimesApplied(rule));
    }

    [Fact]
    public void A_peer_that_never_answers_is_given_up()
    {
        var rule = Impair.Responses(ExchangeType.IkeSaInit).Drop();
        var link = new ImpairedLink(rule) { Latency = s_latency };
        using var run = new ImpairedRun(link);
        run.Connect();
        run.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(FailureKind.Unresponsive, run.Alice.Failure?.Kind);
        Assert.False(run.Bob.IsEstablished);
        Assert.Equal(run.Alice.Endpoint.Statistics.Retransmitted + 1, link.TimesApplied(rule));
    }

    [Fact]
    public void An_IKE_AUTH_that_is_lost_for_ever_leaves_nothing_behind()
    {
        var rule = Impair.Requests(ExchangeType.IkeAuth).FromUs().Drop();
        using var run = new ImpairedRun(new ImpairedLink(rule) { Latency = s_latency });
        run.Connect();
        run.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(FailureKind.Unresponsive, run.Alice.Failure?.Kind);
        Assert.Equal((0, 0), (run.Alice.Endpoint.IkeSaCount, run.Bob.Endpoint.IkeSaCount));
        Assert.Equal(1, run.Bob.Endpoint.Statistics.HalfOpenExpired);
    }

    [Fact]
    public void A_changed_nonce_makes_other_keys()
    {
        // An octet of Alice's nonce is another one on the way, so nothing that she protects is authentic to Bob.
        var rule = Impair.Requests(ExchangeType.IkeSaInit).Corrupt(120, 0x01);
        using var run = new ImpairedRun(new ImpairedLink(rule) { Latency = s_latency });
        run.Connect();
        run.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(FailureKind.Unresponsive, run.Alice.Failure?.Kind);
        Assert.False(run.Bob.IsEstablished);
        Assert.True(run.Bob.Endpoint.Statistics.NotAuthentic > 0);
    }

    [Fact]
    public void A_change_that_leaves_the_keys_alone_is_found_by_AUTH()
    {
        // The last octet belongs to the hash by which a NAT is found; AUTH covers the whole message (RFC 7296 section 2.15).
        var rule = Impair.Requests(ExchangeType.IkeSaInit).Corrupt(^1);
        using var run = new ImpairedRun(new ImpairedLink(rule) { Latency = s_latency });
        run.Connect();
        run.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(NotifyType.AuthenticationFailed, run.Alice.Failure?.Notify);
        Assert.Equal((0, 0), (run.Alice.Endpoint.IkeSaCount, run.Bob.Endpoint.IkeSaCount));
    }

    [Fact]
    public void A_dead_link_is_noticed_by_both()
    {
        var rule = Impair.Messages.From(5).Drop();
        using var run = new ImpairedRun(
            new ImpairedLink(rule) { Latency = s_latency }, new PairOptions { Both = static profile => profile.WithLiveness(TimeSpan.FromSeconds(10)) });
        run.Connect();
        run.RunFor(TimeSpan.FromSeconds(5));
        Assert.True(run.Agrees);
        run.RunFor(TimeSpan.FromMinutes(10));
        Assert.Single(run.Alice.Events.OfType<PeerUnresponsiveEvent>());
        Assert.Single(run.Bob.Events.OfType<PeerUnresponsiveEvent>());
        Assert.Equal((0, 0), (run.Alice.Endpoint.IkeSaCount, run.Bob.Endpoint.IkeSaCount));
    }

    [Fact]
    public void Several_rules_at_once()
    {
        ImpairmentRule[] rules =
        [
            Impair.Requests(ExchangeType.IkeSaInit).Number(1).Drop(),
            Impair.Responses(ExchangeType.IkeSaInit).Duplicate(),
            Impair.Requests(ExchangeType.IkeAuth).Number(1).Truncate(^3),
            Impair.Messages.FromPeer().Delay(TimeSpan.FromMilliseconds(300)),
        ];
        var link = new ImpairedLink(rules) { Latency = s_latency };
        using var run = new ImpairedRun(link);
        run.Connect();
        run.RunFor(TimeSpan.FromMinutes(1));
        Assert.True(run.Agrees);
        Assert.All(rules, rule => Assert.True(link.TimesApplied(rule) > 0, rule.ToString()));
    }

    [Fact]
    public void The_same_rules_give_the_same_run()
    {
        string Run()
        {
            using var run = new ImpairedRun(new ImpairedLink(Impair.Messages.Numbers(2, 6).Corrupt(new SeededRandom(3), 2)) { Latency = s_latency });
            run.Connect();
            run.RunFor(TimeSpan.FromMinutes(3));
            return $"{run.Alice.Endpoint.Statistics} {run.Bob.Endpoint.Statistics} {string.Join(' ', run.Alice.Events)}";
        }

        Assert.Equal(Run(), Run());
    }
}
