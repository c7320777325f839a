using System.Collections.Immutable;
using System.Text.Json;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies.V1;

public class V1ReportTests
{
    [Fact]
    public void A_refused_offer_reads_like_a_router_log() => AssertText(
        """
        Checking ISAKMP transform 1 against priority 10 policy
          offered:  aes128-sha1-modp1024
          accepted: aes256-sha256-modp2048
          Encryption algorithm offered does not match policy! (ENCR: offered aes128; accepted aes256; the same algorithm with another key length)
          Hash algorithm offered does not match policy! (HASH: offered sha1; accepted sha256; nothing in common)
          Diffie-Hellman group offered does not match policy! (GROUP: offered modp1024; accepted modp2048; nothing in common)
          atts are not acceptable
        Checking ISAKMP transform 2 against priority 10 policy
          offered:  aes256-sha256-modp1536
          accepted: aes256-sha256-modp2048
          Diffie-Hellman group offered does not match policy! (GROUP: offered modp1536; accepted modp2048; nothing in common)
          atts are not acceptable
        Checking ISAKMP transform 1 against priority 65535 policy
          offered:  aes128-sha1-modp1024
          accepted: des-sha1-modp768
          Encryption algorithm offered does not match policy! (ENCR: offered aes128; accepted des; nothing in common)
          Authentication method offered does not match policy! (AUTH: offered Pre-shared key; accepted RSA signatures; nothing in common)
          Diffie-Hellman group offered does not match policy! (GROUP: offered modp1024; accepted modp768; nothing in common)
          atts are not acceptable
        Checking ISAKMP transform 2 against priority 65535 policy
          offered:  aes256-sha256-modp1536
          accepted: des-sha1-modp768
          Encryption algorithm offered does not match policy! (ENCR: offered aes256; accepted des; nothing in common)
          Hash algorithm offered does not match policy! (HASH: offered sha256; accepted sha1; nothing in common)
          Authentication method offered does not match policy! (AUTH: offered Pre-shared key; accepted RSA signatures; nothing in common)
          Diffie-Hellman group offered does not match policy! (GROUP: offered modp1536; accepted modp768; nothing in common)
          atts are not acceptable
        no offers accepted!
        None of the peer's 2 transforms satisfies any of our 2 policies.
        Hint: The nearest, transform 2 against our priority 10 policy, differs only in the Diffie-Hellman group: set proposals = aes256-sha256-modp2048 on the peer, or, if the peer cannot do better, add aes256-sha256-modp1536 to proposals here (weak by RFC 8247: modp1536).
        """,
        NegotiationReport.ForPhase1(
            Phase1Offer.For(Profiles.Policies("aes128-sha1-modp1024, aes256-sha256-modp1536")).Proposals,
            [IsakmpPolicy.CiscoDefault, Profiles.Policies("aes256-sha256-modp2048")[0].WithPriority(10)]));

    [Fact]
    public void An_accepted_offer_is_told_as_far_as_the_first_match() => AssertText(
        """
        Checking ISAKMP transform 1 against priority 1 policy
          offered:  3des-md5-modp1024
          accepted: aes256-sha256-modp2048
          Encryption algorithm offered does not match policy! (ENCR: offered 3des; accepted aes256; nothing in common)
          Hash algorithm offered does not match policy! (HASH: offered md5; accepted sha256; nothing in common)
          Diffie-Hellman group offered does not match policy! (GROUP: offered modp1024; accepted modp2048; nothing in common)
          atts are not acceptable
        Checking ISAKMP transform 2 against priority 1 policy
          offered:  aes256-sha256-modp2048
          accepted: aes256-sha256-modp2048
          atts are acceptable
        Transform 2 of the peer satisfies our priority 1 policy.
        """,
        NegotiationReport.ForPhase1(
            Phase1Offer.For(Profiles.Policies("3des-md5-modp1024, aes256-sha256-modp2048, des-md5-modp768")).Proposals, Profiles.Policies("aes256-sha256-modp2048, 3des-md5-modp1024")));

