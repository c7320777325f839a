using Isakmp.Exchanges;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>We and libreswan, in both roles: what comes up, is renewed and is deleted by either side, with the keys of pluto's log after each.</summary>
public class LibreswanTests
{
    [Theory]
    [InlineData("tunnel")]
    [InlineData("transport")]
    [InlineData("NAT forced by both, tunnel")]
    [InlineData("NAT before the initiator")]
    [InlineData("a new secret for every Child SA")]
    [InlineData("AH")]
    [InlineData("compression")]
    [InlineData("identities are addresses")]
    [InlineData("3des-sha1-modp1536 and 3des-sha1")]
    [InlineData("aes256-sha384-modp4096 and aes192gcm16")]
    public Task It_answers_us(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Libreswan bob = await laboratory.StartLibreswanAsync(Role.Responder);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator);
        await alice.ConnectAsync();
        await bob.WaitForEstablishedAsync();
        await AssertNewChildAsync(alice, bob, Role.Initiator);
    });

    [Theory]
    [InlineData("tunnel")]
    [InlineData("transport")]
    [InlineData("NAT forced by both, tunnel")]
    [InlineData("NAT before the initiator")]
    [InlineData("a new secret for every Child SA")]
    [InlineData("AH")]
    [InlineData("compression")]
    [InlineData("identities are addresses")]
    [InlineData("3des-sha1-modp1536 and 3des-sha1")]
    [InlineData("aes256-sha384-modp4096 and aes192gcm16")]
    public Task We_answer_it(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        OurSide bob = OurSide.Start(laboratory, Role.Responder);
        Libreswan alice = await laboratory.StartLibreswanAsync(Role.Initiator);
        CommandResult result = await alice.InitiateAsync();
        Assert.True(result.ExitCode == 0, result.Output);
        await alice.WaitForEstablishedAsync();
        await AssertNewChildAsync(bob, alice, Role.Responder);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_rekey_the_child(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("a new secret for every Child SA"), async laboratory =>
    {
        (OurSide ours, Libreswan libreswan, ConnectionId connection) = await EstablishAsync(laboratory, role);
        List<ChildId> children = [(await AssertNewChildAsync(ours, libreswan, role)).Child];
        for (int i = 0; i < 3; i++)
        {
            Assert.True(ours.Host.Call((endpoint, now) => endpoint.RekeyChild(connection, children[^1], now)));
            ChildSaEstablishedEvent renewed = await AssertNewChildAsync(ours, libreswan, Role.Initiator, [.. children]);
            Assert.Equal(children[^1], renewed.Replaces);
            children.Add(renewed.Child);
        }
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task It_rekeys_the_child_before_its_time_is_up(Role role) => Laboratory.RunAsync(
        WithLives(IkeV1Scenarios.Get("tunnel"), Laboratory.OtherRole(role), side => side with { ChildLifetime = TimeSpan.FromSeconds(4) }), async laboratory =>
    {
        (OurSide ours, Libreswan libreswan, _) = await EstablishAsync(laboratory, role, LibreswanOptions.RekeyingAfter(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)));
        ChildId first = (await AssertNewChildAsync(ours, libreswan, role)).Child;
        ChildSaEstablishedEvent second = await AssertNewChildAsync(ours, libreswan, Role.Responder, first);
        Assert.Equal(first, second.Replaces);
        ChildSaEstablishedEvent third = await AssertNewChildAsync(ours, libreswan, Role.Responder, first, second.Child);
        Assert.Equal(second.Child, third.Replaces);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_begin_a_new_phase_1(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        (OurSide ours, Libreswan libreswan, ConnectionId connection) = await EstablishAsync(laboratory, role);
        ChildId child = (await AssertNewChildAsync(ours, libreswan, role)).Child;
        Assert.True(ours.Host.Call((endpoint, now) => endpoint.Reauthenticate(connection, now)));
        await libreswan.WaitForStatesAsync(states => states.Any(state => state is { Number: > 2, IsChild: false, IsEstablished: true }));
        await ours.WaitForCountAsync<IkeSaEstablishedEvent>(2);
        Assert.True(ours.Host.Call((endpoint, now) => endpoint.RekeyChild(connection, child, now)));
        await AssertNewChildAsync(ours, libreswan, Role.Initiator, child);
        Assert.False(ours.HasSeen<ConnectionClosedEvent>());
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task It_begins_a_new_phase_1_before_its_time_is_up(Role role) => Laboratory.RunAsync(
        WithLives(IkeV1Scenarios.Get("tunnel"), Laboratory.OtherRole(role), side => side with { IkeLifetime = TimeSpan.FromSeconds(9) }), async laboratory =>
    {
        (OurSide ours, Libreswan libreswan, ConnectionId connection) = await EstablishAsync(laboratory, role, LibreswanOptions.RekeyingAfter(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(3)));
        ChildId child = (await AssertNewChildAsync(ours, libreswan, role)).Child;
        await ours.WaitForCountAsync<IkeSaEstablishedEvent>(2);
        Assert.False(ours.HasSeen<ChildSaClosedEvent>());
        Assert.True(ours.Host.Call((endpoint, now) => endpoint.RekeyChild(connection, child, now)));
        await AssertNewChildAsync(ours, libreswan, Role.Initiator, child);
        Assert.False(ours.HasSeen<ConnectionClosedEvent>());
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Either_side_deletes_the_child(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        (OurSide ours, Libreswan libreswan, ConnectionId connection) = await EstablishAsync(laboratory, role);
        ChildId first = (await AssertNewChildAsync(ours, libreswan, role)).Child;
        await libreswan.DeleteAsync(await libreswan.WaitForEstablishedAsync());
        Assert.Equal(CloseReason.PeerDeleted, (await ours.WaitForAsync<ChildSaClosedEvent>(closed => closed.Child == first)).Reason);
        Assert.True(ours.Host.Call((endpoint, now) => endpoint.CreateChild(connection, "net", now)));
        ChildId second = (await AssertNewChildAsync(ours, libreswan, Role.Initiator, first)).Child;
        Assert.True(ours.Host.Call((endpoint, now) => endpoint.DeleteChild(connection, second, now)));
        await libreswan.WaitForStatesAsync(states => states.All(state => state.SpiIn.Length == 0 || state.Number > 3));
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task We_delete_everything(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        (OurSide ours, Libreswan libreswan, ConnectionId connection) = await EstablishAsync(laboratory, role);
        Assert.True(await ours.Host.TerminateAsync(connection));
        // What libreswan began it begins anew when it loses it, and there is nobody any more.
        await libreswan.WaitForStatesAsync(states => states.All(state => !state.IsEstablished || state.Number > 2));
        Assert.Equal(CloseReason.LocalRequest, (await ours.WaitForAsync<ConnectionClosedEvent>()).Reason);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task It_deletes_everything(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        (OurSide ours, Libreswan libreswan, _) = await EstablishAsync(laboratory, role);
        await libreswan.TerminateAsync();
        Assert.Equal(CloseReason.PeerDeleted, (await ours.WaitForAsync<ConnectionClosedEvent>()).Reason);
        Assert.True(ours.HasSeen<ChildSaClosedEvent>());
        Assert.Empty(ours.Host.List());
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task Each_asks_whether_the_other_lives(Role role) => Laboratory.RunAsync(
        IkeV1Scenarios.Get("tunnel").WithBoth(side => side with { LivenessInterval = TimeSpan.FromSeconds(1) }), async laboratory =>
    {
        (OurSide ours, Libreswan libreswan, _) = await EstablishAsync(laboratory, role);
        await ours.WaitForReceivedAsync("[ HASH N(R-U-THERE) ]");
        await libreswan.WaitForLogAsync("DPD: R_U_THERE_ACK, seqno received: ");
        Assert.Matches(@"seqno received: (\d+) expected: \1 ", libreswan.ReadLog().Text);
        Assert.True(ours.Host.Call((endpoint, now) => endpoint.CheckLiveness(endpoint.ListIkeSas()[0].Connection, now)));
        await ours.WaitForReceivedAsync("[ HASH N(R-U-THERE-ACK) ]");
        Assert.False(ours.HasSeen<PeerUnresponsiveEvent>());
    });

    [Theory]
    [InlineData("no common IKE proposal", NegotiationFailure.NoProposalMatched)]
    [InlineData("no common ESP proposal", NegotiationFailure.NoProposalMatched)]
    [InlineData("no common selectors", NegotiationFailure.TrafficSelectorsDisjoint)]
    public Task We_refuse_it(string name, NegotiationFailure expected) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        OurSide bob = OurSide.Start(laboratory, Role.Responder);
        Libreswan alice = await laboratory.StartLibreswanAsync(Role.Initiator);
        await alice.BeginInitiateAsync();
        IkeFailure failure = await bob.WaitForFailureAsync();
        Assert.Equal(expected, failure.Report?.Failure);
        string words = name switch
        {
            "no common IKE proposal" => "Checking ISAKMP transform 0 against priority 1 policy", // it counts from 0
            "no common ESP proposal" => "Hash algorithm offered does not match policy!",
            _ => "Proxy identities offered do not match policy!",
        };
        Assert.Contains(words, failure.Report!.ToText(), StringComparison.Ordinal);
        await alice.WaitForLogAsync(name == "no common selectors" ? "INVALID_ID_INFORMATION" : "NO_PROPOSAL_CHOSEN");
    });

    [Theory]
    [InlineData("no common IKE proposal", NegotiationFailure.ProposalsRefused)]
    [InlineData("no common ESP proposal", NegotiationFailure.ProposalsRefused)]
    [InlineData("no common selectors", NegotiationFailure.TrafficSelectorsRefused)]
    public Task It_refuses_us(string name, NegotiationFailure expected) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        await laboratory.StartLibreswanAsync(Role.Responder);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator, profile => profile.WithFailureOnUnauthenticatedError());
        IkeFailure failure = (await Assert.ThrowsAsync<Hosting.IkeNegotiationException>(alice.ConnectAsync)).Failure;
        Assert.Equal(expected, failure.Report?.Failure);
        Assert.True(failure.SentByPeer);
    });

    // Messages that come twice, in and out of order, and messages that are lost.
    [Theory]
    [InlineData(Role.Initiator, "jacob-two-two")]
    [InlineData(Role.Responder, "jacob-two-two")]
    [InlineData(Role.Initiator, "replay-duplicates")]
    [InlineData(Role.Responder, "replay-duplicates")]
    [InlineData(Role.Initiator, "replay-forward")]
    [InlineData(Role.Responder, "replay-backward")]
    [InlineData(Role.Initiator, "drop-incoming:2")]
    [InlineData(Role.Responder, "drop-incoming:2")]
    [InlineData(Role.Initiator, "drop-outgoing:3")]
    [InlineData(Role.Responder, "drop-outgoing:3")]
    public Task Its_faults_do_no_harm(Role role, string impairment) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        (OurSide ours, Libreswan libreswan, ConnectionId connection) = await EstablishAsync(laboratory, role, impairment: impairment);
        ChildId first = (await AssertNewChildAsync(ours, libreswan, role)).Child;
        Assert.True(ours.Host.Call((endpoint, now) => endpoint.RekeyChild(connection, first, now)));
        await AssertNewChildAsync(ours, libreswan, Role.Initiator, first);
        Assert.Single(ours.Host.List());
        Assert.Equal(2, ours.AllOf<ChildSaEstablishedEvent>().Count);
        Assert.Contains("IMPAIR: ", libreswan.ReadLog().Text, StringComparison.Ordinal); // it has done so
        Assert.Equal(0, ours.Host.EndpointStatistics.InternalFaults);
    });

    private static async Task<(OurSide Ours, Libreswan Libreswan, ConnectionId Connection)> EstablishAsync(
        Laboratory laboratory, Role role, LibreswanOptions? options = null, string? impairment = null)
    {
        OurSide? ours = role == Role.Responder ? OurSide.Start(laboratory, role) : null;
        Libreswan libreswan = await laboratory.StartLibreswanAsync(Laboratory.OtherRole(role), options);
        if (impairment is not null)
        {
            await libreswan.ImpairAsync(impairment);
        }

        if (ours is null)
        {
            ours = OurSide.Start(laboratory, role);
            await ours.ConnectAsync();
        }
        else
        {
            CommandResult result = await libreswan.InitiateAsync();
            Assert.True(result.ExitCode == 0, result.Output);
        }

        return (ours, libreswan, (await ours.WaitForAsync<ActivateOutboundEvent>()).Connection);
    }

    /// <summary>Waits until both sides have a Child SA that is not one of some, and asserts that both have the same keys of both directions.</summary>
    private static async Task<ChildSaEstablishedEvent> AssertNewChildAsync(OurSide ours, Libreswan libreswan, Role initiator, params ChildId[] others)
    {
        ChildSaEstablishedEvent made = await ours.WaitForAsync<ChildSaEstablishedEvent>(next => !others.Contains(next.Child));
        await ours.WaitForAsync<ActivateOutboundEvent>(next => next.Child == made.Child);
        (string spiIn, string spiOut) = (made.Info.OutboundSpi.ToString(), made.Info.InboundSpi.ToString());
        await libreswan.WaitForStatesAsync(all => all.Any(state => state.IsEstablished && (state.SpiIn, state.SpiOut) == (spiIn, spiOut)));
        Assert.Equal(libreswan.ReadLog().ChildKeys(spiIn, spiOut, isInitiator: initiator == Role.Responder).Mirrored, ours.KeysOf(made, initiator));
        return made;
    }

    private static Scenario WithLives(Scenario scenario, Role role, Func<Side, Side> change) => role == Role.Initiator ? scenario.WithInitiator(change) : scenario.WithResponder(change);
}
