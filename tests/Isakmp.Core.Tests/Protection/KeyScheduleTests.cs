using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Protection;

public sealed class KeyScheduleTests
{
    public static TheoryData<string> Recordings => [.. RecordedIkeSa.All.Select(sa => sa.Recording)];

    private static readonly Dictionary<string, (PseudorandomFunction Prf, string Suite)> s_prfs = new()
    {
        ["sha1"] = (PseudorandomFunction.HmacSha1, "aes256-sha1-modp2048"),
        ["sha256"] = (PseudorandomFunction.HmacSha2_256, "aes256-sha256-modp2048"),
        ["sha384"] = (PseudorandomFunction.HmacSha2_384, "aes256-sha384-modp2048"),
        ["sha512"] = (PseudorandomFunction.HmacSha2_512, "aes256-sha512-modp2048"),
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_keys_are_those_in_the_log_of_the_peer(string recording)
    {
        RecordedIkeSa sa = Find(recording);
        IkeSuite suite = sa.Suite();
        using SkKeys keys = sa.Derive(suite);
        Assert.Equal(sa["SK_d"], keys.D.ToArray());
        Assert.Equal(sa.Has("SK_ai") ? sa["SK_ai"] : [], keys.Integrity(byInitiator: true).ToArray());
        Assert.Equal(sa.Has("SK_ar") ? sa["SK_ar"] : [], keys.Integrity(byInitiator: false).ToArray());
        Assert.Equal(sa["SK_ei"], keys.Encryption(byInitiator: true).ToArray());
        Assert.Equal(sa["SK_er"], keys.Encryption(byInitiator: false).ToArray());
        Assert.Equal(sa["SK_pi"], keys.Authentication(ofInitiator: true).ToArray());
        Assert.Equal(sa["SK_pr"], keys.Authentication(ofInitiator: false).ToArray());
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_keys_that_are_kept_are_not_changed_by_dropping_the_others(string recording)
    {
        RecordedIkeSa sa = Find(recording);
        using SkKeys keys = sa.Derive(sa.Suite());
        keys.DropAuthenticationKeys();
        Assert.Equal(sa["SK_d"], keys.D.ToArray());
        Assert.Equal(sa["SK_ei"], keys.Encryption(byInitiator: true).ToArray());
        Assert.Equal(sa["SK_er"], keys.Encryption(byInitiator: false).ToArray());
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_keys_of_the_child_are_those_in_the_log_of_the_peer(string recording)
    {
        RecordedIkeSa sa = Find(recording);
        if (!sa.Has("child encryption initiator"))
        {
            Assert.Contains(recording, (string[])["ikev2-childless", "ikev2-transport"]); // these have no Child SA
            return;
        }

        string notation = sa.Has("child integrity initiator") ? "aes256-sha1" : "aes256gcm16";
        Assert.True(ChildKeyMaterial.TryMeasure(ProposalNotation.Parse(notation, SecurityProtocol.Esp), out ChildKeyMaterial material));
        IkeSuite suite = sa.Suite();
        using SkKeys keys = sa.Derive(suite);
        foreach (bool isInitiator in (bool[])[true, false])
        {
            byte[] keymat = new byte[material.Size];
            KeySchedule.DeriveChildKeys(suite.Prf, keys.D, sa["initiator nonce"], sa["responder nonce"], keymat);
            using ChildSaKeys child = material.Cut(keymat, isInitiator);
            string inbound = isInitiator ? "responder" : "initiator";
            string outbound = isInitiator ? "initiator" : "responder";
            Assert.Equal(sa[$"child encryption {inbound}"], child.InboundEncryption.Span.ToArray());
            Assert.Equal(sa[$"child encryption {outbound}"], child.OutboundEncryption.Span.ToArray());
            Assert.Equal(sa.Has("child integrity initiator") ? sa[$"child integrity {inbound}"] : [], child.InboundIntegrity.Span.ToArray());
            Assert.Equal(sa.Has("child integrity initiator") ? sa[$"child integrity {outbound}"] : [], child.OutboundIntegrity.Span.ToArray());
            Assert.All(keymat, octet => Assert.Equal(0, octet));
        }
    }

    [Fact]
    public void Samples_of_the_validation_program_give_the_same_stream_of_keys()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("vectors/nss-ike/ike-prf-vectors.json")));
        JsonElement[] vectors = [.. document.RootElement.GetProperty("vectors").EnumerateArray()];
        int streams = 0;
        foreach (JsonElement expansion in vectors.Where(vector => Text(vector, "type") == "ikePlus" && s_prfs.ContainsKey(Text(vector, "prf"))))
        {
            // the sample before the expansions is SKEYSEED = prf(Ni | Nr, g^ir), and their seed is Ni | Nr | SPIi | SPIr
            JsonElement seed = vectors.Single(vector => Text(vector, "type") == "ikeGxy" && Text(vector, "prf") == Text(expansion, "prf")
                && Text(vector, "okm") == Text(expansion, "ikm"));
            byte[] spis = Octets(expansion, "seed_data")[^16..];
            Assert.True(IkeSuite.TryCreate(
                CryptoProvider.Default, ProposalNotation.Parse(s_prfs[Text(expansion, "prf")].Suite, SecurityProtocol.Ike), out IkeSuite? suite));
            using SkKeys keys = KeySchedule.DeriveIkeKeys(
                suite, Octets(seed, "ikm"), Octets(seed, "Ni"), Octets(seed, "Nr"), Spi.Read(spis), Spi.Read(spis.AsSpan(8)));
            byte[] expected = Octets(expansion, "okm");
            Assert.Equal(expected, keys.All[..expected.Length].ToArray());
            streams++;
        }

        Assert.Equal(12, streams);
    }

    [Fact]
    public void Samples_of_the_validation_program_give_the_same_expansion()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("vectors/nss-ike/ike-prf-vectors.json")));
        int checkedCount = 0;
        foreach (JsonElement vector in document.RootElement.GetProperty("vectors").EnumerateArray())
        {
            if (Text(vector, "type") != "ikePlus" || !s_prfs.TryGetValue(Text(vector, "prf"), out (PseudorandomFunction Prf, string) known))
            {
                continue;
            }

            IPrf prf = CryptoProvider.Default.GetPrf(known.Prf)!;
            byte[] seed = Octets(vector, "seed_data");
            byte[] output = new byte[Octets(vector, "okm").Length];
            KeySchedule.DeriveChildKeys(prf, Octets(vector, "ikm"), seed.AsSpan(0, 8), seed.AsSpan(8), output);
            Assert.Equal(Octets(vector, "okm"), output);
            checkedCount++;
        }

        Assert.Equal(12, checkedCount);
    }

    [Fact]
    public void No_more_than_255_blocks_are_expanded()
    {
        using KeyedMac prf = CryptoProvider.Default.GetPrf(PseudorandomFunction.HmacSha2_256)!.Create(new byte[32]);
        byte[] all = new byte[255 * 32];
        PrfPlus.Expand(prf, [1], all);
        Assert.Throws<ArgumentException>(() => PrfPlus.Expand(prf, [1], new byte[(255 * 32) + 1]));
    }

    internal static RecordedIkeSa Find(string recording) => RecordedIkeSa.All.Single(sa => sa.Recording == recording);

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    private static byte[] Octets(JsonElement vector, string name) => Convert.FromHexString(Text(vector, name));
}
