using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Policies;

public class ProposalSelectionTests
{
    [Theory]
    // Several proposals: ours decide, not the peer's order.
    [InlineData("aes128-sha1-modp1024, aes256-sha256-modp2048", "aes256-sha256-modp2048, aes128-sha1-modp1024", 2, "aes256-sha256-modp2048")]
    [InlineData("aes128-sha1-modp1024, aes256-sha256-modp2048", "aes128-sha1-modp1024", 1, "aes128-sha1-modp1024")]
    // Several transforms: our order within each type.
    [InlineData("aes128-aes256-sha1-sha256-modp1024-modp2048", "aes256-aes128-sha256-sha1-modp2048-modp1024", 1, "aes256-sha256-modp2048")]
    [InlineData("aes128-aes256-sha1-sha256-modp1024-modp2048", "aes192-aes128-sha1-modp4096-modp1024", 1, "aes128-sha1-modp1024")]
    [InlineData("aes256-sha256-prfsha512-prfsha256-x25519", "aes256-sha256-prfsha256-prfsha512-x25519", 1, "aes256-sha256-x25519")]
    // Combined-mode ciphers beside others.
    [InlineData("aes256-sha256-x25519, aes256gcm16-prfsha256-x25519", "aes256gcm16-prfsha256-x25519, aes256-sha256-x25519", 2, "aes256gcm16-prfsha256-x25519")]
    [InlineData("aes128gcm16-aes256gcm16-chacha20poly1305-prfsha384-ecp384", "chacha20poly1305-prfsha384-ecp384", 1, "chacha20poly1305-prfsha384-ecp384")]
    public void Chooses_for_IKE(string offered, string accepted, int number, string expected)
    {
        Assert.True(TrySelect(offered, accepted, SecurityProtocol.Ike, NegotiationKind.InitialIkeSa, out Proposal? chosen, out NegotiationReport report));
        Assert.Equal(number, chosen.Number);
        Assert.Equal(expected, ProposalNotation.Format(chosen));
        Assert.Equal(NegotiationFailure.None, report.Failure);
    }

    [Theory]
    [InlineData("aes128-sha256-modp2048", "aes256-sha256-modp2048", "ENCR KeyLength")]
    [InlineData("3des-sha256-modp2048", "aes256-sha256-modp2048", "ENCR NothingInCommon")]
    [InlineData("aes256-sha1-prfsha256-modp2048", "aes256-sha256-modp2048", "INTEG NothingInCommon")]
    [InlineData("aes256-sha256-prfsha1-modp2048", "aes256-sha256-modp2048", "PRF NothingInCommon")]
    [InlineData("aes256-sha256-modp1024", "aes256-sha256-modp2048", "KE NothingInCommon")]
    [InlineData("aes256-sha256-modp2048-ke1_mlkem768", "aes256-sha256-modp2048", "ADDKE1 NotInPolicy")]
    [InlineData("aes256-sha256-modp2048", "aes256-sha256-modp2048-ke1_mlkem768", "ADDKE1 NotOffered")]
    [InlineData("aes256-sha256-modp2048", "aes256gcm16-prfsha256-modp2048", "ENCR NothingInCommon, INTEG NotInPolicy")]
    [InlineData("aes256gcm16-prfsha256-modp2048", "aes256-sha256-modp2048", "ENCR NothingInCommon, INTEG NotOffered")]
    public void Refuses_for_IKE(string offered, string accepted, string mismatches)
    {
        Assert.False(TrySelect(offered, accepted, SecurityProtocol.Ike, NegotiationKind.InitialIkeSa, out Proposal? chosen, out NegotiationReport report));
        Assert.Null(chosen);
        Assert.Equal(NegotiationFailure.NoProposalMatched, report.Failure);
        Assert.Equal(mismatches, Describe(report));
    }

