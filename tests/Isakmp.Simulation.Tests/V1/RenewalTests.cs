using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;
using Xunit;

namespace Isakmp.Simulation.Tests.V1;

public sealed class RenewalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_child_sa_is_replaced_by_either_side(bool byBob)
    {
        using Pair pair = Pair.Connected(MainModeTests.Options("aes256-sha256-modp2048", "aes256-sha256"));
        SimulatedHost host = byBob ? pair.Bob : pair.Alice;
        IkeSaInfo sa = host.Established.Single();
        if (byBob)
        {
            pair.RunFor(TimeSpan.FromSeconds(2));
        }

        Assert.True(host.Call((endpoint, now) => endpoint.RekeyChild(sa.Connection, sa.Children[0].Id, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(sa.Children[0].Id, host.EventsOf<ChildSaEstablishedEvent>().Last().Replaces);
        Assert.Equal(2, pair.Alice.Established.Single().Children.Length);
        Assert.Equal(2, pair.Bob.Established.Single().Children.Length);
        pair.AssertAgreement();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Child_sas_outlive_the_phase_1_that_made_them(bool byBob)
    {
        using Pair pair = Pair.Connected(MainModeTests.Options("aes256-sha256-modp2048", "aes256-sha256"));
        SimulatedHost host = byBob ? pair.Bob : pair.Alice;
        IkeSaInfo before = host.Established.Single();
        Assert.True(host.Call((endpoint, now) => endpoint.Reauthenticate(before.Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(2, host.Established.Count());
        pair.RunFor(TimeSpan.FromSeconds(15));
        foreach (SimulatedHost each in (SimulatedHost[])[pair.Alice, pair.Bob])
        {
            IkeSaInfo after = each.Established.Single();
            Assert.NotEqual(before.InitiatorSpi, after.InitiatorSpi);
            Assert.Single(after.Children);
            Assert.Empty(each.EventsOf<ChildSaClosedEvent>());
            Assert.Equal(1, each.Endpoint.ConnectionCount);
        }

        pair.AssertAgreement();
    }

    [Fact]
    public void A_week_of_lifetimes_never_leaves_the_peers_without_a_child_sa()
    {
        PairOptions options = MainModeTests.Options("aes256-sha256-modp2048", "aes256-sha256-modp2048");
        using Pair pair = Pair.Connected(options);
        for (int hour = 0; hour < 7 * 24; hour++)
        {
            pair.RunFor(TimeSpan.FromHours(1));
            IkeSaInfo alice = Assert.Single(pair.Alice.Established);
            IkeSaInfo bob = Assert.Single(pair.Bob.Established);
            Assert.InRange(alice.Children.Length, 1, 3);
            Assert.InRange(bob.Children.Length, 1, 3);
        }

        pair.AssertAgreement();
        Assert.InRange(pair.Alice.EventsOf<IkeSaEstablishedEvent>().Count(), 7, 10);
        Assert.InRange(pair.Alice.EventsOf<ChildSaEstablishedEvent>().Count(), 7 * 24, 7 * 24 * 2);
        HashSet<ChildId> replaced = [.. pair.Alice.EventsOf<ChildSaEstablishedEvent>().Select(static child => child.Replaces)];
        Assert.All(pair.Alice.EventsOf<ChildSaClosedEvent>(), closed => Assert.Contains(closed.Child, replaced));
    }

    [Fact]
    public void A_dead_peer_is_found()
    {
        PairOptions options = MainModeTests.Options("aes256-sha256-modp2048", "aes256-sha256");
        using Pair pair = Pair.Connected(new PairOptions
        {
            Proposal = options.Proposal, EspProposal = options.EspProposal,
            Both = profile => profile.WithVersion(IkeVersion.V1).WithLiveness(TimeSpan.FromSeconds(10)),
        });
        pair.RunFor(TimeSpan.FromMinutes(5));
        Assert.Single(pair.Alice.Established);
        Assert.Equal(0, pair.Alice.Endpoint.Statistics.Retransmitted);
        Assert.True(pair.Alice.Endpoint.Statistics.Transmitted > 15);
        pair.Network.Conditions = NetworkConditions.Down;
        pair.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(0, pair.Alice.Endpoint.ConnectionCount);
        Assert.Equal(0, pair.Bob.Endpoint.ConnectionCount);
        Assert.Single(pair.Alice.EventsOf<PeerUnresponsiveEvent>());
    }

    [Fact]
    public void Traffic_counts_where_kilobytes_were_agreed_on()
    {
        PairOptions options = new()
        {
            Proposal = "aes256-sha256-modp2048", EspProposal = null,
            Both = profile => profile.WithVersion(IkeVersion.V1),
            AliceOnly = profile => profile.AddChild("net", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals("aes256-sha256").WithLifetime(TimeSpan.FromHours(1), 1000)),
            BobOnly = profile => profile.AddChild("net", child => child.WithLocalSelectors("10.2.0.0/24").WithRemoteSelectors("10.1.0.0/24").WithEspProposals("aes256-sha256")),
        };
        using Pair pair = Pair.Connected(options);
        IkeSaInfo sa = pair.Alice.Established.Single();
        Assert.Equal(1000UL, sa.Children[0].LifetimeKilobytes);
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.ReportTraffic(sa.Connection, sa.Children[0].Id, 500_000, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(pair.Alice.Established.Single().Children);
        pair.Alice.Call((endpoint, now) => endpoint.ReportTraffic(sa.Connection, sa.Children[0].Id, 900_000, now));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(2, pair.Alice.Established.Single().Children.Length);
        pair.Alice.Call((endpoint, now) => endpoint.ReportTraffic(sa.Connection, sa.Children[0].Id, 1_100_000, now));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(sa.Children[0].Id, Assert.Single(pair.Alice.EventsOf<ChildSaClosedEvent>()).Child);
        Assert.Single(pair.Bob.Established.Single().Children);
    }

    [Fact]
    public void A_connection_that_is_to_be_kept_up_gets_its_phase_1_back_and_keeps_its_child_sa()
    {
        PairOptions options = MainModeTests.Options("aes256-sha256-modp2048", "aes256-sha256");
        using Pair pair = Pair.Connected(new PairOptions
        {
            Proposal = options.Proposal, EspProposal = options.EspProposal,
            Both = profile => profile.WithVersion(IkeVersion.V1),
            AliceOnly = profile => profile.WithKeepUp(new KeepUpPolicy { OnClose = ConnectionAction.Start }),
            BobOnly = profile => profile.WithPhase1Lifetime(TimeSpan.FromMinutes(5)),
        });
        IkeSaInfo before = pair.Alice.Established.Single();
        pair.RunFor(TimeSpan.FromMinutes(30));
        Assert.Equal(before.Connection, pair.Alice.Established.Single().Connection);
        Assert.NotEqual(before.Id, pair.Alice.Established.Single().Id);
        Assert.Single(pair.Alice.Established.Single().Children);
        Assert.Empty(pair.Alice.EventsOf<ChildSaClosedEvent>());
        pair.AssertAgreement();
    }

    [Fact]
    public void Many_children_of_one_connection_come_up_and_are_replaced_together()
    {
        PairOptions options = new()
        {
            Proposal = "aes256-sha256-modp2048", EspProposal = null,
            Both = profile => profile.WithVersion(IkeVersion.V1),
            AliceOnly = profile => profile.AddChild("nets", child => child.WithLocalSelectors("10.1.0.0/24", "10.1.1.0/24", "10.1.2.0/24").WithRemoteSelectors("10.2.0.0/24", "10.2.1.0/24").WithEspProposals("aes256-sha256")),
            BobOnly = profile => profile.AddChild("nets", child => child.WithLocalSelectors("10.2.0.0/16").WithRemoteSelectors("10.1.0.0/16").WithEspProposals("aes256-sha256")),
        };
        using Pair pair = Pair.Connected(options);
        Assert.Equal(6, pair.Alice.Established.Single().Children.Length);
        pair.RunFor(TimeSpan.FromHours(26)); // longer than phase 1 lives
        Assert.InRange(pair.Alice.Established.Single().Children.Length, 6, 12);
        pair.AssertAgreement();
        IkeSaInfo alice = pair.Alice.Established.Single();
        Assert.Equal(6, alice.Children.Select(static child => (child.LocalSelectors[0], child.RemoteSelectors[0])).Distinct().Count());
    }

    [Fact]
    public void Child_sas_that_live_without_a_phase_1_can_be_listed()
    {
        using Pair pair = Pair.Connected(new PairOptions
        {
            Proposal = "aes256-sha256-modp2048", EspProposal = "aes256-sha256",
            Both = profile => profile.WithVersion(IkeVersion.V1),
            BobOnly = profile => profile.WithPhase1Lifetime(TimeSpan.FromMinutes(5)),
        });
        IkeSaInfo sa = pair.Alice.Established.Single();
        ChildId child = Assert.Single(pair.Alice.Endpoint.ListChildSas(sa.Connection)).Id;
        pair.Network.Drops = static sent => Isakmp.Wire.IkeHeader.TryRead(sent.Octets, out Isakmp.Wire.IkeHeader header).IsOk && header.ExchangeType == Isakmp.Registry.ExchangeType.IdentityProtection;
        pair.RunFor(TimeSpan.FromSeconds(330)); // phase 1 has ended, and another cannot be made
        Assert.Empty(pair.Alice.Established);
        Assert.Equal(child, Assert.Single(pair.Alice.Endpoint.ListChildSas(sa.Connection)).Id);
        pair.Network.Drops = null;
        pair.RunFor(TimeSpan.FromMinutes(2));
        Assert.Equal(child, Assert.Single(pair.Alice.Established.First().Children).Id);
        Assert.Empty(pair.Alice.Endpoint.ListChildSas(default));
    }
}
