using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies.V1;

public class Phase2SelectionTests
{
    private static readonly V1EncapsulationMode Tunnel = V1EncapsulationMode.Tunnel;

    [Theory]
    [InlineData("aes128-sha1, aes256-sha256", "aes256-sha256, aes128-sha1", 2, "aes256-sha256")]
    [InlineData("aes128-sha1-modp2048", "aes128-sha1-modp2048-none", 1, "aes128-sha1-modp2048")]
    [InlineData("aes128-sha1", "aes128-sha1-modp2048-none", 1, "aes128-sha1")]
    [InlineData("aes256gcm16-aes128gcm16-esn-noesn", "aes128gcm16-noesn", 1, "aes128gcm16")]
    [InlineData("aes256ctr-sha384-esn", "aes256ctr-sha384-esn", 1, "aes256ctr-sha384-esn")]
    [InlineData("null-sha256", "null-sha256", 1, "null-sha256")]
    [InlineData("aes192ccm8, aes128gmac", "aes128gmac", 2, "aes128gmac")]
    [InlineData("3des-md5, camellia256-aesxcbc", "camellia256-aesxcbc", 2, "camellia256-aesxcbc")]
    public void The_first_suite_that_a_proposal_satisfies_wins(string offer, string accepted, int proposal, string chosen)
    {
        var offered = Phase2Offer.For(Profiles.Child(offer), Tunnel);

        Assert.True(Phase2Selection.TrySelect(offered.WithSpis(_ => [0xde, 0xad, 0xbe, 0xef]), Profiles.Child(accepted), Tunnel, out Phase2Choice? choice, out NegotiationReport report), report.ToText());
        Assert.Equal(proposal, choice.Main.Number);
        Assert.Equal(chosen, ProposalNotation.Format(choice.Main.Suite!));
        Assert.Equal([0xde, 0xad, 0xbe, 0xef], choice.Main.Suite!.Spi);
        Assert.Equal(ChildMode.Tunnel, choice.Mode);
        ImmutableArray<V1Proposal> answer = choice.Answer(_ => [1, 2, 3, 4]);
        Assert.True(offered.TryAccept(answer, out Phase2Choice? agreed, out string? reason), reason);
        Assert.Equal([1, 2, 3, 4], agreed.Main.PeerSpi);
        Assert.Equal(choice.KeyExchange, agreed.KeyExchange);
    }

    [Theory]
    [InlineData("aes128-sha1", "aes256-sha1", "ENCR", MismatchReason.KeyLength)]
    [InlineData("3des-sha1", "aes256-sha1", "ENCR", MismatchReason.NothingInCommon)]
    [InlineData("aes256-sha1", "aes256-sha256", "INTEG", MismatchReason.NothingInCommon)]
    [InlineData("aes256-sha1-modp2048", "aes256-sha1", "GROUP", MismatchReason.NotInPolicy)]
    [InlineData("aes256-sha1", "aes256-sha1-modp2048", "GROUP", MismatchReason.NotOffered)]
    [InlineData("aes256-sha1-ecp256", "aes256-sha1-modp2048", "GROUP", MismatchReason.NothingInCommon)]
    [InlineData("aes256-sha1-esn", "aes256-sha1", "ESN", MismatchReason.NothingInCommon)]
    public void A_difference_in_one_attribute_is_told(string offer, string accepted, string attribute, MismatchReason reason)
    {
        ImmutableArray<V1Proposal> offered = Phase2Offer.For(Profiles.Child(offer), Tunnel).WithSpis(_ => [1, 2, 3, 4]);
        Assert.False(Phase2Selection.TrySelect(offered, Profiles.Child(accepted), Tunnel, out _, out NegotiationReport report));
        AttributeVerdict verdict = Assert.Single(report.NearestTransform!.Mismatches);
        Assert.Equal((attribute, reason), (verdict.Attribute, verdict.Reason));
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(3, 3, true)]
    [InlineData(61443, 3, true)] // the draft's number for the RFC's
    [InlineData(3, 61443, true)]
    [InlineData(61444, 4, true)]
    [InlineData(2, 1, false)]
    [InlineData(1, 3, false)]
    [InlineData(3, 1, false)]
    [InlineData(4, 3, false)]
    [InlineData(61440, 1, false)]
    public void The_mode_must_agree_with_NAT_or_without(ushort offered, ushort wanted, bool isAccepted)
    {
        ChildProfile child = Profiles.Child("aes256-sha1");
        ImmutableArray<V1Proposal> offer = Phase2Offer.For(child, new V1EncapsulationMode(offered)).WithSpis(_ => [1, 2, 3, 4]);
        Assert.Equal(isAccepted, Phase2Selection.TrySelect(offer, child, new V1EncapsulationMode(wanted), out _, out NegotiationReport report));
        Assert.Equal(isAccepted ? [] : ["MODE"], report.NearestTransform!.Mismatches.Select(verdict => verdict.Attribute));
    }

