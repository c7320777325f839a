using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>What becomes of a connection whose IKE SA has ended or did not come to be.</summary>
public sealed class KeepUpTests
{
    private static readonly RetransmissionPolicy Short = new() { InitialTimeout = TimeSpan.FromSeconds(1), Base = 1, Tries = 1 };

    [Fact]
    public void Tries_are_made_with_growing_pauses_until_they_are_used_up()
    {
        using Pair pair = Down(new KeepUpPolicy { Tries = 4, RetryDelay = TimeSpan.FromSeconds(5), MaximumRetryDelay = TimeSpan.FromSeconds(12) });
        IkeInstant start = pair.Clock.Now;
        ConnectionId connection = pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromHours(1));

        // each try takes 2 s; the pauses are 5, 10 and, instead of 20, 12 s
        Assert.Equal([0, 1, 7, 8, 19, 20, 33, 34], pair.Network.Sent.Select(sent => (int)Math.Round((sent.Time - start).TotalSeconds)));
        ConnectionRetryingEvent[] retries = [.. pair.Alice.EventsOf<ConnectionRetryingEvent>()];
        Assert.Equal([1, 2, 3], retries.Select(static retry => retry.FailedTries));
        Assert.Equal([7, 19, 33], retries.Select(retry => (int)Math.Round((retry.NextTry - start).TotalSeconds)));
        Assert.All(retries, retry => Assert.Equal((connection, FailureKind.Unresponsive), (retry.Connection, retry.Failure!.Kind)));
        Assert.Equal(4, pair.Alice.EventsOf<IkeSaClosedEvent>().Count());
        Assert.Equal(4, pair.Network.Sent.Select(static sent => Convert.ToHexString(sent.Octets.AsSpan(0, 8))).Distinct().Count()); // each try has its own SPI
        ConnectionClosedEvent closed = Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>());
        Assert.Equal(CloseReason.PeerUnresponsive, closed.Reason);
        Assert.Same(closed, pair.Alice.Events[^1]);
        Assert.Equal(0, pair.Alice.Endpoint.ConnectionCount);
        Assert.Null(pair.Alice.Endpoint.NextTimeout);
    }

    [Fact]
    public void One_try_is_the_default()
    {
        using Pair pair = Down(KeepUpPolicy.None);
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(2, pair.Network.Sent.Count);
        Assert.Empty(pair.Alice.EventsOf<ConnectionRetryingEvent>());
        Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>());
    }

    [Fact]
    public void No_limit_means_for_ever_until_it_works_and_then_the_count_begins_anew()
    {
        using Pair pair = Down(new KeepUpPolicy { Tries = 0, RetryDelay = TimeSpan.FromSeconds(5), OnUnresponsive = ConnectionAction.Start });
        ConnectionId connection = pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromDays(1));
        Assert.InRange(pair.Alice.EventsOf<ConnectionRetryingEvent>().Count(), 280, 300); // every 302 s
        pair.Network.Conditions = NetworkConditions.Perfect;
        Assert.True(pair.RunUntil(() => pair.Alice.Established.Any(), TimeSpan.FromMinutes(6)));
        Assert.Equal(connection, pair.Alice.Established.Single().Connection);

        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.Network.Conditions = NetworkConditions.Down;
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.CheckLiveness(connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(7));
        Assert.Equal([0, 1], pair.Alice.EventsOf<ConnectionRetryingEvent>().TakeLast(2).Select(static retry => retry.FailedTries));
    }

    [Fact]
    public void A_peer_that_closes_at_once_is_called_back_with_growing_pauses_until_an_SA_lives()
    {
        using Pair pair = Pair.Connected(new PairOptions
        {
            AliceOnly = static profile => profile.WithKeepUp(new KeepUpPolicy { OnClose = ConnectionAction.Start, RetryDelay = TimeSpan.FromSeconds(5) }),
        });
        Assert.Equal([0, 5, 10, 20], Enumerable.Range(0, 4).Select(_ => CloseAndReturn(pair, TimeSpan.FromSeconds(1))));
        Assert.Equal([0, 0, 5], [CloseAndReturn(pair, TimeSpan.FromSeconds(6)), CloseAndReturn(pair, TimeSpan.Zero), CloseAndReturn(pair, TimeSpan.Zero)]);
    }

    [Theory]
    [InlineData(ConnectionAction.Start, true)]
    [InlineData(ConnectionAction.Start, false)]
    [InlineData(ConnectionAction.OnDemand, true)]
    [InlineData(ConnectionAction.OnDemand, false)]
    [InlineData(ConnectionAction.None, true)]
    [InlineData(ConnectionAction.None, false)]
    public void The_end_of_an_SA_starts_a_new_one_or_waits_for_demand_or_ends_the_connection(ConnectionAction action, bool peerCloses)
    {
        using Pair pair = Pair.Connected(new PairOptions
        {
            // the other action is a decoy
            AliceOnly = profile => profile.WithRetransmission(Short).WithKeepUp(new KeepUpPolicy
            {
                OnClose = peerCloses ? action : action == ConnectionAction.None ? ConnectionAction.Start : ConnectionAction.None,
                OnUnresponsive = peerCloses ? action == ConnectionAction.None ? ConnectionAction.Start : ConnectionAction.None : action,
                Tries = 0,
            }),
        });
        IkeSaInfo first = pair.Alice.Established.Single();
        if (peerCloses)
        {
            CloseAll(pair.Bob);
            pair.RunFor(TimeSpan.FromSeconds(1));
        }
        else
        {
            pair.Network.Conditions = NetworkConditions.Down;
            Assert.True(pair.Alice.Call((endpoint, now) => endpoint.CheckLiveness(first.Connection, now)));
            pair.RunFor(TimeSpan.FromSeconds(2.5));
            pair.Network.Conditions = NetworkConditions.Perfect;
            pair.RunFor(TimeSpan.FromSeconds(2));
        }

        CloseReason reason = peerCloses ? CloseReason.PeerDeleted : CloseReason.PeerUnresponsive;
        Assert.Equal(reason, Assert.Single(pair.Alice.EventsOf<IkeSaClosedEvent>()).Reason);
        switch (action)
        {
            case ConnectionAction.Start:
                Assert.Equal(first.Connection, pair.Alice.Established.Single().Connection);
                Assert.NotEqual(first.Id, pair.Alice.Established.Single().Id);
                Assert.Single(pair.Alice.EventsOf<ConnectionRetryingEvent>());
                break;
            case ConnectionAction.OnDemand:
                Assert.True(pair.Alice.Endpoint.TryGetInfo(first.Connection, out IkeSaInfo? none));
                Assert.Null(none);
                pair.RunFor(TimeSpan.FromMinutes(10));
                Assert.Empty(pair.Alice.Established);
                Assert.Empty(pair.Alice.EventsOf<ConnectionClosedEvent>());
                Assert.True(Acquire(pair, first.Connection));
                pair.RunFor(TimeSpan.FromSeconds(1));
                Assert.Equal(first.Connection, pair.Alice.Established.Single().Connection);
                break;
            default:
                Assert.Equal(reason, Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>()).Reason);
                Assert.False(pair.Alice.Endpoint.TryGetInfo(first.Connection, out _));
                Assert.False(Acquire(pair, first.Connection));
                break;
        }
    }

    [Fact]
    public void A_connection_on_demand_waits_for_the_demand()
    {
        using var pair = new Pair();
        ConnectionId connection = pair.Alice.Call((endpoint, now) =>
            endpoint.AddOnDemand(pair.Options.AliceProfile, pair.Alice.PathTo(pair.Bob.Address), now));
        pair.RunFor(TimeSpan.FromHours(1));
        Assert.Empty(pair.Network.Sent);
        Assert.Null(pair.Alice.Endpoint.NextTimeout);
        Assert.True(Acquire(pair, connection));
        Assert.False(Acquire(pair, connection)); // under way
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.False(Acquire(pair, connection)); // done
        pair.AssertAgreement();
        Assert.Equal(connection, pair.Alice.Established.Single().Connection);
    }

    [Fact]
    public void A_connection_on_demand_that_fails_waits_for_the_next_demand()
    {
        using Pair pair = Down(new KeepUpPolicy { OnLoad = ConnectionAction.OnDemand });
        ConnectionId connection = pair.Alice.Call((endpoint, now) =>
            endpoint.AddOnDemand(pair.Options.AliceProfile, pair.Alice.PathTo(pair.Bob.Address), now));
        Assert.True(Acquire(pair, connection));
        pair.RunFor(TimeSpan.FromMinutes(1));
        Assert.Single(pair.Alice.EventsOf<IkeSaClosedEvent>());
        Assert.Empty(pair.Alice.EventsOf<ConnectionClosedEvent>());
        Assert.Equal(2, pair.Network.Sent.Count);
        Assert.True(Acquire(pair, connection));
        pair.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(4, pair.Network.Sent.Count);
    }

    [Fact]
    public void Demand_ends_the_pause_before_the_next_try()
    {
        using Pair pair = Down(new KeepUpPolicy { Tries = 0, RetryDelay = TimeSpan.FromSeconds(100) });
        ConnectionId connection = pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(2, pair.Network.Sent.Count);
        pair.Network.Conditions = NetworkConditions.Perfect;
        Assert.True(Acquire(pair, connection));
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.AssertAgreement();
        pair.RunFor(TimeSpan.FromSeconds(200));
        Assert.Single(pair.Bob.Established); // the pause does not begin another one
        Assert.Single(pair.Bob.EventsOf<IkeSaEstablishedEvent>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_closes_a_connection_does_not_begin_again(bool duringPause)
    {
        using Pair pair = Down(new KeepUpPolicy
        {
            Tries = 0, RetryDelay = TimeSpan.FromSeconds(100), OnClose = ConnectionAction.Start, OnUnresponsive = ConnectionAction.Start,
        });
        ConnectionId connection = pair.ConnectAlice();
        if (duringPause)
        {
            pair.RunFor(TimeSpan.FromSeconds(10));
        }

        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Close(connection, now)));
        Assert.Equal(CloseReason.LocalRequest, Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>()).Reason);
        int sent = pair.Network.Sent.Count;
        pair.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(sent, pair.Network.Sent.Count);
        Assert.Equal((0, 0), (pair.Alice.Endpoint.IkeSaCount, pair.Alice.Endpoint.ConnectionCount));
        Assert.False(pair.Alice.Call((endpoint, now) => endpoint.Close(connection, now)));
    }

    private static Pair Down(KeepUpPolicy policy) => new(new PairOptions
    {
        Conditions = NetworkConditions.Down, AliceOnly = profile => profile.WithRetransmission(Short).WithKeepUp(policy),
    });

    private static bool Acquire(Pair pair, ConnectionId connection) => pair.Alice.Call((endpoint, now) => endpoint.Acquire(connection, now));

    /// <summary>Lets the SA live for a time, has Bob close it, and gives the whole seconds until the next one is begun.</summary>
    private static int CloseAndReturn(Pair pair, TimeSpan life)
    {
        Assert.True(pair.RunUntil(() => pair.Bob.Established.Any(), TimeSpan.FromMinutes(1)));
        pair.RunFor(life);
        CloseAll(pair.Bob);
        Assert.True(pair.RunUntil(() => !pair.Alice.Established.Any(), TimeSpan.FromSeconds(1)));
        IkeInstant closed = pair.Clock.Now;
        Assert.True(pair.RunUntil(() => pair.Alice.Established.Any(), TimeSpan.FromMinutes(1)));
        return (int)(pair.Clock.Now - closed).TotalSeconds;
    }

    private static void CloseAll(SimulatedHost host) => host.Call((endpoint, now) =>
    {
        endpoint.CloseAll(now);
        return true;
    });
}
