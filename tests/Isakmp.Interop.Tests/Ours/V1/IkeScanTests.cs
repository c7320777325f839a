using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Interop.Tests.Ours.V1;

/// <summary>What ike-scan makes of our responder: it answers with the transform that the policies choose by their priorities, or says no.</summary>
public class IkeScanTests
{
    // Encryption, hash, authentication, group and key length in the numbers of RFC 2409 appendix A.
    private const string TripleDes = "--trans=(1=5,2=2,3=1,4=2)";
    private const string Aes256 = "--trans=(1=7,14=256,2=4,3=1,4=14)";
    private const string Aes128 = "--trans=(1=7,14=128,2=2,3=1,4=5)";

    [Fact]
    public Task The_default_policy_is_chosen() => AssertAnswersAsync(
        profile => profile.WithDefaultPolicy(true), "SA=(Enc=AES KeyLength=256 Hash=SHA2-256 Auth=PSK Group=14:modp2048 LifeType=Seconds LifeDuration=28800)",
        TripleDes, Aes128, "--trans=(1=7,14=256,2=4,3=1,4=14,11=1,12=28800)");

    // The policies of the profile, in the order of priority, decide, not the order of the offer.
    [Fact]
    public Task The_policy_of_the_highest_priority_is_chosen() => AssertAnswersAsync(
        profile => profile.WithProposals("aes128-sha1-modp1536, aes256-sha256-modp2048"), "SA=(Enc=AES KeyLength=128 Hash=SHA1 Auth=PSK Group=5:modp1536", TripleDes, Aes256, Aes128);

    [Fact]
    public Task A_policy_of_lower_priority_is_chosen_where_the_higher_ones_do_not_match() => AssertAnswersAsync(
        profile => profile.WithProposals("aes128-sha1-modp1536, 3des-sha1-modp1024"), "SA=(Enc=3DES Hash=SHA1 Auth=PSK Group=2:modp1024", Aes256, TripleDes);

    [Fact]
    public Task We_say_no_where_nothing_matches() => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        OurSide bob = OurSide.Start(laboratory, Role.Responder);
        string[] lines = await AskAsync(laboratory, TripleDes);
        Assert.StartsWith("192.0.2.2\tNotify message 14 (NO-PROPOSAL-CHOSEN)", lines[0], StringComparison.Ordinal);
        string text = (await bob.WaitForFailureAsync()).Report!.ToText();
        Assert.Contains("Encryption algorithm offered does not match policy! (ENCR: offered 3des; accepted aes256", text, StringComparison.Ordinal);
        Assert.Empty(bob.Host.List());
    });

    [Fact]
    public Task We_say_nothing_to_strangers() => Laboratory.RunAsync(IkeV1Scenarios.Get("tunnel"), async laboratory =>
    {
        OurSide.Start(laboratory, Role.Responder, profile => profile.WithRemoteAddresses("192.0.2.77"), isKnownPeer: false);
        string[] lines = await AskAsync(laboratory, Aes256);
        Assert.DoesNotContain(lines, line => line.Contains("Handshake returned", StringComparison.Ordinal));
    });

    private static Task AssertAnswersAsync(Action<PeerProfileBuilder> policies, string choice, params string[] transforms) => Laboratory.RunAsync(
        IkeV1Scenarios.Get("tunnel").WithResponder(side => side with { IkeProposals = "" }), async laboratory =>
    {
        OurSide.Start(laboratory, Role.Responder, policies);
        string[] lines = await AskAsync(laboratory, transforms);
        Assert.Equal("192.0.2.2\tMain Mode Handshake returned", lines[0]);
        Assert.True(lines.Any(line => line.StartsWith(choice, StringComparison.Ordinal)), string.Join("\n", lines));
    });

    private static Task<string[]> AskAsync(Laboratory laboratory, params string[] transforms) =>
        IkeScan.AskAsync(laboratory.NodeOf(Role.Initiator), laboratory.AddressOf(Role.Responder), transforms);
}
