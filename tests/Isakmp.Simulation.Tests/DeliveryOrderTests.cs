using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>Every order in which the datagrams of short exchanges can arrive, with one loss, one copy and timers that run out in between.</summary>
public sealed class DeliveryOrderTests
{
    private static readonly TimeSpan AllBudgets = TimeSpan.FromMinutes(12);

    [Fact]
    public void A_handshake_survives_every_order()
    {
        int runs = Choices.Exhaust(choices =>
        {
            using var pair = new Pair(Options());
            DeliveryOrders.Explore(pair, choices, 9, 2, () => pair.ConnectAlice());
            Settle(pair);
            Assert.Single(pair.Alice.Established);
            Assert.Single(pair.Alice.Established.Single().Children);
        });
        TestContext.Current.SendDiagnosticMessage($"{runs} orders");
        Assert.InRange(runs, 200, 50_000);
    }

    [Theory]
    [InlineData("both close")]
    [InlineData("Alice closes, Bob deletes the Child SA")]
    [InlineData("Bob closes, Alice asks for life")]
    [InlineData("both delete the Child SA")]
    public void Exchanges_that_cross_end_the_same_on_both_sides(string what)
    {
        int runs = Choices.Exhaust(choices =>
        {
            using Pair pair = Pair.Connected(Options());
            DeliveryOrders.Explore(pair, choices, 5, 1, () => Begin(pair, what));
            Settle(pair);
            int left = what == "both delete the Child SA" ? 1 : 0;
            Assert.Equal((left, left), (pair.Alice.Endpoint.IkeSaCount, pair.Bob.Endpoint.IkeSaCount));
            Assert.Single(pair.Alice.EventsOf<ChildSaClosedEvent>());
            Assert.Single(pair.Bob.EventsOf<ChildSaClosedEvent>());
        });
        TestContext.Current.SendDiagnosticMessage($"{what}: {runs} orders");
        Assert.InRange(runs, 100, 50_000);
    }

    private static PairOptions Options() => new() { Both = static profile => profile.WithLiveness(TimeSpan.FromMinutes(3)) };

    private static void Begin(Pair pair, string what)
    {
        ConnectionId alice = pair.Alice.Established.Single().Connection;
        ConnectionId bob = pair.Bob.Established.Single().Connection;
        ChildId aliceChild = pair.Alice.Established.Single().Children[0].Id;
        ChildId bobChild = pair.Bob.Established.Single().Children[0].Id;
        bool begun = what switch
        {
            "both close" => pair.Alice.Call((endpoint, now) => endpoint.Close(alice, now)) & pair.Bob.Call((endpoint, now) => endpoint.Close(bob, now)),
            "Alice closes, Bob deletes the Child SA" =>
                pair.Alice.Call((endpoint, now) => endpoint.Close(alice, now)) & pair.Bob.Call((endpoint, now) => endpoint.DeleteChild(bob, bobChild, now)),
            "Bob closes, Alice asks for life" =>
                pair.Bob.Call((endpoint, now) => endpoint.Close(bob, now)) & pair.Alice.Call((endpoint, now) => endpoint.CheckLiveness(alice, now)),
            _ => pair.Alice.Call((endpoint, now) => endpoint.DeleteChild(alice, aliceChild, now))
                & pair.Bob.Call((endpoint, now) => endpoint.DeleteChild(bob, bobChild, now)),
        };
        Assert.True(begun);
    }

    private static void Settle(Pair pair)
    {
        pair.RunFor(AllBudgets);
        pair.AssertAgreement();
        foreach (SimulatedHost host in (ReadOnlySpan<SimulatedHost>)[pair.Alice, pair.Bob])
        {
            Assert.Equal(host.Established.Count(), host.Endpoint.IkeSaCount);
            Assert.Equal(host.Established.Count(), host.Endpoint.ConnectionCount);
            Assert.DoesNotContain(host.EventsOf<IkeSaClosedEvent>(), static closed => closed.Reason is CloseReason.Malformed or CloseReason.PeerMisbehaved);
        }
    }
}
