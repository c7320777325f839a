using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests.V1;

/// <summary>Every order in which the datagrams of short exchanges of IKEv1 can arrive, with one loss, one copy and timers that run out in between.</summary>
public sealed class DeliveryOrderTests
{
    [Fact]
    public void A_handshake_survives_every_order()
    {
        int runs = Choices.Exhaust(choices =>
        {
            using var pair = new Pair(Options());
            DeliveryOrders.Explore(pair, choices, 10, 1, () => pair.ConnectAlice());
            Settle(pair);
            Assert.Single(pair.Alice.Established);
            Assert.Single(pair.Alice.Established.Single().Children);
        });
        TestContext.Current.SendDiagnosticMessage($"{runs} orders");
        Assert.InRange(runs, 200, 50_000);
    }

    [Theory]
    [InlineData("both begin")]
    [InlineData("both renew the Child SA")]
    [InlineData("both renew phase 1")]
    [InlineData("Alice renews phase 1, Bob the Child SA")]
    [InlineData("both close")]
    public void What_crosses_ends_the_same_on_both_sides(string what)
    {
        int runs = Choices.Exhaust(choices =>
        {
            using Pair pair = what == "both begin" ? new Pair(Options()) : Pair.Connected(Options());
            pair.RunFor(TimeSpan.FromSeconds(3)); // a responder is quiet for a second
            DeliveryOrders.Explore(pair, choices, 5, 1, () => Begin(pair, what));
            Settle(pair);
            Assert.Equal(what == "both close", !pair.Alice.Established.Any());
            Assert.Equal(what == "both close", !pair.Alice.Established.Any(static sa => sa.Children.Length > 0));
        });
        TestContext.Current.SendDiagnosticMessage($"{what}: {runs} orders");
        Assert.InRange(runs, 100, 50_000);
    }

    private static PairOptions Options() => new()
    {
        Proposal = "aes128-sha256-ecp256",
        EspProposal = "aes128-sha256",
        Both = static profile => profile.WithVersion(IkeVersion.V1).WithLiveness(TimeSpan.FromMinutes(3)),
    };

    private static void Begin(Pair pair, string what)
    {
        if (what == "both begin")
        {
            pair.ConnectAlice();
            pair.ConnectBob();
            return;
        }

        IkeSaInfo alice = pair.Alice.Established.Single();
        IkeSaInfo bob = pair.Bob.Established.Single();
        bool Renew(SimulatedHost host, IkeSaInfo sa) => host.Call((endpoint, now) => endpoint.RekeyChild(sa.Connection, sa.Children[0].Id, now));
        bool Reauthenticate(SimulatedHost host, IkeSaInfo sa) => host.Call((endpoint, now) => endpoint.Reauthenticate(sa.Connection, now));
        bool Close(SimulatedHost host, IkeSaInfo sa) => host.Call((endpoint, now) => endpoint.Close(sa.Connection, now));
        Assert.True(what switch
        {
            "both renew the Child SA" => Renew(pair.Alice, alice) & Renew(pair.Bob, bob),
            "both renew phase 1" => Reauthenticate(pair.Alice, alice) & Reauthenticate(pair.Bob, bob),
            "both close" => Close(pair.Alice, alice) & Close(pair.Bob, bob),
            _ => Reauthenticate(pair.Alice, alice) & Renew(pair.Bob, bob),
        });
    }

    private static void Settle(Pair pair)
    {
        pair.RunFor(TimeSpan.FromMinutes(20));
        pair.AssertAgreement();
        foreach (SimulatedHost host in (ReadOnlySpan<SimulatedHost>)[pair.Alice, pair.Bob])
        {
            Assert.Equal(host.Established.Count(), host.Endpoint.IkeSaCount);
            Assert.Equal(0, host.Endpoint.HalfOpenCount);
            Assert.DoesNotContain(host.EventsOf<IkeSaClosedEvent>(), static closed => closed.Reason is CloseReason.Malformed or CloseReason.PeerMisbehaved);
        }
    }
}
