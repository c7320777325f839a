using System.Diagnostics;
using System.Text;
using System.Text.Json;
using IkeTool.Decode;
using Isakmp.Inspection.Keys;
using Isakmp.Testing;

namespace Isakmp.Tool.Tests.Decode;

/// <summary>The whole way of <c>ike decode</c> over captures cut short, mutated, mixed up and made up: no exception, an end in good time, and output as it should be.</summary>
public sealed class DecodeFuzzTests
{
    private const int Mutants = 12_000;

    private static readonly string[] s_members =
    [
        "frame", "time", "source", "destination", "version", "exchange", "initiatorSpi", "responderSpi", "messageId", "flags", "payloads", "decrypted", "error",
    ];

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, int> _codes = [];
    private int _objects;
    private int _errors;

    [Fact]
    public void Mutated_captures_do_no_harm()
    {
        using DecryptionKeys keys = Keys();
        byte[][] samples = Samples();
        var random = new SeededRandom(0xDEC0DE);
        for (int i = 0; i < Mutants; i++)
        {
            Check(Mutate(samples, random), keys, (DecodeStyle)(i % 3));
        }

        // Most get past the file's own header, and both ends are met often.
        Assert.InRange(_objects, Mutants, int.MaxValue);
        Assert.InRange(_errors, Mutants / 4, _objects - (Mutants / 4));
        Assert.All(_codes.Values, count => Assert.InRange(count, Mutants / 50, Mutants));
    }

    [Fact]
    public void Every_beginning_does_no_harm()
    {
        using DecryptionKeys keys = Keys();
        foreach (byte[] sample in Samples())
        {
            for (int length = 0; length < sample.Length; length += length < 200 ? 1 : 13)
            {
                Check(sample[..length], keys, (DecodeStyle)(length % 3));
            }
        }
    }