    [Fact]
    public void What_only_a_registry_knows_is_named_by_it()
    {
        // Serpent, Tiger, RSA encryption, an EC2N group, a lifetime of a day in kilobytes, and an attribute of the private range.
        ImmutableArray<V1Proposal> offered = RecordedOffer.Parse("0000000100000001" + "0000003c" + "01010001" + "00000034" + "07010000"
            + "8001fdec" + "800e0100" + "80020003" + "80030004" + "80040003" + "800b0002" + "000c00040001518080050002c0000001c0020007");
        AssertText(
            """
            Checking ISAKMP transform 7 against priority 1 policy
              offered:  SERPENT-CBC-256-TIGER-EC2N group on GP[2^155]
              accepted: aes256-sha256-modp2048
              Encryption algorithm offered does not match policy! (ENCR: offered SERPENT-CBC-256; accepted aes256; nothing in common)
              Hash algorithm offered does not match policy! (HASH: offered TIGER; accepted sha256; nothing in common)
              Authentication method offered does not match policy! (AUTH: offered Encryption with RSA; accepted Pre-shared key; nothing in common)
              Diffie-Hellman group offered does not match policy! (GROUP: offered EC2N group on GP[2^155]; accepted modp2048; nothing in common)
              Attribute offered does not match policy! (Attribute: offered unknown (16384)=1, unknown (16386)=7; accepted none; the algorithm carries an attribute that is not understood)
              atts are not acceptable
            no offers accepted!
            The peer's only transform does not satisfy our policy.
            Hint: The peer's transform 7 cannot be accepted whatever is configured (Attribute: the algorithm carries an attribute that is not understood); look at the peer's software.
            """,
            NegotiationReport.ForPhase1(offered, Profiles.Policies("aes256-sha256-modp2048")));
    }

    [Fact]
    public void Phase_2_has_a_verdict_per_proposal() => AssertText(
        """
        Checking IPSec proposal 1, ESP transform 1 against priority 1 policy
          offered:  aes128-sha1-modp1024
          accepted: aes256-sha256
          Encryption algorithm offered does not match policy! (ENCR: offered aes128; accepted aes256; the same algorithm with another key length)
          Hash algorithm offered does not match policy! (INTEG: offered sha1; accepted sha256; nothing in common)
          Diffie-Hellman group offered does not match policy! (GROUP: offered modp1024; accepted none; the offer demands one, the policy has none)
          Encapsulation mode offered does not match policy! (MODE: offered Transport; accepted UDP-Encapsulated-Tunnel; nothing in common)
          Lifetime duration offered does not match policy! (LIFE: offered 7200 s; accepted 3600 s; longer than the policy lets it be)
          atts are not acceptable
        Checking IPSec proposal 2 against priority 1 policy
          offered:  ESP+IPCOMP
          accepted: aes256-sha256
          Protocol offered does not match policy! (Protocols: offered ESP+IPCOMP; accepted ESP; other protocols hold together)
          atts are not acceptable
        no offers accepted!
        None of the peer's proposals satisfies our policy for child 'child'.
        Hint: The nearest, proposal 1 transform 1 against our priority 1 policy, differs in the Encryption algorithm, Hash algorithm, Diffie-Hellman group, Encapsulation mode and Lifetime duration: set esp_proposals = aes256-sha256 on the peer, or, if the peer cannot do better, add aes128-sha1-modp1024 to esp_proposals here (weak by RFC 8247: modp1024); give both sides the same mode: the peer wants Transport, we want UDP-Encapsulated-Tunnel; give both sides the same lifetime (3600 s here), or let the lifetime rule be claim or obey here.
        """,
        ForPhase2());