    [Fact]
    public void A_mode_that_is_not_named_is_up_to_us()
    {
        // RFC 2407 4.5.
        ImmutableArray<V1Proposal> offered = Read("030c0000", "8006010080050005");
        Assert.True(Phase2Selection.TrySelect(offered, Profiles.Child("aes256-sha256"), V1EncapsulationMode.UdpTunnel, out Phase2Choice? choice, out _));
        Assert.Equal(ChildMode.Tunnel, choice.Mode);
    }

    [Theory]
    [InlineData("an unknown attribute", "800601008005000580040001800f0001")]
    [InlineData("rounds of a cipher", "8006010080050005800400018007000c")]
    [InlineData("no such size of sequence numbers", "800601008005000580040001800b0002")]
    [InlineData("two modes", "80060100800500058004000180040002")]
    [InlineData("integrity that is not known", "8006010080050063")]
    [InlineData("a group that is not known", "800601008005000580030003")]
    public void What_is_not_understood_is_no_match(string what, string attributes) =>
        Assert.False(Phase2Selection.TrySelect(Read("030c0000", attributes), Profiles.Child("aes256-sha256"), Tunnel, out _, out _), what);

    [Fact]
    public void A_cipher_that_protects_integrity_goes_without_another()
    {
        Assert.False(Phase2Selection.TrySelect(Read("03140000", "8006010080050005"), Profiles.Child("aes256gcm16"), Tunnel, out _, out NegotiationReport report));
        Assert.Equal(MismatchReason.IntegrityMode, Assert.Single(report.NearestTransform!.Mismatches).Reason);
        Assert.True(Phase2Selection.TrySelect(Read("03140000", "80060100800a0001"), Profiles.Child("aes256gcm16"), Tunnel, out _, out report), report.ToText());
    }

