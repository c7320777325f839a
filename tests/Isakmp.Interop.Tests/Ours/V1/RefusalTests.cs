using Isakmp.Exchanges;
using Isakmp.Hosting;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>A negotiation that fails says on our side what was refused and why, in both roles, in the words of routers, and never more than each can know.</summary>
public class RefusalTests
{
    // What the report must say, by scenario, where charon refuses us.
    private static readonly Dictionary<string, string[]> s_refusedWords = new()
    {
        ["unknown initiator"] = ["refused us as mallory.test", "our identity: mallory.test"],
        ["no common IKE proposal"] = ["refused our only transform (NO-PROPOSAL-CHOSEN)", "offered by us: aes256-sha512-modp4096 (Pre-shared key, 86400 s)"],
        ["no common ESP proposal"] = ["refused our only proposal (NO-PROPOSAL-CHOSEN)", "offered by us: 1 ESP: aes256-sha512 (Tunnel, 3600 s)"],
        ["phase 2 without the group asked for"] = ["refused our only proposal (NO-PROPOSAL-CHOSEN)", "we offer no PFS, which peers that demand it refuse in the same way"],
        ["no common selectors"] = ["refused our client identities (INVALID-ID-INFORMATION)", "offered for our side (IDci, local_ts): 10.99.0.0/24"],
        ["transport asked of a tunnel"] = ["refused our client identities (INVALID-ID-INFORMATION)", "offered for our side (IDci, local_ts): 192.0.2.1/32"],
    };

    // And where we refuse charon.
    private static readonly Dictionary<string, string[]> s_refusingWords = new()
    {
        ["unknown initiator"] = ["The peer claims to be mallory.test; we expect alice.test.", "claimed identity: mallory.test"],
        ["no common IKE proposal"] =
        [
            "Checking ISAKMP transform 1 against priority 1 policy", "Diffie-Hellman group offered does not match policy! (GROUP: offered modp4096; accepted modp2048",
            "Hash algorithm offered does not match policy! (HASH: offered sha512; accepted sha256", "atts are not acceptable", "no offers accepted!",
        ],
        ["no common ESP proposal"] =
        [
            "Checking IPSec proposal 1, ESP transform 1 against priority 1 policy", "Hash algorithm offered does not match policy! (INTEG: offered sha512; accepted sha256", "no offers accepted!",
        ],
        ["phase 2 without the group asked for"] =
            ["Diffie-Hellman group offered does not match policy! (GROUP: offered none; accepted modp2048", "set esp_proposals = aes256-sha256-modp2048 on the peer"],
        ["no common selectors"] =
            ["Proxy identities offered do not match policy!", "offered for the peer's side (IDci): 10.99.0.0/24", "accepted there (remote_ts): 10.1.0.0/24"],
        ["transport asked of a tunnel"] = ["Encapsulation mode offered does not match policy! (MODE: offered Transport; accepted Tunnel"],
    };

