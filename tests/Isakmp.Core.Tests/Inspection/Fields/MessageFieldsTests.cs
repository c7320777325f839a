using System.Text.Json;
using Isakmp.Core.Tests.Wire;
using Isakmp.Inspection.Fields;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Core.Tests.Inspection.Fields;

/// <summary>Fields of messages between charons; the expected values are those of charon's log.</summary>
public class MessageFieldsTests
{
    private static readonly RecordedMessage[] s_dialogue = [.. RecordedMessage.All.Where(static message => message.Recording == "ikev2-psk-vip")];

    [Theory]
    [InlineData(0, "Header/Exchange Type", "IKE_SA_INIT")]
    [InlineData(0, "Header/Version", "2.0")]
    [InlineData(0, "Header/Flags", "initiator")]
    [InlineData(0, "Header/Initiator SPI", "b4eef11381d82643")]
    [InlineData(0, "SA/Proposal 1/Protocol", "IKE")]
    [InlineData(0, "SA/Proposal 1/Transform ENCR", "ENCR_AES_CBC")]
    [InlineData(0, "SA/Proposal 1/Transform ENCR/Key Length", "256")]
    [InlineData(0, "SA/Proposal 1/Transform PRF", "PRF_HMAC_SHA2_256")]
    [InlineData(0, "SA/Proposal 1/Transform INTEG", "AUTH_HMAC_SHA2_256_128")]
    [InlineData(0, "KE/Method", "2048-bit MODP Group")]
    [InlineData(0, "Ni/Data", "658b516a7bc133cc9c54389a4d9fd7d0f482b27acd22853d1b5b059636c1fc29")]
    [InlineData(1, "Header/Responder SPI", "24af43793f015622")]
    [InlineData(1, "Header/Flags", "response")]
    [InlineData(1, "Nr/Data", "7d39c55340972c29828cd6f31f2cde0a911c4165c45011cc335ab66fa9d2323d")]
    [InlineData(1, "N(NAT_DETECTION_SOURCE_IP)/Data", "8e4a889ee4904054416175d33d786e591c030386")]
    [InlineData(1, "N(NAT_DETECTION_DESTINATION_IP)/Data", "2cd436cf9d058750524a93ea85b1a432e6ed78d1")]
    [InlineData(2, "Header/Message ID", "1")]
    [InlineData(2, "SK/IDi/Type", "ID_FQDN")]
    [InlineData(2, "SK/IDi/Data", "alice.test")]
    [InlineData(2, "SK/IDr/Data", "bob.test")]
    [InlineData(2, "SK/AUTH/Method", "Shared Key Message Integrity Code")]
    [InlineData(2, "SK/AUTH/Data", "a9818d9fe8e79b50ac5eadd65c9f094379c9e9b8086ecb66e1f3fe836ce4e70b")]
    [InlineData(2, "SK/SA/Proposal 1/SPI", "1e2586c5")]
    [InlineData(2, "SK/CP/Type", "CFG_REQUEST")]
    [InlineData(3, "SK/AUTH/Data", "0a065a02dd96ea5d11e979412df9a7da82174da681d6c75f1e7021def23928f5")]
    [InlineData(3, "SK/CP/INTERNAL_IP4_ADDRESS", "10.99.0.1")]
    [InlineData(3, "SK/SA/Proposal 1/SPI", "bb90c31a")]
    [InlineData(3, "SK/TSi/Selector 1/Start Address", "10.99.0.1")]
    [InlineData(3, "SK/TSi/Selector 1/End Address", "10.99.0.1")]
    [InlineData(3, "SK/TSr/Selector 1/Start Address", "10.2.0.0")]
    [InlineData(3, "SK/TSr/Selector 1/End Address", "10.2.0.255")]
    public void A_field_holds_what_charon_logged(int message, string path, string value) =>
        Assert.Equal(value, Read(s_dialogue[message]).Root.Find(path)?.Value);

    [Fact]
    public void Every_field_stands_where_it_says()
    {
        int looked = 0;
        foreach (RecordedMessage recorded in RecordedMessage.All.Where(static message => !message.IsV1))
        {
            MessageFields fields = Read(recorded);
            Check(fields.Header!, recorded.Message, ref looked);
            foreach (PayloadFields payload in fields.Payloads)
            {
                CheckPayload(payload, recorded.Message, recorded.Chain ?? [], ref looked);
            }

            Assert.Null(fields.Fault);
        }

        Assert.True(looked > 2_000, $"{looked}");
    }

    [Fact]
    public void Payloads_are_written_as_JSON()
    {
        using JsonDocument json = JsonDocument.Parse(Read(s_dialogue[2]).ToJson());
        JsonElement encrypted = Assert.Single(json.RootElement.GetProperty("payloads").EnumerateArray());
        Assert.Equal("SK", encrypted.GetProperty("type").GetString());
        Assert.Equal(s_dialogue[2].Message.Length - IkeHeader.Size, encrypted.GetProperty("length").GetInt32());
        string[] inner = [.. encrypted.GetProperty("payloads").EnumerateArray().Select(static payload => payload.GetProperty("type").GetString()!)];
        Assert.Equal(["IDi", "N", "CERTREQ", "IDr", "AUTH", "CP", "SA", "TSi", "TSr", "N", "N", "N", "N", "N"], inner);
        JsonElement identity = encrypted.GetProperty("payloads")[0].GetProperty("fields")[1];
        Assert.Equal(("Data", "alice.test", 10), (identity.GetProperty("name").GetString(), identity.GetProperty("value").GetString(), identity.GetProperty("length").GetInt32()));
    }

