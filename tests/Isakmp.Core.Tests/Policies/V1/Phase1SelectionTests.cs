using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies.V1;

public class Phase1SelectionTests
{
    [Theory]
    [InlineData("aes128-sha1-modp1024, aes256-sha256-modp2048", "aes256-sha256-modp2048, aes128-sha1-modp1024", 2, 1)] // our priority leads
    [InlineData("aes128-sha1-modp1024, aes128-sha1-modp1024", "aes128-sha1-modp1024", 1, 1)] // of two that fit the first
    [InlineData("aes128-sha1-modp1024", "3des-md5-modp1024, aes256-aes128-sha256-sha1-modp1024-modp2048", 1, 8)] // combinations count on
    [InlineData("camellia256-sha512-ecp256bp", "camellia256-sha512-ecp256bp", 1, 1)]
    [InlineData("des-md5-modp768", "des-md5-modp768", 1, 1)]
    [InlineData("aes256-sha384-x25519", "default, aes256-sha384-curve25519", 1, 2)]
    public void The_first_policy_that_a_transform_satisfies_wins(string offer, string policies, int transform, int priority)
    {
        ImmutableArray<V1Proposal> offered = [new(1, V1Protocol.Isakmp, [], [.. Profiles.Policies(offer).Select((policy, index) => policy.ToTransform((byte)(index + 1)))])];

        Assert.True(Phase1Selection.TrySelect(offered, Profiles.Policies(policies), out Phase1Choice? choice, out NegotiationReport report), report.ToText());
        Assert.Equal(priority, choice.Policy.Priority);
        Assert.Equal(offered[0].Transforms[transform - 1], Assert.Single(choice.Answer.Transforms));
        Assert.True(Phase1Offer.For(Profiles.Policies(offer)).TryAccept([choice.Answer], out _, out string? reason), reason);
    }

    [Theory]
    [InlineData("aes128-sha256-modp2048", "aes256-sha256-modp2048", MismatchReason.KeyLength, "ENCR")]
    [InlineData("3des-sha256-modp2048", "aes256-sha256-modp2048", MismatchReason.NothingInCommon, "ENCR")]
    [InlineData("aes256-sha1-modp2048", "aes256-sha256-modp2048", MismatchReason.NothingInCommon, "HASH")]
    [InlineData("aes256-sha256-modp1024", "aes256-sha256-modp2048", MismatchReason.NothingInCommon, "GROUP")]
    public void A_difference_in_one_attribute_is_told(string offer, string policy, MismatchReason reason, string attribute)
    {
        Assert.False(Phase1Selection.TrySelect(Phase1Offer.For(Profiles.Policies(offer)).Proposals, Profiles.Policies(policy), out _, out NegotiationReport report));
        AttributeVerdict verdict = Assert.Single(report.NearestTransform!.Mismatches);
        Assert.Equal((reason, attribute), (verdict.Reason, verdict.Attribute));
        Assert.Equal(NegotiationFailure.NoProposalMatched, report.Failure);
    }

    [Theory]
    [InlineData("aes256 without key length", "80010007800200048004000e80030001", MismatchReason.KeyLength)]
    [InlineData("another method", "80010007800e0100800200048004000e80030003", MismatchReason.NothingInCommon)]
    [InlineData("no method", "80010007800e0100800200048004000e", MismatchReason.NotOffered)]
    [InlineData("no hash", "80010007800e01008004000e80030001", MismatchReason.NotOffered)]
    [InlineData("no group", "80010007800e01008002000480030001", MismatchReason.NotOffered)]
    [InlineData("no cipher", "800200048004000e80030001", MismatchReason.NotOffered)]
    [InlineData("a PRF of its own", "80010007800e0100800200048004000e80030001800d0001", MismatchReason.NotInPolicy)]
    [InlineData("the wrong type of group", "80010007800e0100800200048004000e8003000180050002", MismatchReason.NothingInCommon)]
    [InlineData("an unknown attribute", "80010007800e0100800200048004000e80030001c0000001", MismatchReason.UnknownAttribute)]
    [InlineData("two ciphers", "8001000780010005800e0100800200048004000e80030001", MismatchReason.UnknownAttribute)]
    public void What_RFC_2409_does_not_allow_is_no_match(string what, string attributes, MismatchReason reason)
    {
        ImmutableArray<V1Proposal> offered = RecordedOffer.Parse(Payload(attributes));
        Assert.False(Phase1Selection.TrySelect(offered, Profiles.Policies("aes256-sha256-modp2048"), out _, out NegotiationReport report), what);
        Assert.Equal(reason, Assert.Single(report.NearestTransform!.Mismatches).Reason);
    }

