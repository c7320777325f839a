using System.Collections.Immutable;
using Isakmp.Crypto;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;
using Isakmp.Testing;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Policies.V1;

/// <summary>What strongSwan 5.9.8's charon and ike-scan sent in IKEv1 for a line of configuration, and what charon chose: SA payloads from recordings.</summary>
public class CharonV1AgreementTests
{
    private const string IkeScan = "00000001000000010000012801010008"
        + "030000240101000080010005800200028003000180040002800b0001000c000400007080030000240201000080010005800200018003000180040002800b0001000c000400007080"
        + "030000240301000080010001800200028003000180040002800b0001000c000400007080030000240401000080010001800200018003000180040002800b0001000c000400007080"
        + "030000240501000080010005800200028003000180040001800b0001000c000400007080030000240601000080010005800200018003000180040001800b0001000c000400007080"
        + "030000240701000080010001800200028003000180040001800b0001000c000400007080000000240801000080010001800200018003000180040001800b0001000c000400007080";

    [Theory]
    [InlineData("aes256-sha256-modp2048", "00000001000000010000002c01010001000000240101000080010007800e0100800200048004000e80030001800b0001800c3de0")]
    [InlineData("3des-md5-modp1024", "00000001000000010000002801010001000000200101000080010005800200018004000280030001800b0001800c3de0")]
    public void A_line_for_phase_1_becomes_the_same_octets(string line, string payload)
    {
        Assert.True(IsakmpPolicy.TryParseList(line, out ImmutableArray<IsakmpPolicy> policies, out string? error), error);
        IsakmpPolicy[] charons = [.. policies.Select(policy => policy with { Lifetime = new(15_840, null) })];

        Assert.Equal(payload, Write(Phase1Offer.For([.. charons]).Proposals));
        Assert.Equal(line, ProposalNotation.Format(charons[0].Suite));
    }

    [Theory]
    [InlineData("aes256gcm16", 3, "41a3cee7", "0000000100000001000000240103040141a3cee7000000180114000080060100800400038001000180020f78")]
    [InlineData("aes256gcm16", 1, "c43834ef", "00000001000000010000002401030401c43834ef000000180114000080060100800400018001000180020f78")]
    [InlineData("aes256gcm16", 4, "6cbe2886", "000000010000000100000024010304016cbe2886000000180114000080060100800400048001000180020f78")]
    [InlineData("aes256-sha256", 3, "f0590ed4", "00000001000000010000002801030401f0590ed40000001c010c00008006010080050005800400038001000180020f78")]
    [InlineData("3des-md5-modp1024", 3, "e6114d50", "00000001000000010000002801030401e6114d500000001c010300008005000180030002800400038001000180020f78")]
    public void A_line_for_phase_2_becomes_the_same_octets(string line, ushort mode, string spi, string payload)
    {
        var offer = Phase2Offer.For(Profiles.Child(line, child => child.WithLifetime(TimeSpan.FromSeconds(3960))), new V1EncapsulationMode(mode));

        Assert.Equal(payload, Write(offer.WithSpis(_ => [.. Hex.Parse(spi)])));
    }

    [Fact]
    public void A_scan_gets_the_transform_that_charon_chose()
    {
        // The responder's line of configuration, and its answer: charon sorts attributes and shortens numbers, which RFC 2409 5 leaves to it.
        Assert.True(IsakmpPolicy.TryParseList("aes256-sha256-modp2048,aes128-sha1-modp2048,3des-sha1-modp1024", out ImmutableArray<IsakmpPolicy> policies, out _));
        V1Proposal answer = Assert.Single(RecordedOffer.Parse("00000001000000010000002801010001000000200101000080010005800200028004000280030001800b0001800c7080"));

        Assert.True(Phase1Selection.TrySelect(RecordedOffer.Parse(IkeScan), policies, out Phase1Choice? choice, out NegotiationReport report));
        Assert.Equal(3, choice.Policy.Priority);
        Assert.Equal((answer.Number, answer.Transforms[0].Number), (choice.Answer.Number, choice.Answer.Transforms[0].Number));
        Assert.Equal(V1IkeParameters.Read(answer.Transforms[0]).ToTransform(1), choice.Parameters.ToTransform(1));
        // Ours is byte for byte what was offered.
        Assert.Equal(RecordedOffer.Parse(IkeScan)[0].Transforms[0], choice.Answer.Transforms[0]);
        Assert.Equal(NegotiationFailure.None, report.Failure);
        Assert.Equal(new V1Lifetime(28_800, null), choice.Lifetime);
    }

    [Fact]
    public void Every_answer_of_the_recordings_is_accepted_and_is_what_we_would_choose()
    {
        _ = SharedFolder.Require("recordings");
        (int phase1, int phase2) = (0, 0);
        foreach (string name in DaemonRecording.Names.Where(name => name.Contains("ikev1", StringComparison.Ordinal) || name.StartsWith("vpnc", StringComparison.Ordinal)))
        {
            var recording = DaemonRecording.Require(name);
            foreach ((RecordedOffer offer, RecordedOffer answer) in RecordedOffer.ReadPairs(recording))
            {
                Assert.Equal(Hex.Format(offer.Body), Write(offer.Proposals));
                Assert.Equal(Hex.Format(answer.Body), Write(answer.Proposals));
                if (offer.IsQuickMode)
                {
                    CheckPhase2(recording, offer.Proposals, answer.Proposals);
                    phase2++;
                }
                else
                {
                    CheckPhase1(recording, offer.Proposals, answer.Proposals);
                    phase1++;
                }
            }
        }

        Assert.InRange(phase1, 21, 60);
        Assert.InRange(phase2, 17, 60);
    }

