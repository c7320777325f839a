using System.Buffers;
using System.Text;
using System.Text.Json;
using Isakmp.Core.Tests.Inspection.Captures;
using Isakmp.Core.Tests.Wire;
using Isakmp.Crypto;
using Isakmp.Inspection.Captures;
using Isakmp.Inspection.Decoding;
using Isakmp.Inspection.Keys;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Decoding;

/// <summary>Captures decoded entry by entry: what stands in the lines and objects, and that text, objects and errors agree with one another whatever comes.</summary>
public sealed class CaptureDecoderTests
{
    private static readonly string[] s_names = ["ikev1-main-psk-3des-md5-modp1024-pfs", "ikev1-aggr-rsa", "ikev2-rsa-frag"];

    // Frames, times, ends and Message IDs are tshark's, the payloads charon's (its log lies beside the capture).
    [Theory]
    [InlineData(
        "ikev1-main-psk-3des-md5-modp1024-pfs", 1,
        "#2     2026-11-23 07:31:18.057316Z  192.0.2.2:500 -> 192.0.2.1:500        Identity Protection (Main Mode) 0 [ SA V(XAUTH) V(DPD) V(IKE Fragmentation) V(NAT-T RFC 3947) ]")]
    [InlineData(
        "ikev1-main-psk-3des-md5-modp1024-pfs", 6,
        "#7     2026-11-23 07:31:18.064945Z  192.0.2.1:4500 -> 192.0.2.2:4500      Quick Mode 1890520628 [ HASH SA NONCE KE ID ID ] decrypted")]
    [InlineData("ikev2-rsa-frag", 2, "#3     2026-11-23 07:31:19.007649Z  192.0.2.1:4500 -> 192.0.2.2:4500      IKE_AUTH request 1 [ SKF(1/2) ]")]
    [InlineData(
        "ikev2-rsa-frag", 5,
        "#6     2026-11-23 07:31:19.011741Z  192.0.2.2:4500 -> 192.0.2.1:4500      IKE_AUTH response 1 [ SKF(2/2) { IDr CERT AUTH SA TSi TSr N(MOBIKE_SUPPORTED) N(NO_ADDITIONAL_ADDRESSES) } ]")]
    public void A_message_has_a_line(string name, int index, string expected) => Assert.Equal(expected, Read(name)[index].Line);

    [Fact]
    public void Messages_of_recordings_have_no_errors_and_all_are_decrypted()
    {
        foreach (string name in s_names)
        {
            List<KeptEntry> entries = Read(name);
            Assert.All(entries, entry => Assert.True(entry.Error is null && !entry.Line.Contains('!', StringComparison.Ordinal), entry.Line));
            Assert.All(entries, entry => Assert.Equal(entry.Json.GetProperty("encrypted").GetBoolean(), entry.Json.GetProperty("decrypted").GetBoolean()));
            Assert.Contains(entries, entry => entry.Json.GetProperty("decrypted").GetBoolean());
        }
    }

    [Fact]
    public void Without_keys_an_encrypted_message_is_no_error()
    {
        foreach (string name in s_names)
        {
            List<KeptEntry> entries = Read(File.ReadAllBytes(PathOf(name)), new DecryptionKeys());
            Assert.All(entries, entry => Assert.Null(entry.Error));
            Assert.DoesNotContain(entries, entry => entry.Json.GetProperty("decrypted").GetBoolean());
            Assert.Contains(entries, entry => entry.Json.GetProperty("encrypted").GetBoolean());
        }
    }