    [Theory]
    [InlineData("unknown initiator", NegotiationFailure.AuthenticationRefused)]
    [InlineData("no common IKE proposal", NegotiationFailure.ProposalsRefused)]
    [InlineData("no common ESP proposal", NegotiationFailure.ProposalsRefused)]
    [InlineData("phase 2 without the group asked for", NegotiationFailure.ProposalsRefused)]
    [InlineData("no common selectors", NegotiationFailure.TrafficSelectorsRefused)]
    [InlineData("transport asked of a tunnel", NegotiationFailure.TrafficSelectorsRefused)]
    public Task Charon_refuses_us(string name, NegotiationFailure expected) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator, profile => profile.WithFailureOnUnauthenticatedError());
        IkeFailure failure = (await Assert.ThrowsAsync<IkeNegotiationException>(alice.ConnectAsync)).Failure;

        Assert.Equal(InV1(laboratory.Scenario.Outcome.Notify), failure.V1Notify?.Name);
        Assert.True(failure.SentByPeer);
        AssertReported(laboratory, failure, expected, s_refusedWords[name]);
        // A connection that could not be had is closed, and charon is told where there is an IKE SA.
        await bob.WaitForSasAsync(sas => sas.Count == 0);
        Assert.Empty(alice.Host.List());
    });

    [Theory]
    [InlineData("unknown initiator", NegotiationFailure.IdentityMismatch)]
    [InlineData("no common IKE proposal", NegotiationFailure.NoProposalMatched)]
    [InlineData("no common ESP proposal", NegotiationFailure.NoProposalMatched)]
    [InlineData("phase 2 without the group asked for", NegotiationFailure.NoProposalMatched)]
    [InlineData("no common selectors", NegotiationFailure.TrafficSelectorsDisjoint)]
    [InlineData("transport asked of a tunnel", NegotiationFailure.NoProposalMatched)]
    public Task We_refuse_charon(string name, NegotiationFailure expected) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        OurSide bob = OurSide.Start(laboratory, Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.False((await alice.InitiateAsync(TimeSpan.FromSeconds(1))).Success);

        IkeFailure failure = await bob.WaitForFailureAsync();
        Assert.False(failure.SentByPeer);
        AssertReported(laboratory, failure, expected, s_refusingWords[name]);
        Outcome promised = laboratory.Scenario.Outcome;
        // Where charon says that the authentication has failed we say that we do not know the identity; and a wrong mode is the proposal's fault, not the identities'.
        string? notify = name switch { "unknown initiator" => "INVALID_ID_INFORMATION", "transport asked of a tunnel" => "NO_PROPOSAL_CHOSEN", _ => promised.Notify };
        Assert.Equal(InV1(notify), failure.V1Notify?.Name);
        await alice.WaitForLogAsync($"received {notify} error notify");
        Assert.Equal(promised.HasIkeSa ? 1 : 0, bob.Host.List().Length);
    });

    [Fact]
    public Task Charon_cannot_read_us_with_another_key() => Laboratory.RunAsync(IkeV1Scenarios.Get("wrong pre-shared key"), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        OurSide alice = OurSide.Start(laboratory, Role.Initiator);
        IkeFailure failure = (await Assert.ThrowsAsync<IkeNegotiationException>(alice.ConnectAsync)).Failure;
        AssertReported(laboratory, failure, NegotiationFailure.AuthenticationWrong, "our identity: alice.test", "Give both sides the same secret for alice.test and bob.test");
        Assert.Empty(alice.Host.List());
    });

    [Fact]
    public Task We_cannot_read_charon_with_another_key() => Laboratory.RunAsync(IkeV1Scenarios.Get("wrong pre-shared key"), async laboratory =>
    {
        OurSide bob = OurSide.Start(laboratory, Role.Responder, profile => profile.WithNegotiationTimeout(TimeSpan.FromSeconds(2)));
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.False((await alice.InitiateAsync(TimeSpan.FromSeconds(1))).Success);
        IkeFailure failure = await bob.WaitForFailureAsync();
        AssertReported(laboratory, failure, NegotiationFailure.AuthenticationWrong, "our identity: bob.test", "Give both sides the same secret for bob.test and alice.test");
        Assert.Empty(bob.Host.List());
    });

    [Fact]
    public Task An_error_without_protection_is_cited_when_time_is_up() => Laboratory.RunAsync(IkeV1Scenarios.Get("no common IKE proposal"), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        RetransmissionPolicy hasty = new() { InitialTimeout = TimeSpan.FromSeconds(0.1), Base = 1, Tries = 2 };
        OurSide alice = OurSide.Start(laboratory, Role.Initiator, profile => profile.WithRetransmission(hasty));
        IkeFailure failure = (await Assert.ThrowsAsync<IkeNegotiationException>(alice.ConnectAsync)).Failure;
        Assert.Equal("NO-PROPOSAL-CHOSEN", failure.V1Notify?.Name);
        Assert.Equal(2, alice.Host.EndpointStatistics.Retransmitted);
    });

    [Theory]
    [InlineData(Role.Initiator)]
    [InlineData(Role.Responder)]
    public Task A_refused_rekeying_leaves_the_child_as_it_was(Role role) => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        // Charon has another policy meanwhile.
        Pair pair = await Pair.EstablishAsync(laboratory, role);
        Role other = Laboratory.OtherRole(role);
        await pair.Charon.LoadAsync(laboratory.SideOf(other) with { EspProposals = "aes128-sha1" }, laboratory.AddressOf(other), laboratory.PeerAddressOf(other), new CharonOptions());
        pair.RekeyChild();
        IkeFailure failure = (await pair.Ours.WaitForAsync<ChildSaFailedEvent>()).Failure;
        AssertReported(laboratory, failure, NegotiationFailure.ProposalsRefused, "offered by us: 1 ESP: aes256-sha256 (Tunnel, 3600 s)");
        Assert.Equal(pair.Child, Assert.Single(Assert.Single(pair.Ours.Host.List()).Children).Id);
        Assert.Equal("INSTALLED", Assert.Single(Assert.Single(await pair.Charon.ListSasAsync()).Children).State);

        // And what charon offers now is not what we want.
        Assert.True((await pair.Charon.TerminateChildAsync()).Success);
        await pair.Ours.WaitForAsync<ChildSaClosedEvent>();
        Assert.False((await pair.Charon.InitiateAsync(TimeSpan.FromSeconds(1))).Success);
        await pair.Charon.WaitForLogAsync("received NO_PROPOSAL_CHOSEN error notify");
        Assert.Single(pair.Ours.Host.List());
    });

    private static void AssertReported(Laboratory laboratory, IkeFailure failure, NegotiationFailure expected, params string[] words)
    {
        Assert.Equal(expected, failure.Report?.Failure);
        string text = failure.Report!.ToText();
        Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
        string told = failure + text + failure.Report.ToJson();
        Assert.DoesNotContain(laboratory.Scenario.Initiator.Secret, told, StringComparison.Ordinal);
        Assert.DoesNotContain(laboratory.Scenario.Responder.Secret, told, StringComparison.Ordinal);
    }

    private static string? InV1(string? notify) => notify?.Replace('_', '-');
}
