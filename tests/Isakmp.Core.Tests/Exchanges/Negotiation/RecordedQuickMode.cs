using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Exchanges.Negotiation;

/// <summary>A Quick Mode between real gateways: its payloads, and what strongSwan's log says of its keys.</summary>
internal sealed class RecordedQuickMode
{
    private static readonly Dictionary<string, PseudorandomFunction> s_prfs = new()
    {
        ["md5"] = PseudorandomFunction.HmacMd5,
        ["sha1"] = PseudorandomFunction.HmacSha1,
        ["sha256"] = PseudorandomFunction.HmacSha2_256,
    };

    private readonly Dictionary<string, string> _fields;

    private RecordedQuickMode(string paragraph) => _fields = paragraph
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(": ", 2))
        .ToDictionary(field => field[0], field => field[1]);

    public static IReadOnlyList<RecordedQuickMode> All { get; } = [.. File
        .ReadAllText(Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recorded-quick-modes.txt"))
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Where(paragraph => paragraph.StartsWith("recording: ", StringComparison.Ordinal))
        .Select(paragraph => new RecordedQuickMode(paragraph))];

    public string Name => Text("recording");

    public byte[] Offer => this["offer"];

    public byte[] Answer => this["answer"];

    public TimeSpan Lifetime => TimeSpan.FromSeconds(int.Parse(Text("lifetime"), System.Globalization.CultureInfo.InvariantCulture));

    public ChildMode Mode => Text("mode") == "transport" ? ChildMode.Transport : ChildMode.Tunnel;

    /// <summary>The secret of the exchange's own Diffie-Hellman; null without.</summary>
    public byte[]? Secret => _fields.ContainsKey("quick secret") ? this["quick secret"] : null;

    public byte[] this[string name] => Hex.Parse(Text(name));

    public static RecordedQuickMode Find(string name) => All.Single(recorded => recorded.Name == name);

    public static uint Spi(byte[] message) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(
        QuickModeSide.Body(message, PayloadType.V1SecurityAssociation).AsSpan(16)); // DOI, situation, the header of the first proposal

    public static byte[] Nonce(byte[] message) => QuickModeSide.Body(message, PayloadType.V1Nonce);

    public string Text(string name) => _fields[name];

    /// <summary>One of the gateways as we would have been it.</summary>
    public QuickModeSide Side(bool isInitiator)
    {
        NetEndPoint[] ends = [.. Text("path").Split(' ').Select(NetEndPoint.Parse)];
        var path = new PacketInfo(ends[isInitiator ? 0 : 1], ends[isInitiator ? 1 : 0]);
        PeerProfile profile = QuickModeSide.Profile(child => child
            .WithEspProposals(Text("esp"))
            .WithMode(Mode)
            .WithLifetime(Lifetime)
            .WithLocalSelectors(Text(isInitiator ? "initiator_ts" : "responder_ts"))
            .WithRemoteSelectors(Text(isInitiator ? "responder_ts" : "initiator_ts")));
        bool isUdp = path.Remote.Port != 500;
        var side = new QuickModeSide(profile, path, 3) { Key = this["SKEYID_d"] };
        side.Terms = side.Terms with { Prf = CryptoProvider.Default.GetPrf(s_prfs[Text("prf")])!, IsUdpEncapsulated = isUdp, IsRemoteBehindNat = isUdp };
        side.Context.UdpEncapsulated = isUdp;
        side.Services.Questions = Secret is null ? EndpointQuestions.None : EndpointQuestions.KeyAgreement;
        side.Services.Spis.Enqueue(Spi(isInitiator ? Offer : Answer));
        side.Services.Octets.Enqueue(Nonce(isInitiator ? Offer : Answer));
        return side;
    }

    public void AssertKeys(ChildSaKeys keys, bool isInitiator)
    {
        (SecretBuffer encryption, SecretBuffer integrity) fromInitiator = isInitiator
            ? (keys.OutboundEncryption, keys.OutboundIntegrity) : (keys.InboundEncryption, keys.InboundIntegrity);
        (SecretBuffer encryption, SecretBuffer integrity) fromResponder = isInitiator
            ? (keys.InboundEncryption, keys.InboundIntegrity) : (keys.OutboundEncryption, keys.OutboundIntegrity);
        Assert.Equal(this["encryption initiator key"], fromInitiator.encryption.Span.ToArray());
        Assert.Equal(this["encryption responder key"], fromResponder.encryption.Span.ToArray());
        Assert.Equal(_fields.ContainsKey("integrity initiator key") ? this["integrity initiator key"] : [], fromInitiator.integrity.Span.ToArray());
        Assert.Equal(_fields.ContainsKey("integrity responder key") ? this["integrity responder key"] : [], fromResponder.integrity.Span.ToArray());
    }

    public override string ToString() => Name;
}