    // The values are tshark's.
    [Fact]
    public void An_object_has_the_header_and_the_fields()
    {
        JsonElement message = Read(s_names[0])[1].Json;
        Assert.Equal(
            """2 "2026-11-23T07:31:18.057316Z" "192.0.2.2:500" "192.0.2.1:500" "1.0" "Identity Protection (Main Mode)" "357dca69ea2d2bcd" "2f6188a55ffad136" 0 0 156 null""",
            string.Join(' ', ((string[])["frame", "time", "source", "destination", "version", "exchange", "initiatorSpi", "responderSpi", "messageId", "flags", "length", "error"])
                .Select(name => message.GetProperty(name).GetRawText())));
        JsonElement association = message.GetProperty("payloads")[0];
        Assert.Equal("SA 1 28 52", $"{association.GetProperty("type")} {association.GetProperty("number")} {association.GetProperty("offset")} {association.GetProperty("length")}");
        JsonElement transform = Field(Field(association, "Proposal 1"), "Transform 1");
        Assert.Equal("KEY_IKE", transform.GetProperty("value").GetString());
        Assert.Equal(
            "Encryption-Algorithm 3DES-CBC, Hash-Algorithm MD5, Group-Description Alternate 1024-bit MODP group, Authentication-Method Pre-shared key, Life-Type seconds, Life-Duration 15840",
            string.Join(", ", transform.GetProperty("fields").EnumerateArray().Select(field => $"{field.GetProperty("name")} {field.GetProperty("value")}")));
    }

    // The values are charon's: 'alice.test', 10.1.0.0/24 === 10.2.0.0/24, "splitting IKE message into 2 fragments".
    [Fact]
    public void What_was_inside_stands_inside()
    {
        JsonElement message = Read("ikev2-rsa-frag")[3].Json;
        JsonElement payload = Assert.Single(message.GetProperty("payloads").EnumerateArray());
        Assert.Equal("SKF", payload.GetProperty("type").GetString());
        Assert.Equal("""{"number":2,"total":2,"complete":true}""", message.GetProperty("fragment").GetRawText());
        JsonElement[] inner = [.. payload.GetProperty("payloads").EnumerateArray()];
        Assert.Equal("alice.test", Field(inner[0], "Data").GetProperty("value").GetString());
        JsonElement selector = Field(inner.Single(entry => entry.GetProperty("type").GetString() == "TSr"), "Selector 1");
        Assert.Equal("10.2.0.0 10.2.0.255", $"{Field(selector, "Start Address").GetProperty("value")} {Field(selector, "End Address").GetProperty("value")}");

        JsonElement quick = Read(s_names[0])[6].Json;
        Assert.Equal("HASH SA NONCE KE ID ID", string.Join(' ', quick.GetProperty("payloads").EnumerateArray().Select(entry => entry.GetProperty("type").GetString())));
        Assert.Equal("10.1.0.0/255.255.255.0", Field(quick.GetProperty("payloads")[4], "Data").GetProperty("value").GetString());
    }

    [Fact]
    public void What_is_counted_is_what_was_read()
    {
        var recording = DaemonRecording.Read(PathOf("ikev2-rsa-frag"));
        using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
        using var reader = new CaptureReader(File.OpenRead(recording.PcapPath));
        using var messages = new MessageDecoder(keys, CryptoProvider.Default);
        var decoder = new CaptureDecoder(reader, messages);
        while (decoder.TryRead(out _))
        {
        }

        // tshark's numbers
        Assert.Equal((8, 6, 4, 4, 0), (decoder.Counts.Messages, decoder.Counts.Encrypted, decoder.Counts.Decrypted, decoder.Counts.EspPackets, decoder.Counts.Faults));
        Assert.False(reader.HasEndedEarly);
    }