    [Fact]
    public void The_initiator_says_what_it_can_conclude()
    {
        var phase1 = Phase1Offer.For(Profiles.Policies("aes256-sha256-modp2048, 3des-sha1-modp1024"));
        AssertText(
            """
            The peer refused all 2 transforms of ours (NO-PROPOSAL-CHOSEN); it did not say which attribute it did not like.
              offered by us: aes256-sha256-modp2048 (Pre-shared key, 86400 s), 3des-sha1-modp1024 (Pre-shared key, 86400 s)
            Hint: One of its policies must have the cipher with its key length, the hash, the authentication method and the group of one of the offers above, all at once, and some want a lifetime that is no longer than theirs; many peers answer the same where no connection is configured for our address, so check the addresses first.
            """,
            NegotiationReport.ForRefusedPhase1(phase1, V1NotifyType.NoProposalChosen));
        AssertText(
            """
            The peer refused our only proposal (NO-PROPOSAL-CHOSEN); it did not say which attribute it did not like.
              offered by us: 1 ESP: aes256gcm16 (Tunnel, 3600 s)
            Hint: One offer must have a cipher with its key length, an integrity algorithm (unless the cipher is a combined-mode one), the mode, and with PFS the group that the peer accepts; we offer no PFS, which peers that demand it refuse in the same way; some peers answer the same where the traffic (local_ts, remote_ts) does not fit.
            """,
            NegotiationReport.ForRefusedPhase2(Phase2Offer.For(Profiles.Child("aes256gcm16"), V1EncapsulationMode.Tunnel), V1NotifyType.NoProposalChosen));
        Assert.Equal(NegotiationFailure.PeerError, NegotiationReport.ForRefusedPhase1(phase1, V1NotifyType.PayloadMalformed).Failure);
        Assert.Contains("the keys of both sides differ", NegotiationReport.ForPeerError(V1NotifyType.PayloadMalformed).Hint, StringComparison.Ordinal);
        Assert.Null(NegotiationReport.ForPeerError(V1NotifyType.Connected).Hint);
        NegotiationReport invalid = NegotiationReport.ForInvalidPhase1Answer(phase1, [phase1.Proposals[0]], "The peer answered with 2 transforms instead of one.");
        Assert.Equal(NegotiationFailure.InvalidAnswer, invalid.Failure);
        Assert.Contains("answered by the peer: aes256-sha256-modp2048 (Pre-shared key, 86400 s)", invalid.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void As_JSON_it_says_the_same()
    {
        JsonElement json = JsonDocument.Parse(ForPhase2().ToJson()).RootElement;
        Assert.Equal("NoProposalMatched", json.GetProperty("failure").GetString());
        JsonElement first = json.GetProperty("comparisons")[0];
        Assert.Equal("IPSEC_ESP", first.GetProperty("protocol").GetString());
        Assert.Equal((1, 1, 1), (first.GetProperty("proposal").GetInt32(), first.GetProperty("transform").GetInt32(), first.GetProperty("policy").GetInt32()));
        Assert.False(first.GetProperty("acceptable").GetBoolean());
        Assert.Equal("ENCR", first.GetProperty("attributes")[0].GetProperty("attribute").GetString());
        Assert.Equal(2, json.GetProperty("comparisons").GetArrayLength());
        Assert.Equal(1, json.GetProperty("nearest").GetProperty("proposal").GetInt32());
    }

    [Fact]
    public void A_report_stays_bounded_whatever_is_offered()
    {
        var random = new Random(3);
        ImmutableArray<V1Proposal> offered =
        [
            .. Enumerable.Range(1, 40).Select(number => new V1Proposal((byte)number, V1Protocol.Isakmp, [],
                [.. Enumerable.Range(0, 200).Select(_ => new V1Transform(1, 1, [V1Attribute.Short(1, (ushort)random.Next(2, 60_000)), V1Attribute.Long(9, [.. new byte[40]])]))])),
        ];
        NegotiationReport report = NegotiationReport.ForPhase1(offered, Profiles.Policies("des-md5-modp768, aes256-sha256-modp2048"));
        Assert.Equal(512, report.TransformComparisons.Length);
        Assert.InRange(report.ToText().Length, 1, 600_000);
        Assert.Contains("(15488 more comparisons are left out)", report.ToText(), StringComparison.Ordinal);

        offered = [.. offered.Select(proposal => proposal with { Protocol = V1Protocol.Esp, Spi = [1, 2, 3, 4] })];
        Assert.Equal(512, NegotiationReport.ForPhase2(offered, Profiles.Child("aes256-sha256"), V1EncapsulationMode.Tunnel).TransformComparisons.Length);
    }

    private static NegotiationReport ForPhase2()
    {
        ImmutableArray<V1Proposal> offered = Phase2Offer.For(
            Profiles.Child("aes128-sha1-modp1024", child => child.WithLifetime(TimeSpan.FromHours(2))), V1EncapsulationMode.Transport).WithSpis(_ => [1, 2, 3, 4]);
        ImmutableArray<V1Proposal> bundle = Phase2Offer.For(Profiles.Child("aes256-sha256", child => child.WithCompression()), V1EncapsulationMode.UdpTunnel).WithSpis(_ => [1, 2, 3, 4]);
        return NegotiationReport.ForPhase2(
            [.. offered, .. bundle[..2].Select(proposal => proposal with { Number = 2 })],
            Profiles.Child("aes256-sha256", child => child.WithLifetime(TimeSpan.FromHours(1), rule: LifetimeRule.Strict)), V1EncapsulationMode.UdpTunnel);
    }

    private static void AssertText(string expected, NegotiationReport report) => Assert.Equal(expected.ReplaceLineEndings("\n"), report.ToText());
}
