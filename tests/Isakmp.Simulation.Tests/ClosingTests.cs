using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>The ends of IKE SAs and Child SAs (RFC 7296 section 1.4.1): by either side, by both, at any moment.</summary>
public sealed class ClosingTests
{
    // a retransmission budget of each side, and the time for which answers linger
    private static readonly TimeSpan AllBudgets = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Either_side_deletes_an_IKE_SA(bool aliceCloses)
    {
        using Pair pair = Pair.Connected();
        SimulatedHost closer = aliceCloses ? pair.Alice : pair.Bob;
        SimulatedHost other = aliceCloses ? pair.Bob : pair.Alice;
        closer.Events.Clear();
        other.Events.Clear();
        Assert.True(Close(closer));
        Assert.Equal(IkeSaState.Closing, Assert.Single(closer.Endpoint.ListIkeSas()).State);
        pair.RunFor(TimeSpan.FromSeconds(1));
        AssertEnd(closer, CloseReason.LocalRequest);
        AssertEnd(other, CloseReason.PeerDeleted);
        Assert.Equal(6, pair.Network.Sent.Count);
        AssertNothingLeft(pair);
    }

    [Fact]
    public void Both_sides_delete_an_IKE_SA_at_once()
    {
        using Pair pair = Pair.Connected();
        pair.Alice.Events.Clear();
        pair.Bob.Events.Clear();
        Assert.True(Close(pair.Alice));
        Assert.True(Close(pair.Bob));
        pair.RunFor(TimeSpan.FromSeconds(1));
        AssertEnd(pair.Alice, CloseReason.LocalRequest);
        AssertEnd(pair.Bob, CloseReason.LocalRequest);
        AssertNothingLeft(pair);
        Assert.Equal(0, pair.Alice.Endpoint.Statistics.Retransmitted + pair.Bob.Endpoint.Statistics.Retransmitted);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Either_side_deletes_a_Child_SA_and_the_IKE_SA_stays(bool aliceDeletes, bool bobDeletes)
    {
        using Pair pair = Pair.Connected();
        ChildSaInfo alice = pair.Alice.Established.Single().Children[0];
        Assert.True(!aliceDeletes || DeleteChild(pair.Alice));
        Assert.True(!bobDeletes || DeleteChild(pair.Bob));
        pair.RunFor(TimeSpan.FromSeconds(1));
        ChildSaClosedEvent atAlice = Assert.Single(pair.Alice.EventsOf<ChildSaClosedEvent>());
        ChildSaClosedEvent atBob = Assert.Single(pair.Bob.EventsOf<ChildSaClosedEvent>());
        Assert.Equal(aliceDeletes ? CloseReason.LocalRequest : CloseReason.PeerDeleted, atAlice.Reason);
        Assert.Equal(bobDeletes ? CloseReason.LocalRequest : CloseReason.PeerDeleted, atBob.Reason);
        Assert.Equal((alice.InboundSpi, alice.OutboundSpi), (atAlice.Info.InboundSpi, atAlice.Info.OutboundSpi));
        Assert.Equal((alice.OutboundSpi, alice.InboundSpi), (atBob.Info.InboundSpi, atBob.Info.OutboundSpi));
        Assert.Empty(pair.Alice.Established.Single().Children);
        Assert.Empty(pair.Bob.Established.Single().Children);
        pair.AssertAgreement();
        Assert.False(pair.Alice.Call((endpoint, now) => endpoint.DeleteChild(atAlice.Connection, atAlice.Child, now)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_side_deletes_a_Child_SA_while_the_other_deletes_the_IKE_SA(bool aliceDeletesChild)
    {
        using Pair pair = Pair.Connected();
        Assert.True(DeleteChild(aliceDeletesChild ? pair.Alice : pair.Bob));
        Assert.True(Close(aliceDeletesChild ? pair.Bob : pair.Alice));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(pair.Alice.EventsOf<ChildSaClosedEvent>());
        Assert.Single(pair.Bob.EventsOf<ChildSaClosedEvent>());
        AssertNothingLeft(pair);
    }

    [Fact]
    public void A_side_deletes_the_Child_SA_and_then_the_IKE_SA_without_waiting()
    {
        using Pair pair = Pair.Connected();
        Assert.True(DeleteChild(pair.Alice));
        Assert.True(DeleteChild(pair.Alice)); // asked for again: it is on its way
        Assert.True(Close(pair.Alice));
        Assert.True(Close(pair.Alice));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(8, pair.Network.Sent.Count); // one exchange for each
        Assert.Equal(CloseReason.LocalRequest, Assert.Single(pair.Alice.EventsOf<ChildSaClosedEvent>()).Reason);
        AssertNothingLeft(pair);
    }

    [Theory]
    [InlineData(0)] // IKE_SA_INIT has been sent
    [InlineData(1)] // and has arrived
    [InlineData(2)] // its answer has arrived, and IKE_AUTH has been sent
    [InlineData(3)] // that has arrived: Bob is established
    [InlineData(4)] // and its answer
    public void Alice_closes_during_the_negotiation(int deliveries)
    {
        using var pair = new Pair();
        pair.ConnectAlice();
        Deliver(pair, deliveries);
        Assert.True(Close(pair.Alice));
        pair.RunFor(AllBudgets);
        Assert.Equal(CloseReason.LocalRequest, Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>()).Reason);
        Assert.Equal(pair.Bob.EventsOf<IkeSaEstablishedEvent>().Count(), pair.Bob.EventsOf<IkeSaClosedEvent>().Count());
        Assert.Equal(deliveries < 2 ? 0 : 1, pair.Bob.EventsOf<IkeSaEstablishedEvent>().Count());
        AssertNothingLeft(pair);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Bob_closes_during_the_negotiation(int deliveries)
    {
        using var pair = new Pair();
        pair.ConnectAlice();
        Deliver(pair, deliveries);
        Assert.True(Close(pair.Bob));
        pair.RunFor(AllBudgets);
        Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>());
        Assert.Equal(deliveries < 3 ? CloseReason.PeerUnresponsive : CloseReason.PeerDeleted, pair.Alice.EventsOf<ConnectionClosedEvent>().Single().Reason);
        AssertNothingLeft(pair);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_delete_may_overtake_the_end_of_the_handshake_in_a_bad_network(int seeds)
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            using var pair = new Pair(new PairOptions
            {
                Seed = (seed * 4) + (ulong)seeds,
                Conditions = new NetworkConditions
                {
                    Loss = 0.2, Duplication = 0.2, Straggling = 0.1, MinimumDelay = default, MaximumDelay = TimeSpan.FromSeconds(1),
                },
                Both = static profile => profile.WithLiveness(TimeSpan.FromSeconds(30)),
            });
            pair.ConnectAlice();
            pair.RunUntil(() => pair.Bob.Endpoint.IkeSaCount > 0, TimeSpan.FromMinutes(3));
            var random = new SeededRandom(seed);
            pair.RunFor(TimeSpan.FromMilliseconds(random.Next(6_000)));
            CloseAll(random.Chance(0.5) ? pair.Alice : pair.Bob);
            if (random.Chance(0.5))
            {
                pair.RunFor(TimeSpan.FromMilliseconds(random.Next(1_000)));
                CloseAll(pair.Alice);
                CloseAll(pair.Bob);
            }

            pair.RunFor(TimeSpan.FromSeconds(30));
            pair.Network.Conditions = NetworkConditions.Perfect;
            pair.RunFor(AllBudgets);
            Assert.True(pair.Alice.Endpoint.IkeSaCount == pair.Bob.Endpoint.IkeSaCount, $"seed {pair.Options.Seed}: {pair.Alice} {pair.Bob}");
            Assert.True(pair.Alice.Endpoint.IkeSaCount == 0 || pair.Alice.Established.Any());
            Assert.DoesNotContain(pair.Alice.EventsOf<IkeSaClosedEvent>(), static closed => closed.Reason == CloseReason.Malformed);
            Assert.DoesNotContain(pair.Bob.EventsOf<IkeSaClosedEvent>(), static closed => closed.Reason == CloseReason.Malformed);
        }
    }

    [Fact]
    public void A_delete_that_nobody_answers_ends_the_SA_all_the_same()
    {
        using Pair pair = Pair.Connected();
        pair.Network.Conditions = NetworkConditions.Down;
        Assert.True(Close(pair.Alice));
        pair.RunFor(TimeSpan.FromSeconds(160));
        Assert.Empty(pair.Alice.EventsOf<ConnectionClosedEvent>());
        pair.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(CloseReason.LocalRequest, Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>()).Reason);
        Assert.Single(pair.Alice.EventsOf<PeerUnresponsiveEvent>());
        Assert.Equal((0, 0), (pair.Alice.Endpoint.IkeSaCount, pair.Alice.Endpoint.ConnectionCount));
    }

    [Fact]
    public void The_answer_to_a_delete_is_repeated_after_the_end()
    {
        using Pair pair = Pair.Connected();
        pair.Network.Drops = sent => sent.Source.Address == pair.Bob.Address; // Bob's answer is lost
        Assert.True(Close(pair.Alice));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(pair.Bob.EventsOf<ConnectionClosedEvent>());
        Assert.Equal(1, pair.Bob.Endpoint.IkeSaCount);
        Assert.Empty(pair.Bob.Endpoint.ListIkeSas());
        pair.Network.Drops = null;
        pair.RunFor(TimeSpan.FromSeconds(5));
        Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>());
        Assert.Equal(1, pair.Alice.Endpoint.Statistics.Retransmitted);
        AssertNothingLeft(pair);
    }