    private static void CheckPhase1(DaemonRecording recording, ImmutableArray<V1Proposal> offer, ImmutableArray<V1Proposal> answer)
    {
        // The method stands in another section of charon's configuration than the proposals.
        V1AuthenticationMethod method = V1IkeParameters.Read(offer[0].Transforms[0]).AuthenticationMethod!.Value;
        string line = Setting(recording, "proposals");
        Assert.True(IsakmpPolicy.TryParseList(line, out ImmutableArray<IsakmpPolicy> policies, out string? error), $"{recording}: {error}");
        policies = [.. policies.Select(policy => policy.WithAuthentication(method))];

        Assert.True(Phase1Offer.For(policies).TryAccept(answer, out Phase1Choice? accepted, out error), $"{recording}: {error}");
        Assert.True(Phase1Selection.TrySelect(offer, policies, out Phase1Choice? chosen, out NegotiationReport report), report.ToText());
        Assert.Equal(accepted.Suite, chosen.Suite);
        Assert.Equal(V1IkeParameters.Read(answer[0].Transforms[0]).ToTransform(1), chosen.Parameters.ToTransform(1));

        // vpnc counts from 0, and charon answers it with 1.
        int first = offer[0].Transforms[0].Number;
        Assert.Equal(answer[0].Transforms[0].Number, chosen.Answer.Transforms[0].Number + 1 - first);

        // What charon calls it: IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048.
        string? words = SelectedProposal(recording, "IKE");
        Assert.Equal(first == 0, words is null);
        Assert.Equal(words?.Split('/') ?? ["AES_CBC_256", "HMAC_SHA1_96", "PRF_HMAC_SHA1", "MODP_1024"], chosen.Suite.Transforms.OrderBy(transform => transform.Type.Value is 2 ? 3 : transform.Type.Value is 3 ? 2 : transform.Type.Value).Select(CharonWord));
    }

    private static void CheckPhase2(DaemonRecording recording, ImmutableArray<V1Proposal> offer, ImmutableArray<V1Proposal> answer)
    {
        string line = Setting(recording, "esp_proposals");
        V1EncapsulationMode mode = V1IpsecParameters.Read(offer[0].Transforms[0]).Mode!.Value;
        ChildProfile child = Profiles.Child(line, settings => settings.WithMode(EncapsulationModes.ModeOf(mode)!.Value));
        Assert.True(Phase2Offer.For(child, mode).TryAccept(answer, out Phase2Choice? accepted, out string? error), $"{recording}: {error}");
        Assert.True(Phase2Selection.TrySelect(offer, child, mode, out Phase2Choice? chosen, out NegotiationReport report), report.ToText());
        // vpnc counts proposals from 0, and our own offer from 1: what was chosen keeps the number of its offer.
        Assert.Equal(accepted.Main.Suite! with { Spi = [], Number = 0 }, chosen.Main.Suite! with { Spi = [], Number = 0 });
        if (offer[0].Number == 0)
        {
            // charon answers vpnc in its own order of attributes, counting from 1
            Assert.Equal(Unordered(answer), Unordered(chosen.Answer(_ => [])));
        }
        else
        {
            Assert.Equal(answer.Select(proposal => proposal with { Spi = [] }), chosen.Answer(_ => []));
        }

        Assert.Equal(answer[0].Spi, accepted.Main.PeerSpi);
    }

    private static IEnumerable<string> Unordered(IEnumerable<V1Proposal> proposals) => proposals.Select(proposal =>
        $"{proposal.Protocol}: {string.Join("; ", proposal.Transforms.Select(transform => $"{transform.Id} {string.Join(", ", transform.Attributes.Select(attribute => attribute.ToString()).Order(StringComparer.Ordinal))}"))}");

    // Only what the recordings have.
    private static string CharonWord(Transform transform) => transform.ToString() switch
    {
        "AES_CBC-256" => "AES_CBC_256",
        "3DES" => "3DES_CBC",
        string name when transform.Type == TransformType.KeyExchange => transform.Id switch { 14 => "MODP_2048", 2 => "MODP_1024", _ => name },
        string name => name,
    };

    private static string? SelectedProposal(DaemonRecording recording, string protocol)
    {
        string mark = $"selected proposal: {protocol}:";
        int start = recording.Text.IndexOf(mark, StringComparison.Ordinal);
        return start < 0 ? null : recording.Text[(start + mark.Length)..recording.Text.IndexOf('\n', start)];
    }

    // Both sides have the same line.
    private static string Setting(DaemonRecording recording, string name) => recording.Text.Split('\n')
        .Select(line => line.Trim()).Where(line => line.StartsWith($"{name} = ", StringComparison.Ordinal))
        .Select(line => line[(name.Length + 3)..].TrimEnd('}', ' ')).First();

    private static string Write(ImmutableArray<V1Proposal> proposals)
    {
        var buffer = new byte[4096];
        MessageWriter writer = MessageWriter.ForChain(buffer);
        V1Proposals.Write(ref writer, proposals);
        return Hex.Format(buffer.AsSpan(4, writer.Finish() - 4));
    }
}
