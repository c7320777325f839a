using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies;

public class ProposalVerificationTests
{
    private static readonly ImmutableArray<Proposal> Offer =
        ProposalNotation.ParseList("aes256gcm16-aes128gcm16-prfsha256-x25519-ecp256, aes256-aes128-sha256-sha1-modp2048", SecurityProtocol.Ike);

    [Theory]
    [InlineData("aes256gcm16-prfsha256-x25519", 1)]
    [InlineData("aes128gcm16-prfsha256-ecp256", 1)]
    [InlineData("aes128-sha1-modp2048", 2)]
    [InlineData("aes128-sha1-prfsha256-modp2048", 2)]
    public void An_answer_out_of_the_offer_is_accepted(string answer, int number) => Assert.Null(Verify(answer, number));

    [Theory]
    [InlineData("aes256gcm16-prfsha256-x25519", 3, "The peer chose proposal 3, which we did not send.")]
    [InlineData("aes256gcm16-prfsha256-x25519", 2, "The peer chose aes256gcm16, which proposal 2 does not offer.")]
    [InlineData("aes192-sha1-modp2048", 2, "The peer chose aes192, which proposal 2 does not offer.")]
    [InlineData("aes128-sha1-modp1024", 2, "The peer chose modp1024, which proposal 2 does not offer.")]
    [InlineData("aes128-aes256-sha1-modp2048", 2, "The peer chose both aes128 and aes256, of which one is to be chosen.")]
    [InlineData("aes128gcm16-prfsha256-x25519-ke1_mlkem768", 1, "The peer chose ke1_mlkem768, which proposal 1 does not offer.")]
    public void An_answer_beyond_the_offer_is_refused(string answer, int number, string reason) => Assert.Equal(reason, Verify(answer, number));

    [Fact]
    public void An_answer_that_leaves_a_type_out_is_refused()
    {
        Proposal answer = ProposalNotation.Parse("aes256-sha256-modp2048", SecurityProtocol.Ike) with { Number = 2 };

        Assert.Equal("The peer chose nothing of the kind of modp2048, which proposal 2 demands.", Verify(answer.Without(TransformType.KeyExchange)));
        Assert.Equal("The peer chose nothing of the kind of sha256, which proposal 2 demands.", Verify(answer.Without(TransformType.Integrity)));
        Assert.Equal("The peer chose nothing of the kind of aes256gcm16, which proposal 1 demands.", Verify(new Proposal(1, SecurityProtocol.Ike, [], [])));
    }

    [Fact]
    public void One_proposal_is_an_answer_none_or_two_are_not()
    {
        Proposal good = ProposalNotation.Parse("aes256gcm16-prfsha256-x25519", SecurityProtocol.Ike);

        Assert.True(ProposalVerification.Verify(Offer, [good], new(NegotiationKind.InitialIkeSa), out _));
        Assert.False(ProposalVerification.Verify(Offer, [], new(NegotiationKind.InitialIkeSa), out string? none));
        Assert.Equal("The peer answered with 0 proposals instead of one.", none);
        Assert.False(ProposalVerification.Verify(Offer, [good, good], new(NegotiationKind.InitialIkeSa), out _));
    }

    [Fact]
    public void Protocol_and_SPI_size_must_fit()
    {
        Proposal good = ProposalNotation.Parse("aes256gcm16-prfsha256-x25519", SecurityProtocol.Ike);

        Assert.Equal("The peer's SPI has 8 octets instead of 0.", Verify(good with { Spi = [1, 2, 3, 4, 5, 6, 7, 8] }));
        Assert.Equal("The peer answered for ESP; proposal 1 is for IKE.", Verify(good with { Protocol = SecurityProtocol.Esp }));
    }

    [Fact]
    public void A_combined_mode_cipher_with_integrity_is_refused_even_where_a_sloppy_offer_has_both()
    {
        ImmutableArray<Proposal> sloppy =
        [
            new(1, SecurityProtocol.Esp, [1, 2, 3, 4],
            [
                Transform.Encryption(EncryptionAlgorithm.AesGcm16, 256), Transform.Encryption(EncryptionAlgorithm.AesCbc, 256),
                Transform.Integrity(IntegrityAlgorithm.HmacSha2_256_128), Transform.Integrity(IntegrityAlgorithm.None),
            ]),
        ];
        var combined = new Proposal(1, SecurityProtocol.Esp, [1, 2, 3, 4],
            [Transform.Encryption(EncryptionAlgorithm.AesGcm16, 256), Transform.Integrity(IntegrityAlgorithm.HmacSha2_256_128)]);
        var plain = new Proposal(1, SecurityProtocol.Esp, [1, 2, 3, 4],
            [Transform.Encryption(EncryptionAlgorithm.AesCbc, 256), Transform.Integrity(IntegrityAlgorithm.None)]);

        Assert.False(ProposalVerification.Verify(sloppy, combined, new(NegotiationKind.ChildSa), out string? reason));
        Assert.Equal("The peer chose aes256gcm16 together with an integrity algorithm.", reason);
        Assert.False(ProposalVerification.Verify(sloppy, plain, new(NegotiationKind.ChildSa), out reason));
        Assert.Equal("The peer chose aes256 without an integrity algorithm.", reason);
    }

    [Theory]
    [InlineData("aes256gcm16-x25519-none", "aes256gcm16", true)]
    [InlineData("aes256gcm16-x25519-none", "aes256gcm16-none", true)]
    [InlineData("aes256gcm16-x25519", "aes256gcm16", false)]
    public void A_type_may_be_absent_where_NONE_is_offered(string offer, string answer, bool isRight)
    {
        ImmutableArray<Proposal> offered = [ProposalNotation.Parse(offer, SecurityProtocol.Esp)];
        Proposal answered = ProposalNotation.Parse(answer, SecurityProtocol.Esp) with { Spi = [1, 2, 3, 4] };

        Assert.Equal(isRight, ProposalVerification.Verify(offered, answered, new(NegotiationKind.ChildSa), out _));
        Assert.True(ProposalVerification.Verify(offered, answered, new(NegotiationKind.FirstChildSa), out _));
    }

    private static string? Verify(string answer, int number) =>
        Verify(ProposalNotation.Parse(answer, SecurityProtocol.Ike) with { Number = (byte)number } is var proposal && !answer.Contains("prf") && number == 2
            ? proposal with { Transforms = [.. proposal.Transforms.Where(transform => transform.Type.Value != 2), Transform.Prf(PseudorandomFunction.HmacSha2_256)] }
            : proposal);

    private static string? Verify(Proposal answer) =>
        ProposalVerification.Verify(Offer, answer, new(NegotiationKind.InitialIkeSa), out string? reason) ? null : reason;
}