    [Fact]
    public void CloseAll_ends_every_connection_in_every_state()
    {
        using var pair = new Pair();
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.ConnectAlice();
        pair.ConnectBob();
        pair.RunFor(TimeSpan.FromSeconds(1));
        pair.Alice.Connect(pair.Options.AliceProfile, NetAddress.Parse("203.0.113.77")); // nobody there
        pair.Alice.Call((endpoint, now) => endpoint.AddOnDemand(pair.Options.AliceProfile, pair.Alice.PathTo(pair.Bob.Address), now));
        pair.ConnectBob();
        Assert.Equal(3, pair.Alice.Established.Count());
        Assert.Equal(5, pair.Alice.Endpoint.ConnectionCount);
        CloseAll(pair.Alice);
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(5, pair.Alice.EventsOf<ConnectionClosedEvent>().Count());
        Assert.All(pair.Alice.EventsOf<ConnectionClosedEvent>(), static closed => Assert.Equal(CloseReason.LocalRequest, closed.Reason));
        Assert.Equal(3, pair.Bob.EventsOf<ConnectionClosedEvent>().Count());

        CloseAll(pair.Alice); // Bob's last one came after the first
        CloseAll(pair.Bob);
        pair.RunFor(AllBudgets);
        AssertNothingLeft(pair);
    }

