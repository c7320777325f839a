using Isakmp.Authentication;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Testing;
using Xunit;

namespace Isakmp.Simulation.Tests.V1;

/// <summary>What both sides are told of a refusal, in the words of routers (DESIGN section 8): enough to mend the configuration without looking at the wire.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Several_transforms_against_several_priorities()
    {
        using var pair = new Pair(new PairOptions
        {
            Proposal = "3des-md5-modp1024",
            BobProposal = "aes256-sha256-ecp256",
            Both = static profile => profile.WithVersion(IkeVersion.V1).WithDefaultPolicy(false).WithFailureOnUnauthenticatedError(),
            AliceOnly = static profile => profile.WithPolicies(new Policies.V1.IsakmpPolicyBuilder(20).WithProposal("aes256-sha1-ecp256").Build()),
            BobOnly = static profile => profile.WithPolicies(new Policies.V1.IsakmpPolicyBuilder(30).WithProposal("camellia256-sha512-ecp384").Build()),
        });
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));

        IkeFailure theirs = Assert.Single(pair.Bob.EventsOf<NegotiationRefusedEvent>()).Failure;
        Assert.Equal(
            """
            Checking ISAKMP transform 1 against priority 1 policy
              offered:  3des-md5-modp1024
              accepted: aes256-sha256-ecp256
              Encryption algorithm offered does not match policy! (ENCR: offered 3des; accepted aes256; nothing in common)
              Hash algorithm offered does not match policy! (HASH: offered md5; accepted sha256; nothing in common)
              Diffie-Hellman group offered does not match policy! (GROUP: offered modp1024; accepted ecp256; nothing in common)
              atts are not acceptable
            Checking ISAKMP transform 2 against priority 1 policy
              offered:  aes256-sha1-ecp256
              accepted: aes256-sha256-ecp256
              Hash algorithm offered does not match policy! (HASH: offered sha1; accepted sha256; nothing in common)
              atts are not acceptable
            Checking ISAKMP transform 1 against priority 30 policy
              offered:  3des-md5-modp1024
              accepted: camellia256-sha512-ecp384
              Encryption algorithm offered does not match policy! (ENCR: offered 3des; accepted camellia256; nothing in common)
              Hash algorithm offered does not match policy! (HASH: offered md5; accepted sha512; nothing in common)
              Diffie-Hellman group offered does not match policy! (GROUP: offered modp1024; accepted ecp384; nothing in common)
              atts are not acceptable
            Checking ISAKMP transform 2 against priority 30 policy
              offered:  aes256-sha1-ecp256
              accepted: camellia256-sha512-ecp384
              Encryption algorithm offered does not match policy! (ENCR: offered aes256; accepted camellia256; nothing in common)
              Hash algorithm offered does not match policy! (HASH: offered sha1; accepted sha512; nothing in common)
              Diffie-Hellman group offered does not match policy! (GROUP: offered ecp256; accepted ecp384; nothing in common)
              atts are not acceptable
            no offers accepted!
            None of the peer's 2 transforms satisfies any of our 2 policies.
            Hint: The nearest, transform 2 against our priority 1 policy, differs only in the Hash algorithm: set proposals = aes256-sha256-ecp256 on the peer, or add aes256-sha1-ecp256 to proposals here.
            """,
            theirs.Report!.ToText().ReplaceLineEndings());

        IkeFailure ours = Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>()).Failure!;
        Assert.Equal((V1NotifyType.NoProposalChosen, true), (ours.V1Notify, ours.SentByPeer));
        Assert.Contains("offered by us: 3des-md5-modp1024 (Pre-shared key, 86400 s), aes256-sha1-ecp256 (Pre-shared key, 86400 s)", ours.Report!.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Different_keys_are_named_by_the_responder_and_suspected_by_the_initiator()
    {
        using CredentialStore other = new CredentialStore().AddSharedKey("battery staple");
        using var pair = new Pair(Options(bob: other));
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromMinutes(5));
        IkeFailure theirs = Assert.Single(pair.Bob.EventsOf<IkeSaClosedEvent>()).Failure!;
        Assert.Equal((FailureKind.NotAuthenticated, NegotiationFailure.AuthenticationWrong), (theirs.Kind, theirs.Report!.Failure));
        Assert.StartsWith("What the peer encrypted cannot be decrypted: the pre-shared keys of both sides differ, most likely.", theirs.Report.ToText(), StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", theirs.Report.ToText(), StringComparison.Ordinal); // which IKEv1 has none of

        IkeFailure ours = Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>()).Failure!;
        Assert.Equal((FailureKind.Unresponsive, NegotiationFailure.NoAnswer), (ours.Kind, ours.Report!.Failure));
        Assert.Equal("198.51.100.2:500 took part in the key exchange, and did not answer our proof, sent 6 times.", ours.Report.Summary);
        Assert.StartsWith("Mostly the pre-shared keys of both sides differ", ours.Report.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("staple", theirs.Report.ToText() + ours.Report.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_identity_that_is_not_expected_is_named_on_both_sides(bool byAlice)
    {
        using var pair = new Pair(byAlice ? Options(aliceExpects: "carol.example") : Options(bobExpects: "carol.example"));
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(5));
        (SimulatedHost refusing, SimulatedHost refused) = byAlice ? (pair.Alice, pair.Bob) : (pair.Bob, pair.Alice);
        string claimed = byAlice ? "bob.example" : "alice.example";
        NegotiationReport theirs = Assert.Single(refusing.EventsOf<IkeSaClosedEvent>()).Failure!.Report!;
        Assert.Equal($"Peer identity does not match policy! The peer claims to be {claimed}; we expect carol.example.", theirs.Summary);

        IkeFailure ours = Assert.Single(refused.EventsOf<IkeSaClosedEvent>()).Failure!;
        Assert.Equal((V1NotifyType.InvalidIdInformation, true), (ours.V1Notify, ours.SentByPeer));
        Assert.Equal($"The peer refused us as {claimed} (INVALID-ID-INFORMATION); it does not say why.", ours.Report!.Summary);
        Assert.Contains($"remote {{ id = {claimed} }}", ours.Report.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("phase 2", ours.Report.ToText(), StringComparison.Ordinal);
    }

    /// <summary>Main mode needs the key before the peer says who it is: an identity with a wildcard is no help then.</summary>
    [Fact]
    public void A_key_that_cannot_be_found_by_address_is_told_on_both_sides()
    {
        using CredentialStore named = new CredentialStore().AddSharedKey("correct horse battery staple", "alice.example", "bob.example");
        using var pair = new Pair(Options(bob: named, bobExpects: "*.example", believes: true));
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(5));
        IkeFailure theirs = Assert.Single(pair.Bob.EventsOf<NegotiationRefusedEvent>()).Failure;
        Assert.StartsWith("No shared key is configured for bob.example (us) and 192.0.2.1 (the peer); main mode needs it before the peer says who it is", theirs.Report!.Summary, StringComparison.Ordinal);
        Assert.Contains("id-2 = 192.0.2.1", theirs.Report.Hint, StringComparison.Ordinal);
        IkeFailure ours = Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>()).Failure!;
        Assert.Equal(V1NotifyType.AuthenticationFailed, ours.V1Notify);
        Assert.Equal("198.51.100.2:500 refused the key exchange (AUTHENTICATION-FAILED): it has no pre-shared key for us, most likely.", ours.Report!.Summary);
    }

    [Fact]
    public void Silence_after_the_choice_is_told_apart_from_silence()
    {
        using var pair = new Pair(Options());
        pair.Network.Drops = _ => pair.Network.Sent.Count > 2; // from message 3 on
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromMinutes(5));
        NegotiationReport report = Assert.Single(pair.Alice.EventsOf<ConnectionClosedEvent>()).Failure!.Report!;
        Assert.Equal("198.51.100.2:500 chose one of our transforms, and did not answer the key exchange, sent 6 times.", report.Summary);
    }

    [Fact]
    public void A_refused_quick_mode_names_the_nearest_policy_of_the_child()
    {
        using var pair = new Pair(Options(esp: "3des-md5, aes256-sha1", bobEsp: "aes256-sha256"));
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(5));
        string theirs = Assert.Single(pair.Bob.EventsOf<ChildSaFailedEvent>()).Failure.Report!.ToText();
        Assert.Contains("Checking IPSec proposal 1, ESP transform 1 against priority 1 policy", theirs, StringComparison.Ordinal);
        Assert.Contains("no offers accepted!", theirs, StringComparison.Ordinal);
        Assert.Contains(
            "Hint: The nearest, proposal 2 transform 1 against our priority 1 policy, differs only in the Hash algorithm: set esp_proposals = aes256-sha256 on the peer",
            theirs, StringComparison.Ordinal);

        IkeFailure ours = Assert.Single(pair.Alice.EventsOf<ChildSaFailedEvent>()).Failure;
        Assert.Equal((V1NotifyType.NoProposalChosen, true), (ours.V1Notify, ours.SentByPeer));
        Assert.Contains("offered by us: 1 ESP: 3des-md5 (Tunnel, 3600 s), 2 ESP: aes256-sha1 (Tunnel, 3600 s)", ours.Report!.ToText(), StringComparison.Ordinal);
    }

    private static PairOptions Options(
        CredentialStore? bob = null, string? aliceExpects = null, string? bobExpects = null, string esp = "aes128-sha1", string bobEsp = "aes128-sha1", bool believes = false) => new()
        {
            Proposal = "aes256-sha256-ecp256",
            EspProposal = null,
            BobCredentials = bob,
            Both = profile => profile.WithVersion(IkeVersion.V1).WithDefaultPolicy(false).WithFailureOnUnauthenticatedError(believes),
            AliceOnly = profile =>
            {
                profile.AddChild("net", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals(esp.Split(", ")));
                profile.WithRemoteIdentity(aliceExpects ?? "bob.example");
            },
            BobOnly = profile =>
            {
                profile.AddChild("net", child => child.WithLocalSelectors("10.2.0.0/24").WithRemoteSelectors("10.1.0.0/24").WithEspProposals(bobEsp));
                profile.WithRemoteIdentity(bobExpects ?? "alice.example");
            },
        };
}