    [Fact]
    public void An_SPI_has_four_octets()
    {
        ChildProfile child = Profiles.Child("aes256-sha256");
        ImmutableArray<V1Proposal> offered = Phase2Offer.For(child, Tunnel).WithSpis(_ => [1, 2]);
        Assert.False(Phase2Selection.TrySelect(offered, child, Tunnel, out _, out NegotiationReport report));
        Assert.Equal("SPI", Assert.Single(report.NearestTransform!.Mismatches).Attribute);
        Assert.Contains("cannot be accepted whatever is configured", report.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void AH_names_its_algorithm_twice()
    {
        ChildProfile child = Profiles.Child("", settings => settings.WithAhProposals("sha256, md5"));
        var offer = Phase2Offer.For(child, Tunnel);
        Assert.Equal([V1AhTransform.Sha2_256.Value, V1AhTransform.Md5.Value], offer.Proposals.Select(proposal => proposal.Transforms[0].Id));
        Assert.Equal([5, 1], offer.Proposals.Select(proposal => (int)V1IpsecParameters.Read(proposal.Transforms[0]).Authentication!.Value.Value));
        Assert.True(Phase2Selection.TrySelect(offer.WithSpis(_ => [1, 2, 3, 4]), child, Tunnel, out Phase2Choice? choice, out _));
        Assert.Equal(SecurityProtocol.Ah, choice.Main.Suite!.Protocol);
        Assert.False(Phase2Selection.TrySelect([new(1, V1Protocol.Ah, [1, 2, 3, 4], [offer.Proposals[0].Transforms[0] with { Id = V1AhTransform.Md5.Value }])], child, Tunnel, out _, out _));
    }

    [Fact]
    public void Proposals_of_one_number_are_taken_together_or_not_at_all()
    {
        ChildProfile both = Profiles.Child("aes256-sha256", child => child.WithAhProposals("sha1"));
        ChildProfile esp = Profiles.Child("aes256-sha256");
        ImmutableArray<V1Proposal> offered = Phase2Offer.For(both, Tunnel).WithSpis(protocol => [protocol.Value, 0, 0, 1]);
        Assert.Equal([(1, V1Protocol.Ah), (1, V1Protocol.Esp)], offered.Select(proposal => ((int)proposal.Number, proposal.Protocol)));

        Assert.True(Phase2Selection.TrySelect(offered, both, Tunnel, out Phase2Choice? choice, out _));
        Assert.Equal([V1Protocol.Ah, V1Protocol.Esp], choice.Protocols.Select(protocol => protocol.Protocol));
        Assert.Equal(V1Protocol.Esp, choice.Main.Protocol);
        Assert.Equal([2, 0, 0, 1], choice.Protocols[0].Suite!.Spi);
        Assert.True(Phase2Offer.For(both, Tunnel).TryAccept(choice.Answer(_ => [9, 9, 9, 9]), out _, out string? reason), reason);

        // One of both is not enough for whoever wants both, and too much for whoever wants one.
        Assert.False(Phase2Selection.TrySelect(offered, esp, Tunnel, out _, out NegotiationReport report));
        AttributeVerdict verdict = Assert.Single(report.NearestTransform!.Mismatches);
        Assert.Equal(("AH+ESP", "ESP", MismatchReason.ProtocolSet), (verdict.Offered[0], verdict.Accepted[0], verdict.Reason));
        Assert.False(Phase2Selection.TrySelect([offered[1]], both, Tunnel, out _, out _));
        Assert.False(Phase2Selection.TrySelect([offered[1], offered[1]], both, Tunnel, out _, out _));
        Assert.False(Phase2Offer.For(both, Tunnel).TryAccept([choice.Answer(_ => [9, 9, 9, 9])[0]], out _, out reason));
        Assert.Equal("The peer answered 1 of the 2 proposals of number 1, which hold together.", reason);

        // With another number beside it, that one is an alternative.
        Assert.True(Phase2Selection.TrySelect([.. offered, offered[1] with { Number = 2 }], esp, Tunnel, out choice, out _));
        Assert.Equal(2, choice.Main.Number);
    }

    [Fact]
    public void Compression_is_offered_first_and_may_be_declined()
    {
        ChildProfile compressing = Profiles.Child("aes256-sha256", child => child.WithCompression());
        var offer = Phase2Offer.For(compressing, Tunnel);
        Assert.Equal([V1Protocol.Esp, V1Protocol.IpComp], offer.Protocols);
        ImmutableArray<V1Proposal> offered = offer.WithSpis(protocol => protocol == V1Protocol.IpComp ? [0x12, 0x34] : [1, 2, 3, 4]);
        Assert.Equal([1, 1, 2], offered.Select(proposal => (int)proposal.Number));

        Assert.True(Phase2Selection.TrySelect(offered, compressing, Tunnel, out Phase2Choice? choice, out _));
        Assert.Equal([V1Protocol.Esp, V1Protocol.IpComp], choice.Protocols.Select(protocol => protocol.Protocol));
        Assert.Equal([0x12, 0x34], choice.Protocols[1].PeerSpi);
        Assert.Null(choice.Protocols[1].Suite);
        Assert.True(offer.TryAccept(choice.Answer(protocol => protocol == V1Protocol.IpComp ? [0, 1] : [5, 6, 7, 8]), out Phase2Choice? agreed, out string? reason), reason);
        Assert.Equal(2, agreed.Protocols.Length);

        Assert.True(Phase2Selection.TrySelect(offered, Profiles.Child("aes256-sha256"), Tunnel, out choice, out _));
        Assert.Equal(2, choice.Main.Number);
        Assert.True(offer.TryAccept(choice.Answer(_ => [5, 6, 7, 8]), out agreed, out reason), reason);
        Assert.Single(agreed.Protocols);
    }

    [Fact]
    public void One_group_is_in_all_of_an_offer()
    {
        // RFC 2409 5.5: there is one KE payload.
        var offer = Phase2Offer.For(Profiles.Child("aes256-sha256-ecp256-modp2048, aes128-sha1-modp2048, aes128-sha256-ecp256, 3des-sha1"), Tunnel);
        Assert.Equal(KeyExchangeMethod.Ecp256, offer.KeyExchange);
        Assert.Equal([12, 12], offer.Proposals.Select(proposal => (int)proposal.Transforms[0].Id));
        Assert.All(offer.Proposals.SelectMany(proposal => proposal.Transforms), transform => Assert.Equal(V1GroupDescription.Ecp256, V1IpsecParameters.Read(transform).Group));

        Assert.Null(Phase2Offer.For(Profiles.Child("aes256-sha256, aes128-sha256-modp2048, aes128-sha1-modp2048-none"), Tunnel).KeyExchange);
        Assert.Equal(2, Phase2Offer.For(Profiles.Child("aes256-sha256, aes128-sha256-modp2048, aes128-sha1-modp2048-none"), Tunnel).Proposals.Length);
    }

    [Fact]
    public void A_bundle_has_one_group()
    {
        ChildProfile child = Profiles.Child("aes256-sha256-modp2048-ecp256", settings => settings.WithAhProposals("sha1-modp2048-ecp256"));
        ImmutableArray<V1Proposal> offered = Phase2Offer.For(child, Tunnel).WithSpis(_ => [1, 2, 3, 4]);
        Assert.True(Phase2Selection.TrySelect(offered, child, Tunnel, out Phase2Choice? choice, out _));
        Assert.Equal(KeyExchangeMethod.Modp2048, choice.KeyExchange);
        V1Transform other = offered[1].Transforms[0] with
        {
            Attributes = [.. offered[1].Transforms[0].Attributes.Select(attribute => attribute.Type == 3 ? V1Attribute.Short(3, 19) : attribute)],
        };
        Assert.False(Phase2Selection.TrySelect([offered[0], offered[1] with { Transforms = [other] }], child, Tunnel, out _, out NegotiationReport report));
        Assert.Contains("Diffie-Hellman group offered does not match policy! (GROUP: offered ecp256; accepted modp2048", report.ToText(), StringComparison.Ordinal);
        Assert.True(Phase2Selection.TrySelect([offered[0], offered[1] with { Transforms = [other, offered[1].Transforms[0]] }], child, Tunnel, out choice, out _));
    }

    [Fact]
    public void A_group_named_for_one_protocol_is_meant_for_both()
    {
        ChildProfile child = Profiles.Child("aes256-sha256-ecp256", settings => settings.WithAhProposals("sha1"));
        var offer = Phase2Offer.For(child, Tunnel);
        Assert.Equal(KeyExchangeMethod.Ecp256, offer.KeyExchange);
        Assert.All(offer.Proposals, proposal => Assert.Equal(V1GroupDescription.Ecp256, V1IpsecParameters.Read(proposal.Transforms[0]).Group));
        Assert.True(Phase2Selection.TrySelect(offer.WithSpis(_ => [1, 2, 3, 4]), child, Tunnel, out _, out NegotiationReport report), report.ToText());
        PolicyException exception = Assert.Throws<PolicyException>(() => Profiles.Child("aes256-sha256-ecp256", settings => settings.WithAhProposals("sha1-modp2048")));
        Assert.Equal("children.child.ah_proposals", Assert.Single(exception.Errors).Setting);
    }

    [Fact]
    public void An_initiator_accepts_nothing_that_it_did_not_offer()
    {
        var offer = Phase2Offer.For(Profiles.Child("aes256-sha256, 3des-md5"), Tunnel);
        V1Proposal first = offer.WithSpis(_ => [1, 2, 3, 4])[0];
        Check([], "The peer answered without a proposal.");
        Check([first, first with { Number = 2 }], "The peer chose proposals of different numbers, of which one is to be chosen.");
        Check([first, first], "The peer answered 2 of the 1 proposals of number 1, which hold together.");
        Check([first with { Number = 9, Transforms = [] }], "The peer chose proposal 9, which we did not send.");
        Check([first with { Protocol = V1Protocol.Ah }], "The peer answered for IPSEC_AH, which proposal 1 does not offer.");
        Check([first with { Spi = [1, 2] }], "The peer's SPI for IPSEC_ESP has 2 octets.");
        Check([first with { Transforms = [] }], "The peer answered with 0 transforms for IPSEC_ESP instead of one.");
        Check([With(first, 5, 2)], "The peer answered transform 1 with Authentication-Algorithm 2, which is not what it offers.");
        Check([With(first, 4, 3)], "The peer answered transform 1 with Encapsulation-Mode 3, which is not what it offers.");

        Assert.True(offer.TryAccept([offer.WithSpis(_ => [1, 2, 3, 4])[1] with { Number = 1 }], out Phase2Choice? choice, out string? reason), reason);
        Assert.Equal(2, choice.Priority);

        void Check(ImmutableArray<V1Proposal> answer, string expected)
        {
            Assert.False(offer.TryAccept(answer, out _, out string? reason));
            Assert.Equal(expected, reason);
        }
    }

    [Fact]
    public void An_answer_may_repeat_its_choice_without_compression()
    {
        // As strongSwan 5.9.8 answered: ESP and IPCOMP of number 1, and the same ESP of number 2.
        var offer = Phase2Offer.For(Profiles.Child("aes256-sha256", child => child.WithCompression()), Tunnel);
        ImmutableArray<V1Proposal> answer = offer.WithSpis(protocol => protocol == V1Protocol.IpComp ? [1, 2] : [1, 2, 3, 4]);
        Assert.Equal([(1, V1Protocol.Esp), (1, V1Protocol.IpComp), (2, V1Protocol.Esp)], answer.Select(proposal => ((int)proposal.Number, proposal.Protocol)));
        Assert.True(offer.TryAccept(answer, out Phase2Choice? choice, out string? reason), reason);
        Assert.Equal([V1Protocol.Esp, V1Protocol.IpComp], choice.Protocols.Select(protocol => protocol.Protocol));

        // Whatever says something else of number 2 is no choice.
        Assert.False(offer.TryAccept([answer[0], answer[1], answer[2] with { Spi = [4, 3, 2, 1] }], out _, out _));
        Assert.False(offer.TryAccept([answer[0], answer[1], answer[1] with { Number = 2 }], out _, out _));
        Assert.False(offer.TryAccept([answer[2], answer[0], answer[1]], out _, out _));
        Assert.False(offer.TryAccept([answer[0], answer[2]], out _, out _));
    }

    private static V1Proposal With(V1Proposal proposal, ushort type, ushort value) => proposal with
    {
        Transforms = [proposal.Transforms[0] with { Attributes = [.. proposal.Transforms[0].Attributes.Select(attribute => attribute.Type == type ? V1Attribute.Short(type, value) : attribute)] }],
    };

    // An ESP proposal with one transform: number 3 and its identifier, then attributes.
    private static ImmutableArray<V1Proposal> Read(string transform, string attributes)
    {
        int size = attributes.Length / 2;
        return RecordedOffer.Parse($"0000000100000001{size + 20:x8}01030401deadbeef{size + 8:x8}{transform}{attributes}");
    }
}
