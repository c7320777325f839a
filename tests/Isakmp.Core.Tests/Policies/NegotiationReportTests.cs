using System.Collections.Immutable;
using System.Text.Json;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies;

public class NegotiationReportTests
{
    private static readonly Identity Alice = Identity.Parse("alice.test");
    private static readonly Identity Bob = Identity.Parse("bob.test");

    [Fact]
    public void A_refused_offer_reads_like_a_router_log() => AssertText(
        """
        Checking IKE proposal 1 against priority 1 policy
          offered:  aes128-sha1-modp1024
          accepted: aes256-sha256-modp2048
          Encryption algorithm offered does not match policy! (ENCR: offered aes128; accepted aes256; the same algorithm with another key length)
          Hash algorithm offered does not match policy! (INTEG: offered sha1; accepted sha256; nothing in common)
          Hash algorithm offered does not match policy! (PRF: offered prfsha1; accepted prfsha256; nothing in common)
          Diffie-Hellman group offered does not match policy! (KE: offered modp1024; accepted modp2048; nothing in common)
          atts are not acceptable
        Checking IKE proposal 2 against priority 1 policy
          offered:  aes256-sha256-modp1024-modp1536
          accepted: aes256-sha256-modp2048
          Diffie-Hellman group offered does not match policy! (KE: offered modp1024, modp1536; accepted modp2048; nothing in common)
          atts are not acceptable
        no offers accepted!
        None of the peer's 2 proposals satisfies our policy.
        Hint: The nearest, proposal 2 against our priority 1 policy, differs only in the Diffie-Hellman group (KE): set proposals = aes256-sha256-modp2048 on the peer, or, if the peer cannot do better, add aes256-sha256-modp1024 to proposals here (weak by RFC 8247: modp1024).
        """,
        Select("aes128-sha1-modp1024, aes256-sha256-modp1024-modp1536", "aes256-sha256-modp2048", NegotiationKind.InitialIkeSa));

    [Fact]
    public void A_combined_mode_offer_against_another_policy_says_so() => AssertText(
        """
        Checking IKE proposal 1 against priority 1 policy
          offered:  aes256gcm16-prfsha256-x25519
          accepted: aes256-sha256-x25519
          Encryption algorithm offered does not match policy! (ENCR: offered aes256gcm16; accepted aes256; nothing in common)
          Hash algorithm offered does not match policy! (INTEG: offered none; accepted sha256; the policy demands one, the offer has none)
          atts are not acceptable
        Checking IKE proposal 1 against priority 2 policy
          offered:  aes256gcm16-prfsha256-x25519
          accepted: aes128gcm16-prfsha256-x25519-ecp256
          Encryption algorithm offered does not match policy! (ENCR: offered aes256gcm16; accepted aes128gcm16; the same algorithm with another key length)
          atts are not acceptable
        no offers accepted!
        The peer's only proposal does not satisfy any of our 2 policies.
        Hint: The nearest, proposal 1 against our priority 2 policy, differs only in the Encryption algorithm (ENCR): set proposals = aes128gcm16-prfsha256-x25519 on the peer, or add aes256gcm16-prfsha256-x25519 to proposals here.
        """,
        Select("aes256gcm16-prfsha256-x25519", "aes256-sha256-x25519, aes128gcm16-prfsha256-x25519-ecp256", NegotiationKind.InitialIkeSa));

    [Fact]
    public void A_refused_Child_SA_names_the_setting_for_ESP() => AssertText(
        """
        Checking ESP proposal 1 against priority 1 policy
          offered:  aes256gcm16-x25519-esn
          accepted: aes256gcm16
          Diffie-Hellman group offered does not match policy! (KE: offered x25519; accepted none; the offer demands one, the policy has none)
          Sequence number size offered does not match policy! (ESN: offered esn; accepted noesn; nothing in common)
          atts are not acceptable
        no offers accepted!
        The peer's only proposal does not satisfy our policy.
        Hint: The nearest, proposal 1 against our priority 1 policy, differs in the Diffie-Hellman group (KE) and Sequence number size (ESN): set esp_proposals = aes256gcm16 on the peer, or add aes256gcm16-x25519-esn to esp_proposals here.
        """,
        Select("aes256gcm16-x25519-esn", "aes256gcm16", NegotiationKind.ChildSa));