    [Theory]
    [InlineData("aes256gcm16", "aes256gcm16", "aes256gcm16")]
    [InlineData("aes256gcm16-esn-noesn", "aes256gcm16", "aes256gcm16")]
    [InlineData("aes256gcm16-esn-noesn", "aes256gcm16-esn", "aes256gcm16-esn")]
    [InlineData("aes256gcm16-noesn-esn", "aes256gcm16-esn-noesn", "aes256gcm16-esn")]
    [InlineData("aes256gcm16-x25519-none", "aes256gcm16", "aes256gcm16-none")]
    [InlineData("aes256gcm16", "aes256gcm16-x25519-none", "aes256gcm16")]
    [InlineData("aes256gcm16-x25519-ecp256", "aes256gcm16-ecp256-x25519", "aes256gcm16-ecp256")]
    [InlineData("aes256gcm16-x25519-ke1_mlkem768-ke1_none", "aes256gcm16-x25519", "aes256gcm16-x25519-ke1_none")]
    public void Chooses_for_a_Child_SA(string offered, string accepted, string expected)
    {
        Assert.True(TrySelect(offered, accepted, SecurityProtocol.Esp, NegotiationKind.ChildSa, out Proposal? chosen, out _));
        Assert.Equal(expected, ProposalNotation.Format(chosen));
        Assert.Equal([1, 2, 3, 4], chosen.Spi);
    }

    [Theory]
    [InlineData("aes256gcm16-esn", "aes256gcm16", "ESN NothingInCommon")]
    [InlineData("aes256gcm16", "aes256gcm16-esn", "ESN NothingInCommon")]
    [InlineData("aes256gcm16-x25519", "aes256gcm16", "KE NotInPolicy")]
    [InlineData("aes256gcm16", "aes256gcm16-x25519", "KE NotOffered")]
    [InlineData("null-sha256", "aes128-sha256", "ENCR NothingInCommon")]
    public void Refuses_for_a_Child_SA(string offered, string accepted, string mismatches)
    {
        Assert.False(TrySelect(offered, accepted, SecurityProtocol.Esp, NegotiationKind.ChildSa, out _, out NegotiationReport report));
        Assert.Equal(mismatches, Describe(report));
    }

    [Theory]
    [InlineData("aes256gcm16-x25519", "aes256gcm16")]
    [InlineData("aes256gcm16", "aes256gcm16-x25519")]
    [InlineData("aes256gcm16-modp2048", "aes256gcm16-x25519")]
    public void The_first_Child_SA_has_no_key_exchange(string offered, string accepted)
    {
        Assert.True(TrySelect(offered, accepted, SecurityProtocol.Esp, NegotiationKind.FirstChildSa, out Proposal? chosen, out _));
        Assert.Equal("aes256gcm16", ProposalNotation.Format(chosen));
    }

    [Fact]
    public void A_combined_mode_cipher_may_come_with_integrity_NONE()
    {
        Proposal offer = WithSpi(ProposalNotation.Parse("aes256gcm16", SecurityProtocol.Esp));
        offer = offer with { Transforms = offer.Transforms.Add(Transform.Integrity(IntegrityAlgorithm.None)) };

        Assert.True(ProposalSelection.TrySelect([offer], DefaultProposals.Esp, new(NegotiationKind.ChildSa), out Proposal? chosen, out _));
        Assert.Equal(IntegrityAlgorithm.None, chosen.Integrity);
        Assert.Equal(EncryptionAlgorithm.AesGcm16, chosen.Encryption);
    }

    [Fact]
    public void A_combined_mode_cipher_with_an_integrity_algorithm_is_refused()
    {
        Proposal offer = WithSpi(ProposalNotation.Parse("aes256gcm16", SecurityProtocol.Esp));
        offer = offer with { Transforms = offer.Transforms.Add(Transform.Integrity(IntegrityAlgorithm.HmacSha2_256_128)) };

        Assert.False(ProposalSelection.TrySelect([offer], [ProposalNotation.Parse("aes256gcm16", SecurityProtocol.Esp)], new(NegotiationKind.ChildSa), out _, out NegotiationReport report));
        Assert.Equal("INTEG IntegrityMode", Describe(report));
    }

    [Fact]
    public void In_a_mixed_offer_the_cipher_that_goes_with_the_integrity_algorithm_is_chosen()
    {
        Proposal mixed = WithSpi(new Proposal(1, SecurityProtocol.Esp, [],
        [
            Transform.Encryption(EncryptionAlgorithm.AesGcm16, 256), Transform.Encryption(EncryptionAlgorithm.AesCbc, 256),
            Transform.Integrity(IntegrityAlgorithm.HmacSha2_256_128), Transform.SequenceNumbers(ExtendedSequenceNumbers.No),
        ]));

        Assert.True(ProposalSelection.TrySelect([mixed], DefaultProposals.Esp, new(NegotiationKind.ChildSa), out Proposal? chosen, out _));
        Assert.Equal("aes256-sha256", ProposalNotation.Format(chosen));
    }

