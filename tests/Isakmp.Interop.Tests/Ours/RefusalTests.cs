using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>A negotiation that fails says on our side what was refused and why, in both roles, and never more than each can know.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("wrong pre-shared key", NegotiationFailure.AuthenticationRefused)]
    [InlineData("unknown initiator", NegotiationFailure.AuthenticationRefused)]
    [InlineData("no common IKE proposal", NegotiationFailure.ProposalsRefused)]
    [InlineData("no common ESP proposal", NegotiationFailure.ProposalsRefused)]
    [InlineData("no common selectors", NegotiationFailure.TrafficSelectorsRefused)]
    public Task Charon_refuses_us(string name, NegotiationFailure expected) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator, profile => profile.WithFailureOnUnauthenticatedError());
        IkeFailure failure = (await Assert.ThrowsAsync<IkeNegotiationException>(alice.ConnectAsync)).Failure;

        Assert.Equal(laboratory.Scenario.Outcome.Notify, failure.Notify?.Name);
        Assert.True(failure.SentByPeer);
        Assert.Equal(expected, failure.Report?.Failure);
        AssertNoSecret(laboratory, failure);
        // A connection that could not be had is closed, and charon is told where there is an IKE SA.
        await bob.WaitForSasAsync(sas => sas.Count == 0);
        await alice.WaitForAsync<ConnectionClosedEvent>(); // its answer to the delete is on its way yet
        Assert.Empty(alice.Host.List());
    });

    [Theory]
    [InlineData("wrong pre-shared key", NegotiationFailure.AuthenticationWrong)]
    [InlineData("unknown initiator", NegotiationFailure.IdentityMismatch)]
    [InlineData("no common IKE proposal", NegotiationFailure.NoProposalMatched)]
    [InlineData("no common ESP proposal", NegotiationFailure.NoProposalMatched)]
    [InlineData("no common selectors", NegotiationFailure.TrafficSelectorsDisjoint)]
    public Task We_refuse_charon(string name, NegotiationFailure expected) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        OurSide bob = OurSide.Start(laboratory, Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.False((await alice.InitiateAsync()).Success);

        Outcome promised = laboratory.Scenario.Outcome;
        await alice.WaitForLogAsync($"received {promised.Notify} notify");
        IkeFailure failure = await bob.WaitForFailureAsync();
        Assert.Equal(promised.Notify, failure.Notify?.Name);
        Assert.False(failure.SentByPeer);
        Assert.Equal(expected, failure.Report?.Failure);
        AssertNoSecret(laboratory, failure);
        await alice.WaitForSasAsync(sas => sas.Count == (promised.HasIkeSa ? 1 : 0));
        Assert.Equal(promised.HasIkeSa ? 1 : 0, bob.Host.List().Length);
    });

    [Fact]
    public Task An_error_without_protection_is_cited_when_time_is_up() => Laboratory.RunAsync(IkeV2Scenarios.Get("no common IKE proposal"), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        RetransmissionPolicy hasty = new() { InitialTimeout = TimeSpan.FromSeconds(0.1), Base = 1, Tries = 2 };
        OurSide alice = OurSide.Start(laboratory, Role.Initiator, profile => profile.WithRetransmission(hasty));
        IkeFailure failure = (await Assert.ThrowsAsync<IkeNegotiationException>(alice.ConnectAsync)).Failure;
        Assert.Equal("NO_PROPOSAL_CHOSEN", failure.Notify?.Name);
        Assert.Equal(2, alice.Host.EndpointStatistics.Retransmitted);
    });

    [Theory]
    [InlineData(Role.Initiator, false)]
    [InlineData(Role.Initiator, true)]
    [InlineData(Role.Responder, false)]
    [InlineData(Role.Responder, true)]
    public Task Charon_begins_anew_when_we_refuse_to_rekey(Role role, bool ike) => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.True((ike ? await pair.Charon.RekeyIkeAsync() : await pair.Charon.RekeyChildAsync()).Success);
        await pair.Charon.WaitForLogAsync($"parsed CREATE_CHILD_SA response {(role == Role.Initiator ? 0 : 2)} [ N(NO_ADD_SAS) ]");
        Assert.Equal(CloseReason.PeerDeleted, (await pair.Ours.WaitForAsync<IkeSaClosedEvent>()).Reason);

        await pair.Charon.WaitForSasAsync(sas => sas is [{ UniqueId: > 1, IsInitiator: true, State: "ESTABLISHED", Children: [{ State: "INSTALLED" }] }]);
        ChildSaEstablishedEvent child = await pair.Ours.WaitForAsync<ChildSaEstablishedEvent>(next => next.Child != pair.Child);
        Assert.Equal(pair.Charon.ReadLog().ChildKeys(child.Info.OutboundSpi.ToString()).Mirrored, pair.Ours.KeysOf(child, Role.Responder));
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task A_further_Child_SA_is_refused_and_harms_nothing(Role role) => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
    {
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Assert.True((await pair.Charon.TerminateChildAsync()).Success);
        Assert.False((await pair.Charon.InitiateAsync()).Success);
        await pair.Charon.WaitForLogAsync("[ N(NO_ADD_SAS) ]");
        Assert.Equal("ESTABLISHED", Assert.Single(await pair.Charon.ListSasAsync()).State);
        Assert.Single(pair.Ours.Host.List());
    });

    private static void AssertNoSecret(Laboratory laboratory, IkeFailure failure)
    {
        string told = failure + failure.Report?.ToText() + failure.Report?.ToJson();
        Assert.DoesNotContain(laboratory.Scenario.Initiator.Secret, told, StringComparison.Ordinal);
        Assert.DoesNotContain(laboratory.Scenario.Responder.Secret, told, StringComparison.Ordinal);
    }
}