    [Fact]
    public void An_accepted_offer_can_be_explained_too() => AssertText(
        """
        Checking ESP proposal 1 against priority 1 policy
          offered:  aes256gcm16-aes128gcm16-x25519
          accepted: aes128gcm16
          atts are acceptable
        Proposal 1 of the peer satisfies our priority 1 policy.
        """,
        Select("aes256gcm16-aes128gcm16-x25519", "aes128gcm16", NegotiationKind.FirstChildSa));

    [Fact]
    public void A_breach_of_the_rules_is_not_blamed_on_the_configuration()
    {
        Proposal good = ProposalNotation.Parse("aes256-sha256-modp2048", SecurityProtocol.Ike);
        AssertText(
            """
            Checking IKE proposal 1 against priority 1 policy
              offered:  aes256-sha256-modp2048-transform type 99 number 1
              accepted: aes256-sha256-modp2048
              Transform type offered does not match policy! (T99: offered transform type 99 number 1; accepted none; a kind of transform that is not understood)
              atts are not acceptable
            no offers accepted!
            The peer's only proposal does not satisfy our policy.
            Hint: The peer's proposal 1 cannot be accepted whatever is configured (Transform type: a kind of transform that is not understood); look at the peer's software.
            """,
            NegotiationReport.ForProposals([good with { Transforms = good.Transforms.Add(new(new TransformType(99), 1)) }], [good], new(NegotiationKind.InitialIkeSa)));
        AssertText(
            """
            Checking IKE proposal 7 against priority 1 policy
              offered:  aes256-sha256-modp2048
              accepted: aes256-sha256-modp2048
              Proposal number offered does not match policy! (Number: offered 7; accepted 1; proposals are numbered 1, 2, 3 in their order)
              atts are not acceptable
            no offers accepted!
            The peer's only proposal does not satisfy our policy.
            Hint: The peer's proposal 7 cannot be accepted whatever is configured (Proposal number: proposals are numbered 1, 2, 3 in their order); look at the peer's software.
            """,
            NegotiationReport.ForProposals([good with { Number = 7 }], [good], new(NegotiationKind.InitialIkeSa)));
    }

    [Fact]
    public void Another_protocol_is_named() => Assert.Equal(
        "The peer offers AH and we want ESP: set ah_proposals here, or esp_proposals on the peer.",
        NegotiationReport.ForProposals(
            [ProposalNotation.Parse("sha256", SecurityProtocol.Ah) with { Spi = [1, 2, 3, 4] }],
            [ProposalNotation.Parse("aes256-sha256", SecurityProtocol.Esp)],
            new(NegotiationKind.ChildSa)).Hint);