    [Fact]
    public void A_password_in_EAP_is_not_shown()
    {
        // EAP-GTC (type 6) with a password, RFC 3748 section 5.6
        byte[] chain = [0, 0, 0, 15, 2, 1, 0, 11, 6, .. "secret"u8];
        var header = new IkeHeader { MajorVersion = 2, ExchangeType = ExchangeType.IkeAuth, NextPayload = PayloadType.Encrypted };
        MessageFields fields = MessageFields.ReadChain(header, PayloadType.Eap, chain);
        Assert.Equal("(6 octets, not shown)", fields.Root.Find("EAP/Data")?.Value);
        Assert.DoesNotContain("736563726574", fields.ToJson(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", fields.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_told_at_its_field_and_the_rest_is_there()
    {
        byte[] message = [.. s_dialogue[0].Message];
        message[IkeHeader.Size + 4 + 3] += 4; // the length of the first proposal
        MessageFields fields = MessageFields.Read(message);
        Assert.NotNull(fields.Root.Find("SA")!.Fault);
        Assert.NotNull(fields.Root.Find("SA/Unreadable"));
        Assert.Equal("2048-bit MODP Group", fields.Root.Find("KE/Method")?.Value);
        Assert.Null(MessageFields.Read(s_dialogue[0].Message).Root.Find("SA")!.Fault);
        Assert.StartsWith("LengthTooLarge", MessageFields.Read(Longer(s_dialogue[0].Message)).Fault, StringComparison.Ordinal);
        Assert.Equal("no IKE message", MessageFields.Read([1, 2, 3]).ToString());
    }

    [Fact]
    public void Any_octets_can_be_read()
    {
        var mutator = new Mutator(0xF1E1D, 2);
        byte[] mutant = new byte[8192];
        RecordedMessage[] messages = [.. RecordedMessage.All.Where(static message => !message.IsV1)];
        int faults = 0;
        for (int i = 0; i < 60_000; i++)
        {
            RecordedMessage recorded = messages[mutator.Next(messages.Length)];
            bool isInside = recorded.Chain is { Length: > 0 } && i % 2 == 0;
            byte[] source = isInside ? recorded.Chain! : recorded.Message;
            source.CopyTo(mutant, 0);
            PayloadType first = recorded.First;
            int length = mutator.Mutate(mutant, source.Length, isInside ? 0 : IkeHeader.Size, ref first);
            ReadOnlySpan<byte> octets = mutant.AsSpan(0, length);
            MessageFields fields = isInside ? MessageFields.Read(recorded.Message, first, octets, 16) : MessageFields.Read(octets);
            faults += Faults(fields.Root) > 0 ? 1 : 0;
            if (i % 50 == 0)
            {
                using var json = JsonDocument.Parse(fields.ToJson());
            }

            MessageFields original = Read(recorded);
            if (!isInside)
            {
                Assert.Equal(octets.SequenceEqual(source), MessageComparison.Compare(source, octets).IsEmpty);
            }

            _ = MessageComparison.Format(MessageComparison.Compare(original, fields, new FieldTolerance("SK*", "a test")));
        }

        Assert.InRange(faults, 10_000, 50_000);
    }

    private static MessageFields Read(RecordedMessage recorded) => recorded.Chain is { } chain
        ? MessageFields.Read(recorded.Message, recorded.First, chain)
        : MessageFields.Read(recorded.Message);

    private static byte[] Longer(byte[] message)
    {
        byte[] cut = message[..^3];
        cut[24..28].CopyTo(cut, 24);
        cut[26] = (byte)(cut.Length >> 8);
        cut[27] = (byte)(cut.Length & 0xFF);
        return cut;
    }

    private static int Faults(FieldNode node) => (node.Fault is null ? 0 : 1) + node.Children.Sum(Faults);

    private static void CheckPayload(PayloadFields payload, byte[] message, byte[] chain, ref int looked)
    {
        foreach (FieldNode child in payload.Node.Children.Except(payload.Inner.Select(static inner => inner.Node)))
        {
            Check(child, message, ref looked);
        }

        foreach (PayloadFields inner in payload.Inner)
        {
            CheckPayload(inner, chain, [], ref looked);
        }
    }

    /// <summary>Fields lie within their parents, one behind the other, and those in hexadecimal digits hold the octets at their place.</summary>
    private static void Check(FieldNode node, byte[] octets, ref int looked)
    {
        looked++;
        Assert.InRange(node.Offset + node.Length, 0, octets.Length);
        foreach (FieldNode child in node.Children)
        {
            Assert.True(child.Length == 0 || (child.Offset >= node.Offset && child.Offset + child.Length <= node.Offset + node.Length), $"{child} in {node}");
            Check(child, octets, ref looked);
        }

        if (node.Name is "Data" or "SPI" or "Authority" or "Encrypted" && node.Value!.Length == 2 * node.Length)
        {
            Assert.Equal(Convert.ToHexStringLower(octets.AsSpan(node.Offset, node.Length)), node.Value);
        }
    }
}