    [Fact]
    public void Keys_that_nobody_took_are_zeroed_with_the_endpoint()
    {
        using var pair = new Pair(new PairOptions { BobQuestions = EndpointQuestions.InstallInbound });
        ChildSaKeys? keys = null;
        pair.Bob.Answers = operation => keys = ((InstallInboundOperation)operation).Keys;
        pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => keys is not null, TimeSpan.FromSeconds(1)));
        Assert.True(pair.Bob.Endpoint.Complete((InstallInboundOperation)pair.Bob.Operations.Single(), true, pair.Clock.Now));
        Assert.False(keys!.InboundEncryption.IsDisposed);
        Assert.Equal(36, keys.InboundEncryption.Length);
        pair.Bob.Endpoint.Dispose(); // the event has not been taken
        Assert.True(keys.InboundEncryption.IsDisposed && keys.OutboundEncryption.IsDisposed);
        Assert.True(keys.InboundIntegrity.IsDisposed && keys.OutboundIntegrity.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Keys_of_a_negotiation_that_waits_are_zeroed_with_the_endpoint(bool atAlice)
    {
        using var pair = new Pair(new PairOptions { AliceQuestions = EndpointQuestions.InstallInbound, BobQuestions = EndpointQuestions.InstallInbound });
        SimulatedHost host = atAlice ? pair.Alice : pair.Bob;
        SimulatedHost other = atAlice ? pair.Bob : pair.Alice;
        other.Answers = operation => other.Endpoint.Complete((InstallInboundOperation)operation, true, pair.Clock.Now);
        pair.ConnectAlice();
        Assert.True(pair.RunUntil(() => host.Operations.Count == 1, TimeSpan.FromSeconds(1)));
        ChildSaKeys keys = ((InstallInboundOperation)host.Operations[0]).Keys;
        Assert.False(keys.InboundEncryption.IsDisposed);
        host.Endpoint.Dispose();
        Assert.True(keys.InboundEncryption.IsDisposed && keys.OutboundEncryption.IsDisposed);
    }

    [Fact]
    public void Keys_that_were_taken_stay_the_takers()
    {
        Pair pair = Pair.Connected();
        ChildSaKeys keys = pair.Alice.EventsOf<ChildSaEstablishedEvent>().Single().Keys;
        pair.Alice.Endpoint.Dispose();
        Assert.False(keys.InboundEncryption.IsDisposed);
        pair.Dispose();
        Assert.True(keys.InboundEncryption.IsDisposed);
    }

    [Fact]
    public void A_disposed_endpoint_says_so()
    {
        Pair pair = Pair.Connected();
        pair.Dispose();
        pair.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pair.Alice.Endpoint.Advance(pair.Clock.Now));
        Assert.Throws<ObjectDisposedException>(() => pair.Alice.Endpoint.CloseAll(pair.Clock.Now));
        Assert.Throws<ObjectDisposedException>(() => pair.Alice.Endpoint.TryGetTransmit(new byte[65_535], out _));
    }

    private static void AssertEnd(SimulatedHost host, CloseReason reason)
    {
        Assert.Equal(
            [typeof(ChildSaClosedEvent), typeof(IkeSaClosedEvent), typeof(ConnectionClosedEvent)], host.Events.Select(static happened => happened.GetType()));
        Assert.Equal(CloseReason.IkeSaClosed, host.EventsOf<ChildSaClosedEvent>().Single().Reason);
        Assert.Equal(reason, host.EventsOf<IkeSaClosedEvent>().Single().Reason);
        Assert.Equal(reason, host.EventsOf<ConnectionClosedEvent>().Single().Reason);
    }

    private static void AssertNothingLeft(Pair pair)
    {
        pair.RunFor(AllBudgets);
        foreach (SimulatedHost host in (ReadOnlySpan<SimulatedHost>)[pair.Alice, pair.Bob])
        {
            Assert.Equal((0, 0, 0), (host.Endpoint.IkeSaCount, host.Endpoint.ConnectionCount, host.Endpoint.HalfOpenCount));
            Assert.Null(host.Endpoint.NextTimeout);
        }
    }

    /// <summary>Lets a number of datagrams arrive.</summary>
    private static void Deliver(Pair pair, int count)
    {
        for (int i = 0; i < count; i++)
        {
            pair.Clock.AdvanceTo(pair.Network.NextDelivery!.Value);
            Assert.True(pair.Network.TryTakeArrived(out SimulatedDatagram? arrived));
            (arrived!.Destination.Address == pair.Alice.Address ? pair.Alice : pair.Bob).Receive(arrived);
        }
    }

    private static bool Close(SimulatedHost host) =>
        host.Call((endpoint, now) => endpoint.Close(Assert.Single(endpoint.ListIkeSas()).Connection, now));

    private static bool DeleteChild(SimulatedHost host) => host.Call((endpoint, now) =>
    {
        IkeSaInfo sa = Assert.Single(endpoint.ListIkeSas());
        return endpoint.DeleteChild(sa.Connection, sa.Children[0].Id, now);
    });

    private static void CloseAll(SimulatedHost host) => host.Call((endpoint, now) =>
    {
        endpoint.CloseAll(now);
        return true;
    });
}
