using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Core.Tests.Policies.V1;

public class V1PropertyTests
{
    private const int Rounds = 1_000;

    private static readonly string[] Ciphers = ["aes128", "aes192", "aes256", "3des", "des", "camellia256"];
    private static readonly string[] EspCiphers = ["aes128", "aes256", "3des", "aes256ctr", "null", "camellia256"];
    private static readonly string[] Combined = ["aes128gcm16", "aes256gcm16", "aes128ccm8", "aes256gmac"];
    private static readonly string[] Hashes = ["md5", "sha1", "sha256", "sha384", "sha512"];
    private static readonly string[] Groups = ["modp1024", "modp2048", "x25519", "ecp256", "ecp384"];
    private static readonly V1EncapsulationMode[] Modes = [V1EncapsulationMode.Tunnel, V1EncapsulationMode.Tunnel, V1EncapsulationMode.UdpTunnel, V1EncapsulationMode.UdpTunnelDraft];

    [Fact]
    public void What_phase_1_selects_passes_the_initiators_check()
    {
        var random = new Random(21);
        int selected = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var offer = Phase1Offer.For(AnyPolicies(random, mostLifetime: 4));
            ImmutableArray<IsakmpPolicy> policies = AnyPolicies(random, mostLifetime: 4);
            ImmutableArray<V1Proposal> sent = OverTheWire(offer.Proposals);
            bool isSelected = Phase1Selection.TrySelect(sent, policies, out Phase1Choice? choice, out NegotiationReport report);

            // Selection and report come to the same end.
            Assert.Equal(isSelected ? NegotiationFailure.None : NegotiationFailure.NoProposalMatched, report.Failure);
            Assert.Equal(isSelected, report.TransformComparisons.Any(comparison => comparison.IsAcceptable));
            if (choice is null)
            {
                Assert.NotNull(report.Hint);
                continue;
            }

            selected++;
            Assert.Equal(choice.Policy.Priority, report.TransformComparisons[^1].Priority);
            Assert.Contains(choice.Answer.Transforms[0], offer.Proposals[0].Transforms);
            Assert.True(offer.TryAccept(OverTheWire([choice.Answer]), out Phase1Choice? agreed, out string? reason), reason);
            Assert.Equal(choice.Suite, agreed.Suite);
            // Both keep it no longer than either wants, unless one obeys.
            Assert.True(choice.Policy.LifetimeRule == LifetimeRule.Obey || !choice.Lifetime.Exceeds(choice.Policy.Lifetime));
        }

