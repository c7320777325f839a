using System.Text;
using System.Text.Json;
using IkeTool.Output;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Tool.Tests.Output;

/// <summary>What is said of a Child SA of IKEv1 beyond what IKEv2 negotiates.</summary>
public class SaWordsTests
{
    private static readonly ChildSaInfo s_plain = new()
    {
        Id = new ChildId(1),
        Name = "net",
        Protocol = SecurityProtocol.Esp,
        Mode = ChildMode.Transport,
        InboundSpi = new ChildSpi(0x0A0B0C0D),
        OutboundSpi = new ChildSpi(0xC1C2C3C4),
        LocalSelectors = [TrafficSelector.Parse("192.0.2.1")],
        RemoteSelectors = [TrafficSelector.Parse("192.0.2.2")],
        Proposal = ProposalNotation.Parse("aes128-sha1", SecurityProtocol.Esp),
        ExtendedSequenceNumbers = false,
        IsUdpEncapsulated = true,
        Path = new PacketInfo(NetEndPoint.Parse("192.0.2.1:4500"), NetEndPoint.Parse("192.0.2.2:4500")),
    };

    private static readonly ChildSaInfo s_whole = s_plain with
    {
        Ah = new AhSaInfo { InboundSpi = new ChildSpi(0xAAAA), OutboundSpi = new ChildSpi(0xBBBB), Proposal = ProposalNotation.Parse("sha256", SecurityProtocol.Ah) },
        Compression = new CompressionInfo { InboundCpi = 4660, OutboundCpi = 2, Algorithm = IpCompTransform.Deflate },
        Lifetime = TimeSpan.FromHours(1),
        LifetimeKilobytes = 4_608_000,
        OriginalAddresses = new OriginalAddresses(NetAddress.Parse("10.0.0.1"), NetAddress.Parse("10.0.0.2")),
    };

    [Fact]
    public void As_text_each_has_a_line()
    {
        Assert.Equal(3, SaText.Describe(s_plain).Split('\n').Length);
        Assert.Equal(
            [
                "    AH around   sha256, SPIs 0000aaaa in, 0000bbbb out",
                "    compressed  IPCOMP_DEFLATE, CPIs 4660 in, 2 out",
                "    lifetime    3600 s, 4608000 kB",
                "    before NAT  10.0.0.1 here, 10.0.0.2 there",
            ],
            SaText.Describe(s_whole).Split('\n')[3..]);
        Assert.EndsWith("\n    lifetime    100 kB", SaText.Describe(s_plain with { LifetimeKilobytes = 100 }), StringComparison.Ordinal);
        Assert.EndsWith("\n    lifetime    60 s", SaText.Describe(s_plain with { Lifetime = TimeSpan.FromMinutes(1) }), StringComparison.Ordinal);
        Assert.EndsWith(
            "before NAT  10.0.0.2 there", SaText.Describe(s_plain with { OriginalAddresses = new OriginalAddresses(default, NetAddress.Parse("10.0.0.2")) }), StringComparison.Ordinal);
    }

    [Fact]
    public void As_json_each_has_members()
    {
        string[] always = [.. Json(s_plain).EnumerateObject().Select(member => member.Name)];
        string[] expected = ["life_time", "life_kilobytes", "ah_proposal", "ah_spi_in", "ah_spi_out", "ipcomp", "cpi_in", "cpi_out", "original_local", "original_remote"];
        JsonElement whole = Json(s_whole);
        Assert.Equal(expected, whole.EnumerateObject().Select(member => member.Name).Except(always));
        Assert.Equal(
            "3600 4608000 sha256 0000aaaa 0000bbbb IPCOMP_DEFLATE 4660 2 10.0.0.1 10.0.0.2",
            string.Join(' ', expected.Select(name => whole.GetProperty(name).ToString())));
    }

    [Fact]
    public void A_failure_of_ikev1_has_the_notify_of_ikev1()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            SaJson.Write(writer, new IkeFailure(FailureKind.PeerIncompatible, "No.", SentByPeer: true) { V1Notify = V1NotifyType.InvalidIdInformation });
            writer.WriteEndObject();
        }

        Assert.Contains("\"notify\":\"INVALID-ID-INFORMATION\",\"sent_by_peer\":true", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_ikev1_names_its_notify_once()
    {
        var refused = new IkeFailure(FailureKind.PeerIncompatible, "No.", SentByPeer: true) { V1Notify = V1NotifyType.NoProposalChosen };
        Assert.Equal("No. (the peer sent NO-PROPOSAL-CHOSEN)", FailureText.Line(refused));
        Assert.Equal("No. (we sent NO-PROPOSAL-CHOSEN)", FailureText.Line(refused with { SentByPeer = false }));
        Assert.Equal("It said NO-PROPOSAL-CHOSEN.", FailureText.Line(refused with { Message = "It said NO-PROPOSAL-CHOSEN." }));
    }

    [Fact]
    public void Every_reason_has_words_of_its_own()
    {
        string[] words = [.. Enum.GetValues<CloseReason>().Select(SaText.Reason)];
        Assert.Equal(words.Length, words.Distinct().Count());
    }

    [Fact]
    public void The_version_and_the_lifetime_of_an_ike_sa()
    {
        var old = new IkeSaInfo
        {
            Connection = new ConnectionId(1),
            Id = new IkeSaId(1),
            Version = IkeVersion.V1,
            ProfileName = "net",
            Role = IkeRole.Initiator,
            State = IkeSaState.Established,
            InitiatorSpi = new Spi(1),
            ResponderSpi = new Spi(2),
            LocalIdentity = null,
            RemoteIdentity = null,
            Path = s_plain.Path,
            Proposal = null,
            IsLocalBehindNat = false,
            IsRemoteBehindNat = false,
            EstablishedAt = null,
            Children = [],
            Lifetime = TimeSpan.FromDays(1),
        };
        Assert.EndsWith("\n    version     1, lifetime 86400 s", SaText.Describe(old), StringComparison.Ordinal);
        Assert.EndsWith("\n    version     1, lifetime without limit", SaText.Describe(old with { Lifetime = null }), StringComparison.Ordinal);
        Assert.Equal(3, SaText.Describe(old with { Version = IkeVersion.V2, Lifetime = null }).Split('\n').Length);
    }

    private static JsonElement Json(ChildSaInfo child)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            SaJson.Write(writer, child);
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