    [Fact]
    public void Mutated_tables_do_no_harm()
    {
        var random = new SeededRandom(0x7AB1E5);
        byte[][] captures = [.. Names().Select(File.ReadAllBytes)];
        byte[][] tables = [.. Names().Select(path => Encoding.Latin1.GetBytes(CaptureKeys.Beside(path).IkeV1Table + CaptureKeys.Beside(path).IkeV2Table))];
        int read = 0;
        int withKeys = 0;
        for (int i = 0; i < Mutants / 4; i++)
        {
            using var keys = new DecryptionKeys();
            using var text = new StringReader(Encoding.Latin1.GetString(Mutate(tables, random)));
            read += keys.TryAdd(text, out _) ? 1 : 0;
            int at = random.Next(captures.Length);
            Check(captures[at], keys, DecodeStyle.Json);
            withKeys += keys.IkeV1Count + keys.IkeV2Count > 0 ? 1 : 0;
        }

        Assert.InRange(read, Mutants / 80, Mutants / 4);
        Assert.InRange(withKeys, Mutants / 80, Mutants / 4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no capture, but it is rather long, and it does not look like one at all\n")]
    [InlineData("\u001f\u008b\u0008\u0000\u0000\u0000\u0000\u0000")]
    public void What_is_no_capture_is_one_error(string text)
    {
        byte[] octets = Encoding.Latin1.GetBytes(text);
        foreach (DecodeStyle style in Enum.GetValues<DecodeStyle>())
        {
            DecodeOutput output = DecodeOutput.Of(octets, style);
            Assert.Equal(1, output.Code);
            Assert.Equal("capture: this is no capture: it starts neither as pcap nor as pcapng, at octet 0 of the capture\n", output.Errors);
            Assert.Equal(style == DecodeStyle.Json ? 1 : 0, Encoding.UTF8.GetString(output.Octets).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }
    }

    private void Check(byte[] capture, DecryptionKeys keys, DecodeStyle style)
    {
        long start = Stopwatch.GetTimestamp();
        DecodeOutput output = DecodeOutput.Of(capture, style, keys);
        Assert.True(Stopwatch.GetElapsedTime(start) < s_longest, "too slow");
        Assert.InRange(output.Code, 0, 1);
        Assert.Equal(output.Code, output.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => !line.StartsWith("ike: warning: ", StringComparison.Ordinal)));
        _codes[output.Code] = _codes.GetValueOrDefault(output.Code) + 1;
        // A peer's octets reach neither the terminal nor a line of their own.
        Assert.DoesNotContain(output.Octets, octet => octet is < 0x20 and not (byte)'\n');
        if (style != DecodeStyle.Json)
        {
            return;
        }

        foreach (string line in Encoding.UTF8.GetString(output.Octets).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonElement entry = JsonDocument.Parse(line).RootElement;
            Assert.All(s_members, name => Assert.True(entry.TryGetProperty(name, out _), name));
            Assert.True(entry.GetProperty("position").GetInt64() >= 0 && entry.GetProperty("position").GetInt64() <= capture.Length, line);
            _objects++;
            _errors += entry.GetProperty("error").ValueKind == JsonValueKind.Null ? 0 : 1;
        }
    }

    private static byte[] Mutate(byte[][] samples, SeededRandom random)
    {
        byte[] sample = samples[random.Next(samples.Length)];
        List<byte> mutant = [.. sample];
        for (int changes = 1 + random.Next(3); changes > 0 && mutant.Count > 0; changes--)
        {
            // Where lengths stand a single octet does most: half of the changes are bits, the rest cuts, doubles, other captures' parts.
            int at = random.Next(mutant.Count);
            int size = Math.Min(1 + random.Next(400), mutant.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    mutant.RemoveRange(at, size);
                    break;
                case 1:
                    mutant.InsertRange(at, mutant.GetRange(at, size));
                    break;
                case 2:
                    byte[] other = samples[random.Next(samples.Length)];
                    int from = random.Next(other.Length);
                    mutant.InsertRange(at, other[from..Math.Min(from + size, other.Length)]);
                    break;
                case 3:
                    mutant[at] = (byte)random.Next(256);
                    break;
                default:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. mutant];
    }

    private static byte[][] Samples() => [.. Names().SelectMany(path => (byte[][])[File.ReadAllBytes(path), ToPcapng(File.ReadAllBytes(path))])];

    private static DecryptionKeys Keys()
    {
        var keys = new DecryptionKeys();
        foreach (string path in Names())
        {
            CaptureKeys beside = CaptureKeys.Beside(path);
            using var text = new StringReader(beside.IkeV1Table + beside.IkeV2Table);
            Assert.True(keys.TryAdd(text, out _));
        }

        return keys;
    }

    // In an order of our own: that of a folder is the file system's, and the seed would mean something else on each.
    private static string[] Names() =>
        [.. Directory.GetFiles(Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings"), "*.pcap").Order(StringComparer.Ordinal)];

    // The same packets in the other format: a section, an interface, a block for each packet.
    private static byte[] ToPcapng(byte[] pcap)
    {
        using var output = new MemoryStream();
        using var writer = new BinaryWriter(output);
        Block(writer, 0x0A0D0D0A, [.. BitConverter.GetBytes(0x1A2B3C4D), 1, 0, 0, 0, .. BitConverter.GetBytes(-1L)]);
        Block(writer, 1, [pcap[20], pcap[21], 0, 0, 0, 0, 4, 0]);
        for (int at = 24; at < pcap.Length;)
        {
            ReadOnlySpan<byte> record = pcap.AsSpan(at);
            int length = BitConverter.ToInt32(record[8..]);
            ulong time = (BitConverter.ToUInt32(record) * 1_000_000UL) + BitConverter.ToUInt32(record[4..]);
            Block(
                writer, 6,
                [0, 0, 0, 0, .. BitConverter.GetBytes((uint)(time >> 32)), .. BitConverter.GetBytes((uint)(time & uint.MaxValue)), .. record[8..12], .. record[12..16], .. record[16..(16 + length)]]);
            at += 16 + length;
        }

        return output.ToArray();
    }

    private static void Block(BinaryWriter writer, uint type, byte[] body)
    {
        int padding = -body.Length & 3;
        int length = 12 + body.Length + padding;
        writer.Write(type);
        writer.Write(length);
        writer.Write(body);
        writer.Write(new byte[padding]);
        writer.Write(length);
    }
}