    [Fact]
    public void The_initiator_concludes_what_it_can()
    {
        ImmutableArray<Proposal> offer = ProposalNotation.ParseList("aes256gcm16-prfsha256-x25519, aes256-sha256-modp2048", SecurityProtocol.Ike);
        AssertText(
            """
            The peer refused all 2 proposals of ours (NO_PROPOSAL_CHOSEN); it did not say which attribute it did not like.
              offered by us: aes256gcm16-prfsha256-x25519, aes256-sha256-modp2048
            Hint: Compare proposals on the peer with the offers above: one offer must have a cipher, an integrity algorithm (unless the cipher is a combined-mode one), a PRF and a key exchange that the peer accepts (a strongSwan peer logs both as 'received proposals' and 'configured proposals').
            """,
            NegotiationReport.ForRefusedOffer(offer, NotifyType.NoProposalChosen));
        AssertText(
            """
            Diffie-Hellman group offered does not match policy! The peer asks for modp1024 (INVALID_KE_PAYLOAD), which none of our proposals has.
              offered by us: aes256gcm16-prfsha256-x25519, aes256-sha256-modp2048
              asked for by the peer: modp1024
            Hint: Give the peer one of the key exchanges that we offer, or add modp1024 to proposals here (weak by RFC 8247: modp1024).
            """,
            NegotiationReport.ForRefusedOffer(offer, NotifyType.InvalidKePayload, KeyExchangeMethod.Modp1024));
        AssertText(
            """
            The peer asked for modp2048 (INVALID_KE_PAYLOAD) although it had been given what it asked for.
              offered by us: aes256gcm16-prfsha256-x25519, aes256-sha256-modp2048
              asked for by the peer: modp2048
            """,
            NegotiationReport.ForRefusedOffer(offer, NotifyType.InvalidKePayload, KeyExchangeMethod.Modp2048));
        AssertText(
            """
            The peer's answer is not one of our offers: The peer chose proposal 3, which we did not send.
              offered by us: aes256gcm16-prfsha256-x25519, aes256-sha256-modp2048
              answered by the peer: des-md5-modp768
            Hint: The peer breaks RFC 7296 3.3.6, or somebody on the way altered the exchange; nothing in the configuration mends that.
            """,
            NegotiationReport.ForInvalidAnswer(
                offer, [ProposalNotation.Parse("des-md5-modp768", SecurityProtocol.Ike) with { Number = 3 }], "The peer chose proposal 3, which we did not send."));
    }

    [Fact]
    public void Selectors_without_common_part_are_shown_side_by_side()
    {
        AssertText(
            """
            Traffic selectors offered do not match policy! There is no common part for the peer's side (TSi).
              offered for the peer's side (TSi): 10.1.0.0/24, 2001:db8::/32[tcp/80]
              accepted there (remote_ts): 10.3.0.0/24
              offered for our side (TSr): 10.2.0.0/24
              accepted there (local_ts): 10.2.0.0/16
            Hint: Make the peer's local_ts and our remote_ts overlap.
            """,
            NegotiationReport.ForTrafficSelectors(
                [TrafficSelector.Parse("10.1.0.0/24"), TrafficSelector.Parse("2001:db8::/32[tcp/80]")],
                [TrafficSelector.Parse("10.3.0.0/24")],
                [TrafficSelector.Parse("10.2.0.0/24")],
                [TrafficSelector.Parse("10.2.0.0/16")]));
        AssertText(
            """
            The peer refused our traffic selectors (TS_UNACCEPTABLE); it did not say for which side.
              offered for our side (local_ts): 10.1.0.0/24
              offered for the peer's side (remote_ts): 10.2.0.0/24
            Hint: The peer's remote_ts must overlap our local_ts, and its local_ts our remote_ts.
            """,
            NegotiationReport.ForRefusedTrafficSelectors([TrafficSelector.Parse("10.1.0.0/24")], [TrafficSelector.Parse("10.2.0.0/24")]));
    }

    [Fact]
    public void Selectors_that_overlap_only_across_children_are_no_agreement()
    {
        NegotiationReport report = NegotiationReport.ForTrafficSelectors(
            [TrafficSelector.Parse("10.1.0.0/24")],
            [TrafficSelector.Parse("10.1.0.0/24"), TrafficSelector.Parse("10.3.0.0/24")],
            [TrafficSelector.Parse("10.4.0.0/24")],
            [TrafficSelector.Parse("10.2.0.0/24"), TrafficSelector.Parse("10.4.0.0/24")]);

        Assert.Equal(NegotiationFailure.TrafficSelectorsDisjoint, report.Failure);
        Assert.Equal("Traffic selectors offered do not match policy! There is no common part for both sides at once in any child.", report.Summary);
    }

