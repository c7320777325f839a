using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>What only our side offers so: several transforms in one proposal, several pairs of selectors, and what a lifetime becomes.</summary>
public class NegotiationTests
{
    [Fact]
    public Task Several_transforms_of_one_proposal_are_offered() => Laboratory.RunAsync(
        IkeV1Scenarios.Get("tunnel")
            .WithInitiator(side => side with { IkeProposals = "aes128-aes192-aes256-sha256-sha384-modp2048-modp3072", EspProposals = "aes128-aes256-sha256-sha384" })
            .WithResponder(side => side with { IkeProposals = "aes192-sha384-modp3072", EspProposals = "aes256-sha384" })
            with { Outcome = new Outcome.Established { IkeSuite = "AES_CBC-192/HMAC_SHA2_384_192/PRF_HMAC_SHA2_384/MODP_3072", EspSuite = "AES_CBC-256/HMAC_SHA2_384_192" } },
        async laboratory =>
        {
            Charon bob = await laboratory.StartCharonAsync(Role.Responder);
            OurSide alice = OurSide.Start(laboratory, Role.Initiator);
            await alice.ConnectAsync();
            await OurExpectations.AssertAgreesAsync(laboratory, Role.Initiator, alice, bob);
        });

    // Quick Mode has one pair of client identities, so each pair of selectors is a Quick Mode and a Child SA of its own; charon has a child for each.
    [Fact]
    public Task Each_pair_of_selectors_is_a_Quick_Mode() => Laboratory.RunAsync(
        IkeV1Scenarios.Get("two children")
            .WithInitiator(side => side with { LocalSelectors = "10.1.0.0/24, 10.3.0.0/24", FurtherChildren = [] })
            .WithResponder(side => side with { FurtherChildren = [("lab", "10.2.0.0/24", "10.3.0.0/24")] }),
        async laboratory =>
        {
            Charon bob = await laboratory.StartCharonAsync(Role.Responder);
            OurSide alice = OurSide.Start(laboratory, Role.Initiator, profile => profile.WithRetransmission(new() { InitialTimeout = TimeSpan.FromSeconds(0.5), Tries = 3 }));
            await alice.ConnectAsync();
            await alice.WaitForCountAsync<ActivateOutboundEvent>(2);
            IReadOnlyList<CharonIkeSa> sas = await bob.WaitForSasAsync(all => all is [{ Children: [{ State: "INSTALLED" }, { State: "INSTALLED" }] }]);
            Assert.Equal(["10.1.0.0/24", "10.3.0.0/24"], sas[0].Children.SelectMany(child => child.RemoteSelectors).Order());
            Assert.All(alice.AllOf<ChildSaEstablishedEvent>(), made => Assert.Equal(bob.ReadLog().ChildKeys(made.Info.OutboundSpi.ToString()).Mirrored, alice.KeysOf(made)));
        });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task The_shorter_lifetime_counts(Role role)
    {
        Scenario scenario = IkeV1Scenarios.Get("tunnel");
        Side Short(Side side) => side with { ChildLifetime = TimeSpan.FromMinutes(10), ChildKilobytes = 50_000 };
        return Laboratory.RunAsync(scenario.WithInitiator(Short), async laboratory =>
        {
            // The responder would have an hour; it echoes what was offered and uses that (RFC 2409 5).
            Pair pair = await Pair.EstablishAsync(laboratory, role);
            ChildSaInfo child = (await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>()).Info;
            Assert.Equal((TimeSpan.FromMinutes(10), 50_000UL), (child.Lifetime, child.LifetimeKilobytes));
        });
    }

    [Fact]
    public Task A_shorter_lifetime_of_ours_is_told_to_charon() => Laboratory.RunAsync(
        IkeV1Scenarios.Get("tunnel").WithResponder(side => side with { ChildLifetime = TimeSpan.FromMinutes(5) }), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, Role.Responder);
        Assert.Equal(TimeSpan.FromMinutes(5), (await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>()).Info.Lifetime);
        // RESPONDER-LIFETIME (RFC 2407 4.6.3.1) in message 2; charon reads it and says nothing of it.
        Assert.Contains("[ HASH SA NONCE ID ID N(RESPONDER-LIFETIME) ]", pair.Ours.Story, StringComparison.Ordinal);
        Assert.Equal("INSTALLED", Assert.Single(Assert.Single(await pair.Charon.ListSasAsync()).Children).State);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Traffic_that_is_used_up_renews_the_child(Role role)
    {
        Side Small(Side side) => side with { ChildKilobytes = 1_000 };
        return Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel").WithBoth(Small), async laboratory =>
        {
            Pair pair = await Pair.EstablishAsync(laboratory, role);
            Assert.True(pair.Ours.Host.Call((endpoint, now) => endpoint.ReportTraffic(pair.Connection, pair.Child, 990 * 1024, now)));
            ChildSaEstablishedEvent renewed = await pair.AssertNewChildAsync(Role.Initiator, pair.Child);
            Assert.Equal(pair.Child, renewed.Replaces);
        });
    }
}