    [Fact]
    public void Sequence_numbers_are_mandatory_in_ESP()
    {
        Proposal offer = WithSpi(new Proposal(1, SecurityProtocol.Esp, [], [Transform.Encryption(EncryptionAlgorithm.AesGcm16, 256)]));

        Assert.False(ProposalSelection.TrySelect([offer], [ProposalNotation.Parse("aes256gcm16", SecurityProtocol.Esp)], new(NegotiationKind.ChildSa), out _, out NegotiationReport report));
        Assert.Equal("ESN NotOffered", Describe(report));
    }

    [Fact]
    public void A_cipher_of_several_key_lengths_without_one_is_refused()
    {
        Proposal offer = ProposalNotation.Parse("aes256-sha256-modp2048", SecurityProtocol.Ike);
        offer = offer with { Transforms = offer.Transforms.SetItem(0, new(TransformType.Encryption, EncryptionAlgorithm.AesCbc.Value)) };

        Assert.False(ProposalSelection.TrySelect([offer], DefaultProposals.Ike, new(NegotiationKind.InitialIkeSa), out _, out NegotiationReport report));
        Assert.Contains(report.Comparisons[1].Verdicts, verdict => verdict is { Attribute: "ENCR", Reason: MismatchReason.KeyLength });
    }

    [Fact]
    public void Duplicate_transforms_do_no_harm()
    {
        Proposal offer = ProposalNotation.Parse("aes256-sha256-modp2048", SecurityProtocol.Ike);
        offer = offer with { Transforms = [.. offer.Transforms, .. offer.Transforms] };

        Assert.True(ProposalSelection.TrySelect([offer], DefaultProposals.Ike, new(NegotiationKind.InitialIkeSa), out Proposal? chosen, out _));
        Assert.Equal(4, chosen.Transforms.Length);
    }

    /// <summary>RFC 7296 3.3.6: the proposal with a transform type that is not understood is passed over, the next one is not.</summary>
    [Fact]
    public void An_unknown_transform_type_makes_its_proposal_unacceptable_and_no_other()
    {
        Proposal good = ProposalNotation.Parse("aes256-sha256-modp2048", SecurityProtocol.Ike);
        Proposal strange = good with { Transforms = good.Transforms.Add(new(new TransformType(99), 1)) };

        Assert.False(ProposalSelection.TrySelect([strange], [good], new(NegotiationKind.InitialIkeSa), out _, out NegotiationReport report));
        Assert.Equal("T99 UnknownTransformType", Describe(report));
        Assert.True(ProposalSelection.TrySelect([strange, good with { Number = 2 }], [good], new(NegotiationKind.InitialIkeSa), out Proposal? chosen, out _));
        Assert.Equal(2, chosen.Number);
    }

    /// <summary>RFC 7296 3.3.6: the transform with an attribute that is not understood is passed over, others of its type are not.</summary>
    [Fact]
    public void An_unknown_attribute_makes_its_transform_unacceptable_and_no_other()
    {
        Proposal good = ProposalNotation.Parse("aes256-sha256-modp2048", SecurityProtocol.Ike);
        var strange = new Transform(TransformType.Encryption, 12,
            [TransformAttribute.Short(TransformAttributeType.KeyLength, 256), TransformAttribute.Short(new TransformAttributeType(77), 1)]);
        Proposal only = good with { Transforms = good.Transforms.SetItem(0, strange) };

        Assert.False(ProposalSelection.TrySelect([only], [good], new(NegotiationKind.InitialIkeSa), out _, out NegotiationReport report));
        Assert.Equal("ENCR UnknownAttribute", Describe(report));
        Assert.True(ProposalSelection.TrySelect([good with { Transforms = good.Transforms.Insert(0, strange) }], [good], new(NegotiationKind.InitialIkeSa), out Proposal? chosen, out _));
        Assert.Equal("aes256-sha256-modp2048", ProposalNotation.Format(chosen));
    }