    [Fact]
    public void Identities_are_named_and_a_wrong_type_is_pointed_out()
    {
        AssertText(
            """
            Peer identity does not match policy! The peer claims to be mallory.test; we expect bob.test.
              claimed identity: mallory.test
              expected identity: bob.test
            Hint: If this is the right peer, set remote { id = mallory.test } here, or local { id = bob.test } on the peer.
            """,
            NegotiationReport.ForIdentity(Identity.Parse("mallory.test"), IdentityPattern.Parse("bob.test")));
        Assert.Equal(
            "Peer identity does not match policy! The peer claims to be keyid:bob.test as ID_KEY_ID, not as ID_FQDN; we expect bob.test.",
            NegotiationReport.ForIdentity(Identity.Parse("keyid:bob.test"), IdentityPattern.Parse("bob.test")).Summary);
    }

    [Fact]
    public void Authentication_failures_say_what_each_side_can_know()
    {
        AssertText(
            """
            No shared key is configured for alice.test (us) and bob.test (the peer).
              our identity: alice.test
              the peer's identity: bob.test
            Hint: Add a secret for the pair: secrets { ike-1 { id-1 = alice.test, id-2 = bob.test, secret = ... } }.
            """,
            NegotiationReport.ForMissingSharedKey(Alice, Bob));
        AssertText(
            """
            The AUTH payload of bob.test is wrong: the shared keys of both sides differ.
              our identity: alice.test
              the peer's identity: bob.test
            Hint: Give both sides the same secret for alice.test and bob.test, and look for blanks, quotation marks and encodings (0x..., 0s...).
            """,
            NegotiationReport.ForWrongAuthentication(Alice, Bob));
        AssertText(
            """
            The peer refused our authentication as alice.test (AUTHENTICATION_FAILED); it does not say why.
              our identity: alice.test
              the peer's identity: bob.test
            Hint: Check on the peer that a connection has remote { id = alice.test }, that it has a secret for this identity, and that the secret is the same as here.
            """,
            NegotiationReport.ForRefusedAuthentication(Alice, Bob));
        Assert.Equal(
            "Authentication method offered does not match policy! bob.test uses RSA Digital Signature; we expect psk.",
            NegotiationReport.ForAuthenticationMethod(Bob, new AuthenticationMethod(1), AuthenticationKind.PreSharedKey).Summary);
    }

    [Fact]
    public void Silence_is_reported_with_what_was_heard_without_protection()
    {
        AssertText(
            """
            192.0.2.2:500 gave no valid answer to 6 transmissions; without protection it said NO_PROPOSAL_CHOSEN.
              the peer's address: 192.0.2.2:500
              unprotected error: NO_PROPOSAL_CHOSEN
            Hint: If that error is genuine, the peer accepts none of our proposals, or has no connection for these addresses.
            """,
            NegotiationReport.ForNoAnswer(NetEndPoint.Parse("192.0.2.2:500"), 6, NotifyType.NoProposalChosen));
        Assert.Equal("192.0.2.2:500 did not answer 6 transmissions.", NegotiationReport.ForNoAnswer(NetEndPoint.Parse("192.0.2.2:500"), 6).Summary);
        Assert.Equal(
            "No connection between 192.0.2.1 and 192.0.2.2 expects a peer that is bob.test.",
            NegotiationReport.ForNoProfile(NetAddress.Parse("192.0.2.1"), NetAddress.Parse("192.0.2.2"), Bob).Summary);
        Assert.Equal(
            "Encapsulation mode offered does not match policy! The peer wants transport mode, the child is configured for tunnel mode.",
            NegotiationReport.ForMode(ChildMode.Transport, ChildMode.Tunnel).Summary);
    }