        Assert.InRange(selected, Rounds / 10, Rounds * 9 / 10);
    }

    [Fact]
    public void What_phase_2_selects_passes_the_initiators_check()
    {
        var random = new Random(22);
        int selected = 0;
        for (int round = 0; round < Rounds; round++)
        {
            (ChildProfile initiator, ChildProfile responder) = (AnyChild(random), AnyChild(random));
            V1EncapsulationMode mode = Modes[random.Next(Modes.Length)];
            var offer = Phase2Offer.For(initiator, mode);
            bool isSelected = Phase2Selection.TrySelect(
                OverTheWire(offer.WithSpis(Spi)), responder, Modes[random.Next(2)] == mode ? mode : V1EncapsulationMode.Tunnel, out Phase2Choice? choice, out NegotiationReport report);
            Assert.Equal(isSelected ? NegotiationFailure.None : NegotiationFailure.NoProposalMatched, report.Failure);
            if (choice is null)
            {
                Assert.False(report.NearestTransform!.IsAcceptable, report.ToText());
                Assert.NotNull(report.Hint);
                continue;
            }

            selected++;
            Assert.Contains(report.TransformComparisons, comparison => comparison.IsAcceptable && comparison.Priority == choice.Priority);
            Assert.True(offer.TryAccept(OverTheWire(choice.Answer(Spi)), out Phase2Choice? agreed, out string? reason), reason);
            Assert.Equal(choice.Main.Suite, agreed.Main.Suite);
            Assert.Equal(offer.KeyExchange, choice.KeyExchange);
            Assert.Equal(choice.Protocols.Select(protocol => protocol.Protocol), agreed.Protocols.Select(protocol => protocol.Protocol));
        }

        Assert.InRange(selected, Rounds / 20, Rounds * 9 / 10);
    }

    [Fact]
    public void A_hint_that_is_followed_on_our_side_mends_the_negotiation()
    {
        var random = new Random(23);
        int mended = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var offer = Phase1Offer.For(AnyPolicies(random, mostLifetime: 1));
            ImmutableArray<IsakmpPolicy> policies = AnyPolicies(random, mostLifetime: 1);
            if (Phase1Selection.TrySelect(offer.Proposals, policies, out _, out NegotiationReport report))
            {
                continue;
            }

            ImmutableArray<IsakmpPolicy> more = Profiles.Policies(Between(report.Hint!, "add ", " to proposals here"));
            Assert.True(Phase1Selection.TrySelect(offer.Proposals, policies.AddRange(more), out _, out _), report.ToText());
            ImmutableArray<IsakmpPolicy> theirs = Profiles.Policies(Between(report.Hint!, "set proposals = ", report.Hint!.Contains(" on the peer, or", StringComparison.Ordinal) ? " on the peer, or" : " on the peer."));
            Assert.True(Phase1Selection.TrySelect(Phase1Offer.For(theirs).Proposals, policies, out _, out _), report.ToText());
            mended++;
        }

        Assert.True(mended > Rounds / 10);
    }

    [Fact]
    public void Whatever_comes_as_an_offer_or_an_answer_is_judged()
    {
        // Sound payloads with octets changed: whatever still parses goes through all that judges it.
        var random = new Random(24);
        ChildProfile child = Profiles.Child("aes256-sha256, aes128gcm16-modp2048", settings => settings.WithCompression());
        ChildProfile bundle = Profiles.Child("aes256-sha256", settings => settings.WithAhProposals("sha256"));
        ImmutableArray<IsakmpPolicy> policies = Profiles.Policies("aes256-sha256-modp2048, 3des-md5-modp1024");
        var offer1 = Phase1Offer.For(policies);
        var offer2 = Phase2Offer.For(child, V1EncapsulationMode.UdpTunnel);
        byte[][] bodies = [Write(offer1.Proposals), Write(offer2.WithSpis(Spi)), Write(Phase2Offer.For(bundle, V1EncapsulationMode.Tunnel).WithSpis(Spi))];
        (int parsed, int accepted) = (0, 0);
        for (int round = 0; round < 5 * Rounds; round++)
        {
            byte[] body = [.. bodies[random.Next(bodies.Length)]];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                body[random.Next(body.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)random.Next(12);
            }

            if (!SecurityAssociationView.TryRead(body, out SecurityAssociationView view).IsOk)
            {
                continue;
            }

            parsed++;
            ImmutableArray<V1Proposal> proposals = V1Proposals.Read(view);
            accepted += Phase1Selection.TrySelect(proposals, policies, out _, out NegotiationReport first) ? 1 : 0;
            accepted += Phase2Selection.TrySelect(proposals, child, V1EncapsulationMode.UdpTunnel, out _, out NegotiationReport second) ? 1 : 0;
            accepted += Phase2Selection.TrySelect(proposals, bundle, V1EncapsulationMode.Tunnel, out _, out NegotiationReport third) ? 1 : 0;
            accepted += offer1.TryAccept(proposals, out _, out _) ? 1 : 0;
            accepted += offer2.TryAccept(proposals, out _, out _) ? 1 : 0;
            foreach (NegotiationReport report in new[] { first, second, third, NegotiationReport.ForInvalidPhase1Answer(offer1, proposals, ""), NegotiationReport.ForInvalidPhase2Answer(offer2, proposals, "") })
            {
                _ = report.ToText();
                _ = report.ToJson();
            }
        }

        Assert.InRange(parsed, Rounds, 5 * Rounds);
        Assert.InRange(accepted, Rounds / 10, parsed);
    }

    private static ImmutableArray<byte> Spi(V1Protocol protocol) => protocol == V1Protocol.IpComp ? [0x12, 0x34] : [protocol.Value, 2, 3, 4];

    private static string Between(string text, string before, string after)
    {
        int start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    private static ImmutableArray<IsakmpPolicy> AnyPolicies(Random random, int mostLifetime) =>
    [
        .. Enumerable.Range(0, random.Next(1, 4)).SelectMany(_ => Profiles.Policies($"{Some(random, Ciphers)}-{Some(random, Hashes)}-{Some(random, Groups)}"))
            .Take(20).Select((policy, index) => policy with
            {
                Priority = index + 1,
                Lifetime = new((ulong)random.Next(1, mostLifetime + 1) * 3600, null),
                LifetimeRule = mostLifetime == 1 ? LifetimeRule.Claim : random.Next(8) == 0 ? LifetimeRule.Strict : (LifetimeRule)random.Next(2),
            }),
    ];

    private static ChildProfile AnyChild(Random random) => Profiles.Child(
        string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => AnyEsp(random))),
        child =>
        {
            _ = random.Next(6) == 0 ? child.WithAhProposals(Some(random, Hashes)) : child;
            _ = child.WithCompression(random.Next(4) == 0).WithLifetime(TimeSpan.FromHours(random.Next(1, 4)));
        });

    private static string AnyEsp(Random random)
    {
        string algorithms = random.Next(2) == 0 ? Some(random, Combined) : $"{Some(random, EspCiphers)}-{Some(random, Hashes)}";
        return algorithms + (random.Next(4) == 0 ? $"-{Some(random, Groups)}" : "") + (random.Next(4) == 0 ? "-esn" : "") + (random.Next(4) == 0 ? "-noesn" : "");
    }

    private static string Some(Random random, string[] words)
    {
        string[] shuffled = [.. words];
        random.Shuffle(shuffled);
        return string.Join('-', shuffled[..random.Next(1, 3)]);
    }

    private static ImmutableArray<V1Proposal> OverTheWire(ImmutableArray<V1Proposal> proposals)
    {
        Assert.True(SecurityAssociationView.TryRead(Write(proposals), out SecurityAssociationView view).IsOk);
        return V1Proposals.Read(view);
    }

    private static byte[] Write(ImmutableArray<V1Proposal> proposals)
    {
        var buffer = new byte[65_536];
        MessageWriter writer = MessageWriter.ForChain(buffer);
        V1Proposals.Write(ref writer, proposals);
        return buffer[4..writer.Finish()];
    }
}
