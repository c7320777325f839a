using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Core.Tests.Policies;

public class ProposalPropertyTests
{
    private const int Rounds = 1_500;

    private static readonly string[][] Words =
    [
        ["aes128", "aes192", "aes256", "3des", "camellia256", "aes256ctr"],
        ["aes128gcm16", "aes256gcm16", "chacha20poly1305", "aes128ccm8"],
        ["sha1", "sha256", "sha384", "sha512", "aesxcbc", "aescmac"],
        ["prfsha1", "prfsha256", "prfsha384", "prfsha512"],
        ["modp1024", "modp2048", "x25519", "ecp256", "ecp384"],
        ["esn", "noesn"],
    ];

    [Fact]
    public void What_is_written_reads_back_equal_whatever_is_in_it()
    {
        var random = new Random(1);
        var buffer = new byte[65_536];
        for (int round = 0; round < Rounds; round++)
        {
            ImmutableArray<Proposal> proposals = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => AnyProposal(random))];
            MessageWriter writer = MessageWriter.ForChain(buffer);
            Proposals.Write(ref writer, proposals);
            int length = writer.Finish();

            WireStatus status = SecurityAssociationView.TryRead(buffer.AsSpan(4, length - 4), out SecurityAssociationView view);
            Assert.True(status.IsOk, $"round {round}: {status}");
            Assert.Equal(proposals, Proposals.Read(view));
        }
    }

    [Fact]
    public void Notation_reads_back_equal()
    {
        var random = new Random(2);
        for (int round = 0; round < Rounds; round++)
        {
            SecurityProtocol protocol = random.Next(2) == 0 ? SecurityProtocol.Ike : SecurityProtocol.Esp;
            Proposal proposal = SoundProposal(random, protocol);

            Assert.Equal(proposal, ProposalNotation.Parse(ProposalNotation.Format(proposal), protocol));
        }
    }

    [Theory]
    [InlineData(NegotiationKind.InitialIkeSa)]
    [InlineData(NegotiationKind.RekeyedIkeSa)]
    [InlineData(NegotiationKind.FirstChildSa)]
    [InlineData(NegotiationKind.ChildSa)]
    public void What_is_selected_is_in_both_and_passes_the_initiators_check(NegotiationKind kind)
    {
        var random = new Random(3 + (int)kind);
        var options = new SelectionOptions(kind);
        SecurityProtocol protocol = kind is NegotiationKind.InitialIkeSa or NegotiationKind.RekeyedIkeSa ? SecurityProtocol.Ike : SecurityProtocol.Esp;
        int selected = 0;
        for (int round = 0; round < Rounds; round++)
        {
            ImmutableArray<Proposal> offer = [.. SoundProposals(random, protocol).Select(proposal => proposal with { Spi = [.. new byte[options.SpiSize]] })];
            ImmutableArray<Proposal> accepted = SoundProposals(random, protocol);
            bool isSelected = ProposalSelection.TrySelect(offer, accepted, options, out Proposal? chosen, out NegotiationReport report);

            // Selection and report come to the same end.
            Assert.Equal(isSelected ? NegotiationFailure.None : NegotiationFailure.NoProposalMatched, report.Failure);
            Assert.Equal(isSelected, report.Comparisons.Any(comparison => comparison.IsAcceptable));
            if (chosen is null)
            {
                Assert.NotNull(report.Hint);
                continue;
            }

            selected++;
            Proposal offered = offer.Single(proposal => proposal.Number == chosen.Number);
            Assert.Equal(chosen.Transforms.Select(transform => transform.Type).Distinct().Count(), chosen.Transforms.Length);
            Assert.All(chosen.Transforms, transform => Assert.Contains(transform, offered.Transforms));
            Assert.Contains(accepted, policy => chosen.Transforms.All(policy.Transforms.Contains));
            Assert.True(ProposalVerification.Verify(offer, [chosen], options, out string? reason), reason);
        }

        // Both ends happen, so that the assertions above mean something.
        Assert.InRange(selected, Rounds / 10, Rounds * 9 / 10);
    }

    [Fact]
    public void A_hint_that_is_followed_on_our_side_mends_the_negotiation()
    {
        var random = new Random(9);
        int mended = 0;
        for (int round = 0; round < Rounds; round++)
        {
            ImmutableArray<Proposal> offer = SoundProposals(random, SecurityProtocol.Ike);
            ImmutableArray<Proposal> accepted = SoundProposals(random, SecurityProtocol.Ike);
            var options = new SelectionOptions(NegotiationKind.InitialIkeSa);
            if (ProposalSelection.TrySelect(offer, accepted, options, out _, out NegotiationReport report))
            {
                continue;
            }

            string ours = Between(report.Hint!, "add ", " to proposals here");
            Assert.True(ProposalSelection.TrySelect(offer, accepted.Add(ProposalNotation.Parse(ours, SecurityProtocol.Ike)), options, out _, out _), report.ToText());
            string theirs = Between(report.Hint!, "set proposals = ", " on the peer");
            Assert.True(ProposalSelection.TrySelect([ProposalNotation.Parse(theirs, SecurityProtocol.Ike)], accepted, options, out _, out _), report.ToText());
            mended++;
        }

        Assert.True(mended > Rounds / 10);
    }

    private static string Between(string text, string before, string after)
    {
        int start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    private static Proposal AnyProposal(Random random) => new(
        (byte)random.Next(256),
        new SecurityProtocol((byte)random.Next(6)),
        Octets(random, random.Next(3) * 4),
        [.. Enumerable.Range(0, random.Next(12)).Select(_ => AnyTransform(random))]);

    private static Transform AnyTransform(Random random) => new(
        new TransformType((byte)random.Next(16)),
        (ushort)random.Next(40),
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(2) == 0
            ? TransformAttribute.Short(new TransformAttributeType((ushort)random.Next(20)), (ushort)random.Next(65_536))
            : TransformAttribute.Long(new TransformAttributeType((ushort)(15 + random.Next(20))), Octets(random, random.Next(10))))]);

    private static ImmutableArray<byte> Octets(Random random, int count)
    {
        var octets = new byte[count];
        random.NextBytes(octets);
        return [.. octets];
    }

    private static ImmutableArray<Proposal> SoundProposals(Random random, SecurityProtocol protocol) =>
        [.. Enumerable.Range(1, random.Next(1, 4)).Select(number => SoundProposal(random, protocol) with { Number = (byte)number })];

    private static Proposal SoundProposal(Random random, SecurityProtocol protocol)
    {
        bool isCombined = random.Next(2) == 0;
        bool isIke = protocol == SecurityProtocol.Ike;
        List<string> words = [.. Some(random, Words[isCombined ? 1 : 0])];
        words.AddRange(isCombined ? [] : Some(random, Words[2]));
        words.AddRange(isIke && (isCombined || random.Next(2) == 0) ? Some(random, Words[3]) : []);
        words.AddRange(isIke || random.Next(3) == 0 ? Some(random, Words[4]) : []);
        words.AddRange(isIke ? [] : Some(random, Words[5]));
        return ProposalNotation.Parse(string.Join('-', words), protocol);
    }

    private static string[] Some(Random random, string[] words)
    {
        string[] shuffled = [.. words];
        random.Shuffle(shuffled);
        return shuffled[..random.Next(1, words.Length + 1)];
    }
}