    [Theory]
    [InlineData("80010007800e0100800200048004000e80030001")] // without lifetime
    [InlineData("800e0100" + "0002000104" + "80030001" + "0001000400000007" + "8004000e")] // cipher and hash in the variable form, the group last
    [InlineData("80010007800e0100800200048004000e8003000180050001")] // with the type of the group
    [InlineData("80010007800e0100800200048004000e80030001800b0001000c000400015180800b0002000c0004ffffffff")]
    public void Order_form_and_what_is_implied_do_not_matter(string attributes)
    {
        Assert.True(Phase1Selection.TrySelect(RecordedOffer.Parse(Payload(attributes)), Profiles.Policies("aes256-sha256-modp2048"), out Phase1Choice? choice, out NegotiationReport report), report.ToText());
        Assert.Equal(RecordedOffer.Parse(Payload(attributes))[0].Transforms, choice.Answer.Transforms);
    }

    [Fact]
    public void Nothing_holds_together_in_phase_1()
    {
        V1Proposal proposal = Phase1Offer.For(Profiles.Policies("aes256-sha256-modp2048")).Proposals[0];
        ImmutableArray<IsakmpPolicy> policies = Profiles.Policies("aes256-sha256-modp2048");
        Assert.False(Phase1Selection.TrySelect([proposal, proposal with { Protocol = V1Protocol.Esp }], policies, out _, out _));
        Assert.False(Phase1Selection.TrySelect([proposal with { Protocol = V1Protocol.Esp }], policies, out _, out _));
        Assert.False(Phase1Selection.TrySelect([proposal with { Transforms = [proposal.Transforms[0] with { Id = 2 }] }], policies, out _, out _));
        Assert.False(Phase1Selection.TrySelect([], policies, out _, out NegotiationReport report));
        Assert.Equal("The peer offered no transform.", report.Summary);
        Assert.False(Phase1Selection.TrySelect([proposal], [], out _, out report));
        Assert.Equal("We have no policy to hold the peer's transforms against.", report.Summary);

        // Several proposals of different numbers, which RFC 2409 5 forbids and old initiators send, are alternatives.
        Assert.True(Phase1Selection.TrySelect([proposal with { Protocol = V1Protocol.Ah }, proposal with { Number = 2, Spi = [1, 2, 3, 4, 5, 6, 7, 8] }], policies, out Phase1Choice? choice, out _));
        Assert.Equal((2, 0), (choice.Answer.Number, choice.Answer.Spi.Length));
    }

    [Fact]
    public void An_initiator_accepts_nothing_that_it_did_not_offer()
    {
        var offer = Phase1Offer.For(Profiles.Policies("aes256-sha256-modp2048, 3des-md5-modp1024"));
        V1Transform first = offer.Proposals[0].Transforms[0];
        Check([], "The peer answered with 0 proposals instead of one.");
        Check([offer.Proposals[0]], "The peer answered with 2 transforms instead of one.");
        Check([Answer(first) with { Protocol = V1Protocol.Esp }], "The peer answered for IPSEC_ESP instead of ISAKMP.");
        Check([Answer(first with { Number = 9, Attributes = first.Attributes.RemoveAt(0) })], "The peer chose transform 9, which we did not send.");
        Check([Answer(first with { Id = 2 })], "The peer answered transform 1 with identifier 2 instead of 1.");
        Check([Answer(first with { Attributes = first.Attributes.SetItem(1, V1Attribute.Short(14, 128)) })], "The peer answered transform 1 with Key-Length 128, which is not what it offers.");
        Check([Answer(first with { Attributes = first.Attributes.RemoveAt(1) })], "The peer left Key-Length 256 out of transform 1.");
        Check([Answer(first with { Attributes = first.Attributes.Add(V1Attribute.Short(5, 1)) })], "The peer answered transform 1 with Group-Type 1, which is not what it offers.");

        // The other one under this number, or under a number of its own counting, is still one of ours.
        Assert.True(offer.TryAccept([Answer(offer.Proposals[0].Transforms[1] with { Number = 1 }) with { Number = 0 }], out Phase1Choice? choice, out _));
        Assert.Equal(2, choice.Policy.Priority);

        void Check(ImmutableArray<V1Proposal> answer, string expected)
        {
            Assert.False(offer.TryAccept(answer, out _, out string? reason));
            Assert.Equal(expected, reason);
        }
    }

    [Fact]
    public void A_choice_names_the_algorithms_as_providers_know_them()
    {
        Assert.True(Phase1Selection.TrySelect(Phase1Offer.For(Profiles.Policies("3des-md5-modp1024")).Proposals, Profiles.Policies("3des-md5-modp1024"), out Phase1Choice? choice, out _));
        Assert.Equal(
            (EncryptionAlgorithm.TripleDes, 0, PseudorandomFunction.HmacMd5, HashAlgorithmIdentifier.Md5, KeyExchangeMethod.Modp1024, V1AuthenticationMethod.PreSharedKey),
            (choice.Encryption, choice.KeyBits, choice.Prf, choice.Hash, choice.KeyExchange, choice.AuthenticationMethod));
        Assert.Equal("3des-md5-modp1024", ProposalNotation.Format(choice.Suite));
    }

    private static V1Proposal Answer(V1Transform transform) => new(1, V1Protocol.Isakmp, [], [transform]);

    private static string Payload(string attributes)
    {
        int size = attributes.Length / 2;
        return $"0000000100000001{size + 16:x8}01010001{size + 8:x8}01010000{attributes}";
    }
}
