using System.Globalization;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>When requests are sent again and given up (RFC 7296 section 2.1), and when silence is asked about (section 2.4).</summary>
public sealed class RetransmissionTests
{
    /// <summary>Initial timeout, base, tries, limit; the seconds at which the request is sent; the second at which it is given up.</summary>
    public static TheoryData<double, double, int, double, string, double> Policies => new()
    {
        { 4, 1.8, 5, 0, "0 4 11.2 24.16 47.488 89.4784", 165.06112 }, // strongSwan's documentation: 4, 7, 13, 23, 42 and 76 s
        { 1, 2, 3, 0, "0 1 3 7", 15 },
        { 2, 1, 4, 0, "0 2 4 6 8", 10 },
        { 1, 3, 4, 5, "0 1 4 9 14", 19 },
        { 0.5, 2, 0, 0, "0", 0.5 },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_first_message_is_sent_and_given_up_as_the_policy_says(double initial, double growth, int tries, double limit, string times, double end)
    {
        using var pair = new Pair(new PairOptions { Conditions = NetworkConditions.Down, Both = With(Policy(initial, growth, tries, limit)) });
        IkeInstant start = pair.Clock.Now;
        ConnectionId connection = pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => pair.Alice.EventsOf<ConnectionClosedEvent>().Any(), TimeSpan.FromHours(1)));
        AssertTimes(times, pair.Network.Sent, start);
        AssertSecond(end, pair.Clock.Now - start);
        Assert.All(pair.Network.Sent, sent => Assert.Equal(pair.Network.Sent[0].Octets, sent.Octets)); // RFC 7296 2.1: bitwise identical