    [Fact]
    public void Text_objects_and_errors_agree_on_mutated_messages()
    {
        foreach (string name in s_names)
        {
            var recording = DaemonRecording.Read(PathOf(name));
            using DecryptionKeys keys = RecordingTests.ReadKeys(recording, out _);
            byte[][] messages = [.. recording.ReadDatagrams().Select(datagram => datagram.TryGetIkeMessage(out byte[] message) ? message : null).OfType<byte[]>()];
            var mutator = new Mutator(7, name.StartsWith("ikev1", StringComparison.Ordinal) ? (byte)1 : (byte)2);
            byte[] buffer = new byte[ushort.MaxValue];
            int faults = 0;
            int bodies = 0;
            for (int round = 0; round < 300; round++)
            {
                byte[][] mutants = new byte[50][];
                for (int i = 0; i < mutants.Length; i++)
                {
                    byte[] message = messages[mutator.Next(messages.Length)];
                    message.CopyTo(buffer, 0);
                    PayloadType first = default;
                    int length = mutator.Next(8) == 0 ? message.Length : mutator.Mutate(buffer, message.Length, mutator.Next(4) == 0 ? 0 : 28, ref first);
                    mutants[i] = Packets.IPv4(17, Packets.Udp(500, 500, buffer[..Math.Min(length, 60_000)]));
                }

                foreach (KeptEntry entry in Read(CaptureFile.Pcap(101, mutants), keys))
                {
                    faults += entry.Error is null ? 0 : 1;
                    bodies += entry.Error?.StartsWith("malformed ", StringComparison.Ordinal) == true && entry.Error.Contains(" payload: ", StringComparison.Ordinal) ? 1 : 0;
                }
            }

            Assert.InRange(faults, 3000, 14_999);
            Assert.InRange(bodies, 50, faults);
        }
    }

    internal static List<KeptEntry> Read(byte[] capture, DecryptionKeys keys, CaptureReaderOptions? options = null)
    {
        using var file = new MemoryStream(capture);
        using var reader = new CaptureReader(file, options);
        using var messages = new MessageDecoder(keys, CryptoProvider.Default);
        var decoder = new CaptureDecoder(reader, messages);
        List<KeptEntry> entries = [];
        while (decoder.TryRead(out CaptureEntry entry))
        {
            entries.Add(Check(entry));
        }

        return entries;
    }

    private static List<KeptEntry> Read(string name)
    {
        using DecryptionKeys keys = RecordingTests.ReadKeys(DaemonRecording.Read(PathOf(name)), out _);
        return Read(File.ReadAllBytes(PathOf(name)), keys);
    }

    private static KeptEntry Check(in CaptureEntry entry)
    {
        string line = entry.ToString();
        Assert.DoesNotContain('\n', line);
        Assert.Equal(entry.HasError, entry.Error is not null);
        Assert.Equal(entry.HasError, entry.Error is { } error && line.EndsWith("! " + error, StringComparison.Ordinal));

        var text = new StringBuilder();
        entry.AppendDescription(text);
        string description = text.ToString();
        Assert.Equal(entry.HasMessage, description.Length > 0);
        Assert.All(description.Split('\n', StringSplitOptions.RemoveEmptyEntries), part => Assert.StartsWith("    ", part, StringComparison.Ordinal));

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            entry.WriteJson(writer);
        }

        JsonElement json = JsonDocument.Parse(buffer.WrittenMemory).RootElement;
        Assert.Equal(entry.Error, json.GetProperty("error").GetString());
        if (entry.HasMessage && entry.Message.Problem is DecodeProblem.None or DecodeProblem.NoKeys)
        {
            // The description and the fields look into the bodies too, each in its own way.
            bool isDescribed = description.Split('\n').Any(part => part.TrimStart().StartsWith("! ", StringComparison.Ordinal));
            Assert.True(entry.HasError == isDescribed, $"{line}\n{description}");
            Assert.True(entry.HasError == HasError(json.GetProperty("payloads")), $"{line}\n{json}");
        }

        return new KeptEntry(line, entry.Error, json);
    }

    private static bool HasError(JsonElement payloads) => payloads.EnumerateArray().Any(payload =>
        payload.TryGetProperty("error", out _) || (payload.TryGetProperty("payloads", out JsonElement inner) && HasError(inner)));

    private static JsonElement Field(JsonElement parent, string name) =>
        parent.GetProperty("fields").EnumerateArray().Single(field => field.GetProperty("name").GetString() == name);

    private static string PathOf(string name) => Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings", name + ".pcap");

    /// <summary>An entry, kept.</summary>
    internal sealed record KeptEntry(string Line, string? Error, JsonElement Json);
}