    [Fact]
    public void The_JSON_says_the_same_on_one_line()
    {
        string json = Select("aes128-sha256-modp2048", "aes256-sha256-modp2048", NegotiationKind.InitialIkeSa).ToJson();

        Assert.DoesNotContain('\n', json);
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        Assert.Equal("NoProposalMatched", root.GetProperty("failure").GetString());
        Assert.StartsWith("The nearest, proposal 1", root.GetProperty("hint").GetString(), StringComparison.Ordinal);
        JsonElement comparison = root.GetProperty("comparisons")[0];
        Assert.Equal("aes128-sha256-modp2048", comparison.GetProperty("offered").GetString());
        Assert.False(comparison.GetProperty("acceptable").GetBoolean());
        JsonElement cipher = comparison.GetProperty("attributes")[0];
        Assert.Equal("ENCR", cipher.GetProperty("attribute").GetString());
        Assert.Equal("aes128", cipher.GetProperty("offered")[0].GetString());
        Assert.Equal("aes256", cipher.GetProperty("accepted")[0].GetString());
        Assert.Equal("the same algorithm with another key length", cipher.GetProperty("reason").GetString());
        Assert.True(comparison.GetProperty("attributes")[1].GetProperty("matches").GetBoolean());
        Assert.Equal(1, root.GetProperty("nearest").GetProperty("policy").GetInt32());

        using JsonDocument identity = JsonDocument.Parse(NegotiationReport.ForIdentity(Alice, IdentityPattern.For(Bob)).ToJson());
        Assert.Equal("alice.test", identity.RootElement.GetProperty("facts").GetProperty("claimedIdentity")[0].GetString());
        Assert.False(identity.RootElement.TryGetProperty("comparisons", out _));
    }

    /// <summary>An offer as long as a message may be: the report stays short, and it finds the pair that fits in what it compares.</summary>
    [Fact]
    public void A_huge_offer_makes_a_bounded_report()
    {
        var random = new Random(4);
        ImmutableArray<Proposal> offer =
        [
            .. Enumerable.Range(1, 255).Select(number => new Proposal((byte)number, SecurityProtocol.Ike, [],
                [.. Enumerable.Range(0, 255).Select(_ => new Transform(new TransformType((byte)random.Next(1, 5)), (ushort)random.Next(2000, 65_536)))])),
        ];
        NegotiationReport report = NegotiationReport.ForProposals(offer, DefaultProposals.Ike, new(NegotiationKind.InitialIkeSa));

        Assert.Equal(32, report.Comparisons.Length);
        Assert.InRange(report.ToText().Length, 1_000, 100_000);
        Assert.Contains("(478 more comparisons are left out)", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proposal_that_fits_is_reported_however_far_back_it_stands()
    {
        string line = string.Join(", ", Enumerable.Repeat("aes128-sha1-modp1024", 19).Append("aes256-sha256-modp2048"));
        NegotiationReport report = Select(line, "aes256-sha256-modp2048", NegotiationKind.InitialIkeSa);

        Assert.Equal(NegotiationFailure.None, report.Failure);
        Assert.Equal(20, report.Nearest!.Position);
        Assert.EndsWith("Proposal 20 of the peer satisfies our priority 1 policy.", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_peer_claims_cannot_write_control_characters_into_a_log()
    {
        var claimed = new Identity(IdentificationType.Fqdn, [.. "evil\n\e[31m"u8]);
        NegotiationReport report = NegotiationReport.ForIdentity(claimed, IdentityPattern.For(Bob));

        Assert.DoesNotContain('\e', report.ToText());
        Assert.Equal(4, report.ToText().Split('\n').Length);
        var huge = new Identity(IdentificationType.KeyId, [.. new byte[60_000]]);
        Assert.InRange(NegotiationReport.ForWrongAuthentication(Alice, huge).ToText().Length, 1, 2_000);
    }

    private static NegotiationReport Select(string offered, string accepted, NegotiationKind kind)
    {
        bool isIke = kind is NegotiationKind.InitialIkeSa or NegotiationKind.RekeyedIkeSa;
        SecurityProtocol protocol = isIke ? SecurityProtocol.Ike : SecurityProtocol.Esp;
        var options = new SelectionOptions(kind);
        _ = ProposalSelection.TrySelect(
            [.. ProposalNotation.ParseList(offered, protocol).Select(proposal => proposal with { Spi = [.. new byte[options.SpiSize]] })],
            ProposalNotation.ParseList(accepted, protocol),
            options,
            out _,
            out NegotiationReport report);
        return report;
    }

    private static void AssertText(string expected, NegotiationReport report) => Assert.Equal(expected.ReplaceLineEndings("\n"), report.ToText());
}