        IkeSaClosedEvent closed = Assert.Single(pair.Alice.EventsOf<IkeSaClosedEvent>());
        Assert.Equal((connection, CloseReason.PeerUnresponsive), (closed.Connection, closed.Reason));
        Assert.Equal(FailureKind.Unresponsive, closed.Failure!.Kind);
        Assert.Empty(pair.Alice.EventsOf<PeerUnresponsiveEvent>()); // there was no peer yet
        Assert.Equal((0, 0), (pair.Alice.Endpoint.IkeSaCount, pair.Alice.Endpoint.ConnectionCount));
        Assert.Null(pair.Alice.Endpoint.NextTimeout);
        Assert.Equal(TimerReason.None, pair.Alice.Endpoint.NextTimeoutReason);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void IKE_AUTH_is_sent_and_given_up_as_the_policy_says(double initial, double growth, int tries, double limit, string times, double end)
    {
        using var pair = new Pair(new PairOptions { Both = With(Policy(initial, growth, tries, limit)) });
        pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => pair.Network.Sent.Count == 2, TimeSpan.FromSeconds(1)));
        pair.Network.Drops = static _ => true;
        Assert.True(pair.RunUntil(() => pair.Network.Sent.Count == 3, TimeSpan.FromSeconds(1)));
        IkeInstant start = pair.Clock.Now;
        Assert.True(pair.RunUntil(() => pair.Alice.EventsOf<ConnectionClosedEvent>().Any(), TimeSpan.FromHours(1)));
        AssertTimes(times, pair.Network.Sent[2..], start);
        AssertSecond(end, pair.Clock.Now - start);
        Assert.All(pair.Network.Sent[2..], sent => Assert.Equal(pair.Network.Sent[2].Octets, sent.Octets));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_silent_peer_is_asked_as_the_policy_says_and_then_its_SAs_end(double initial, double growth, int tries, double limit, string times, double end)
    {
        using Pair pair = Pair.Connected(new PairOptions
        {
            Both = With(Policy(initial, growth, tries, limit)), AliceOnly = profile => profile.WithLiveness(TimeSpan.FromSeconds(30)),
        });
        pair.Network.Conditions = NetworkConditions.Down;
        int before = pair.Network.Sent.Count;
        Assert.True(pair.RunUntil(() => pair.Network.Sent.Count > before, TimeSpan.FromSeconds(31)));
        IkeInstant start = pair.Clock.Now;
        AssertSecond(30.04, start - Assert.Single(pair.Alice.Established).EstablishedAt!.Value + TimeSpan.FromMilliseconds(40));
        pair.Alice.Events.Clear();
        Assert.True(pair.RunUntil(() => pair.Alice.Events.Count > 0, TimeSpan.FromHours(1)));
        AssertTimes(times, pair.Network.Sent[before..], start);
        AssertSecond(end, pair.Clock.Now - start);
        Assert.Equal(
            [typeof(PeerUnresponsiveEvent), typeof(ChildSaClosedEvent), typeof(IkeSaClosedEvent), typeof(ConnectionClosedEvent)],
            pair.Alice.Events.Select(static happened => happened.GetType()));
        PeerUnresponsiveEvent unresponsive = pair.Alice.EventsOf<PeerUnresponsiveEvent>().Single();
        Assert.Equal((ExchangeType.Informational, tries + 1), (unresponsive.Exchange, unresponsive.Transmissions));
        Assert.Equal(CloseReason.IkeSaClosed, pair.Alice.EventsOf<ChildSaClosedEvent>().Single().Reason);
        Assert.Equal(CloseReason.PeerUnresponsive, pair.Alice.EventsOf<ConnectionClosedEvent>().Single().Reason);
    }

    [Fact]
    public void Jitter_makes_a_time_shorter_and_never_longer()
    {
        var policy = new RetransmissionPolicy { InitialTimeout = TimeSpan.FromSeconds(10), Base = 1, Tries = 40, Jitter = 0.3 };
        using var pair = new Pair(new PairOptions { Conditions = NetworkConditions.Down, Both = With(policy) });
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(41, pair.Network.Sent.Count);
        double[] pauses = [.. pair.Network.Sent.Zip(pair.Network.Sent.Skip(1), static (one, next) => (next.Time - one.Time).TotalSeconds)];
        Assert.All(pauses, static pause => Assert.InRange(pause, 6.99, 10.01));
        Assert.True(pauses.Max() - pauses.Min() > 1.5);
        Assert.True(pauses.Distinct().Count() > 30);
    }

    [Fact]
    public void What_is_answered_is_not_sent_again()
    {
        using Pair pair = Pair.Connected();
        pair.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(4, pair.Network.Sent.Count);
        Assert.Equal((0, 0), (pair.Alice.Endpoint.Statistics.Retransmitted, pair.Bob.Endpoint.Statistics.Retransmitted));
    }

    [Fact]
    public void A_repeated_request_gets_the_same_octets_again_up_to_a_bound()
    {
        using Pair pair = Pair.Connected();
        SimulatedDatagram request = pair.Network.Sent[2];
        SimulatedDatagram response = pair.Network.Sent[3];
        for (int i = 0; i < 30; i++)
        {
            pair.Network.Inject(request.Source, request.Destination, request.Octets, TimeSpan.FromSeconds(i));
        }

        pair.RunFor(TimeSpan.FromMinutes(1));
        SimulatedDatagram[] repeated = [.. pair.Network.Sent.Skip(4)];
        Assert.InRange(repeated.Length, 6, 20);
        Assert.All(repeated, again => Assert.Equal(response.Octets, again.Octets));
        Assert.Equal(repeated.Length, pair.Bob.Endpoint.Statistics.CachedAnswers);
        Assert.Equal(30 - repeated.Length, pair.Bob.Endpoint.Statistics.Duplicates);
    }

    [Fact]
    public void Responses_are_kept_for_minutes_and_not_for_ever()
    {
        using Pair pair = Pair.Connected();
        SimulatedDatagram request = pair.Network.Sent[2];
        pair.RunFor(TimeSpan.FromSeconds(170));
        pair.Network.Inject(request.Source, request.Destination, request.Octets);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(5, pair.Network.Sent.Count);
        pair.RunFor(TimeSpan.FromSeconds(15));
        pair.Network.Inject(request.Source, request.Destination, request.Octets);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(5, pair.Network.Sent.Count);
        Assert.Equal(1, pair.Bob.Results[ReceiveResult.Unexpected]);
    }

    [Fact]
    public void Silence_is_asked_about_only_while_there_is_no_proof_of_life()
    {
        using Pair pair = Pair.Connected(new PairOptions
        {
            AliceOnly = profile => profile.WithLiveness(TimeSpan.FromSeconds(30)), BobOnly = profile => profile.WithLiveness(TimeSpan.FromSeconds(20)),
        });
        pair.Network.Sent.Clear();
        pair.RunFor(TimeSpan.FromSeconds(209));
        Assert.Equal(20, pair.Network.Sent.Count); // ten questions of Bob's and their answers, which are Alice's proof
        Assert.All(pair.Network.Sent.Where((_, number) => number % 2 == 0), sent => Assert.Equal(pair.Bob.Address, sent.Source.Address));

        // a question that was asked by hand is proof as well, and moves the next one
        pair.RunFor(TimeSpan.FromSeconds(6));
        pair.Network.Sent.Clear();
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.CheckLiveness(pair.Alice.Established.Single().Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(18));
        Assert.Equal(2, pair.Network.Sent.Count);
    }

    [Fact]
    public void A_peer_that_goes_and_comes_back_in_time_is_not_lost()
    {
        using Pair pair = Pair.Connected(new PairOptions { Both = profile => profile.WithLiveness(TimeSpan.FromSeconds(30)) });
        pair.Network.Conditions = NetworkConditions.Down;
        pair.RunFor(TimeSpan.FromSeconds(80));
        pair.Network.Conditions = NetworkConditions.Perfect;
        pair.RunFor(TimeSpan.FromMinutes(10));
        Assert.Single(pair.Alice.Established);
        pair.AssertAgreement();
        Assert.Empty(pair.Alice.EventsOf<PeerUnresponsiveEvent>());
    }

    [Fact]
    public void A_half_open_SA_expires_and_leaves_nothing()
    {
        using var pair = new Pair(new PairOptions { BobOnly = profile => profile.WithNegotiationTimeout(TimeSpan.FromSeconds(12)) });
        pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => pair.Bob.Endpoint.HalfOpenCount == 1, TimeSpan.FromSeconds(1)));
        IkeInstant start = pair.Clock.Now;
        pair.Network.Drops = static _ => true;
        Assert.Equal(TimerReason.HalfOpen, pair.Bob.Endpoint.NextTimeoutReason);
        Assert.True(pair.RunUntil(() => pair.Bob.Endpoint.HalfOpenCount == 0, TimeSpan.FromMinutes(1)));
        AssertSecond(12, pair.Clock.Now - start);
        Assert.Equal(1, pair.Bob.Endpoint.Statistics.HalfOpenExpired);
        Assert.Empty(pair.Bob.Events);
        pair.RunFor(TimeSpan.FromSeconds(31));
        Assert.Equal((0, 0), (pair.Bob.Endpoint.IkeSaCount, pair.Bob.Endpoint.ConnectionCount));
        Assert.Null(pair.Bob.Endpoint.NextTimeout);
    }

    [Fact]
    public void A_request_that_overtakes_the_last_answer_of_the_handshake_does_no_harm()
    {
        using var pair = new Pair();
        pair.ConnectAlice();
        pair.Network.Drops = sent => sent.Source.Address == pair.Bob.Address && pair.Network.Sent.Count == 4;
        Assert.True(pair.RunUntil(() => pair.Bob.Established.Any(), TimeSpan.FromSeconds(1)));
        Assert.Empty(pair.Alice.Established);
        Assert.True(pair.Bob.Call((endpoint, now) => endpoint.CheckLiveness(pair.Bob.Established.Single().Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(60));
        Assert.Single(pair.Alice.Established);
        pair.AssertAgreement();
        Assert.Empty(pair.Bob.EventsOf<IkeSaClosedEvent>());
        Assert.Equal(1, pair.Bob.Endpoint.Statistics.Retransmitted);
    }

    [Fact]
    public void A_second_demand_for_the_same_cookie_changes_nothing()
    {
        using var pair = new Pair(new PairOptions { CookieThreshold = 0, AliceOnly = profile => profile.WithForcedEncapsulation() });
        pair.ConnectAlice();
        SimulatedDatagram first = pair.Network.Sent.Single();
        pair.Network.Inject(first.Source, first.Destination, first.Octets, TimeSpan.FromMilliseconds(15)); // a copy that took longer
        pair.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(2, pair.Bob.Endpoint.Statistics.CookiesSent);
        Assert.Equal(1, pair.Bob.Endpoint.Statistics.CookiesAccepted);
        Assert.Equal(7, pair.Network.Sent.Count); // three exchanges, and the second demand
        Assert.Single(pair.Alice.Established);
        pair.AssertAgreement();
    }

    private static RetransmissionPolicy Policy(double initial, double growth, int tries, double limit) => new()
    {
        InitialTimeout = TimeSpan.FromSeconds(initial), Base = growth, Tries = tries, Limit = limit == 0 ? null : TimeSpan.FromSeconds(limit),
    };

    private static Action<PeerProfileBuilder> With(RetransmissionPolicy policy) => profile => profile.WithRetransmission(policy);

    private static void AssertTimes(string expected, IReadOnlyList<SimulatedDatagram> sent, IkeInstant start)
    {
        double[] times = [.. expected.Split(' ').Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
        Assert.Equal(times.Length, sent.Count);
        for (int i = 0; i < times.Length; i++)
        {
            AssertSecond(times[i], sent[i].Time - start);
        }
    }

    /// <summary>Never early; the wheel's grain of a millisecond may add up.</summary>
    private static void AssertSecond(double expected, TimeSpan actual) => Assert.InRange(actual.TotalSeconds, expected - 0.000001, expected + 0.01);
}