    [Theory]
    [InlineData(NegotiationKind.InitialIkeSa, 0, true)]
    [InlineData(NegotiationKind.InitialIkeSa, 8, false)]
    [InlineData(NegotiationKind.RekeyedIkeSa, 8, true)]
    [InlineData(NegotiationKind.RekeyedIkeSa, 0, false)]
    [InlineData(NegotiationKind.RekeyedIkeSa, 4, false)]
    public void The_SPI_has_the_size_of_the_negotiation(NegotiationKind kind, int size, bool isAcceptable)
    {
        Proposal offer = ProposalNotation.Parse("aes256-sha256-modp2048", SecurityProtocol.Ike) with { Spi = [.. new byte[size]] };

        Assert.Equal(isAcceptable, ProposalSelection.TrySelect([offer], DefaultProposals.Ike, new(kind), out _, out NegotiationReport report));
        Assert.Equal(!isAcceptable, report.Comparisons.Any(comparison => comparison.Verdicts.Any(verdict => verdict.Reason == MismatchReason.SpiSize)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public void Proposals_are_numbered_from_1(int first, int second)
    {
        Proposal good = ProposalNotation.Parse("aes256-sha256-modp2048", SecurityProtocol.Ike);
        Proposal bad = ProposalNotation.Parse("aes128-sha1-modp1024", SecurityProtocol.Ike);

        Assert.Equal(first == 1, ProposalSelection.TrySelect(
            [bad with { Number = (byte)first }, good with { Number = (byte)second }], [good, bad], new(NegotiationKind.InitialIkeSa), out Proposal? chosen, out _));
        Assert.Equal(first == 1 ? 1 : null, (int?)chosen?.Number);
    }

    [Fact]
    public void ESP_does_not_answer_AH()
    {
        Proposal offer = WithSpi(ProposalNotation.Parse("sha256", SecurityProtocol.Ah));

        Assert.False(ProposalSelection.TrySelect([offer], DefaultProposals.Esp, new(NegotiationKind.ChildSa), out _, out NegotiationReport report));
        Assert.Contains(report.Comparisons[0].Verdicts, verdict => verdict.Reason == MismatchReason.Protocol);
    }

    /// <summary>RFC 7296 1.3: the key exchange of the chosen proposal is the one to ask for with INVALID_KE_PAYLOAD.</summary>
    [Theory]
    [InlineData(null, 19)]
    [InlineData(31, 31)]
    [InlineData(14, 14)]
    [InlineData(2, 19)]
    public void A_preferred_key_exchange_wins_where_both_have_it(int? preferred, int expected)
    {
        ImmutableArray<Proposal> offered = ProposalNotation.ParseList("aes256-sha256-modp1024-modp2048-x25519-ecp256", SecurityProtocol.Ike);
        ImmutableArray<Proposal> accepted = ProposalNotation.ParseList("aes256-sha256-ecp256-x25519-modp2048", SecurityProtocol.Ike);
        KeyExchangeMethod? method = preferred is { } value ? new KeyExchangeMethod((ushort)value) : null;

        Assert.True(ProposalSelection.TrySelect(offered, accepted, new(NegotiationKind.InitialIkeSa, method), out Proposal? chosen, out _));
        Assert.Equal(expected, chosen.KeyExchange!.Value.Value);
    }

    [Fact]
    public void Nothing_offered_or_nothing_accepted_is_a_refusal()
    {
        Assert.False(ProposalSelection.TrySelect([], DefaultProposals.Ike, new(NegotiationKind.InitialIkeSa), out _, out NegotiationReport empty));
        Assert.Equal("The peer offered no proposal.", empty.Summary);
        Assert.False(ProposalSelection.TrySelect(DefaultProposals.Ike, [], new(NegotiationKind.InitialIkeSa), out _, out NegotiationReport none));
        Assert.Equal("We have no policy to hold the peer's proposals against.", none.Summary);
    }

    private static bool TrySelect(
        string offered,
        string accepted,
        SecurityProtocol protocol,
        NegotiationKind kind,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Proposal? chosen,
        out NegotiationReport report) =>
        ProposalSelection.TrySelect(
            [.. ProposalNotation.ParseList(offered, protocol).Select(proposal => protocol == SecurityProtocol.Ike ? proposal : WithSpi(proposal))],
            ProposalNotation.ParseList(accepted, protocol),
            new SelectionOptions(kind),
            out chosen,
            out report);

    private static Proposal WithSpi(Proposal proposal) => proposal with { Spi = [1, 2, 3, 4] };

    private static string Describe(NegotiationReport report) =>
        string.Join(", ", report.Nearest!.Mismatches.Select(verdict => $"{verdict.Attribute} {verdict.Reason}"));
}
