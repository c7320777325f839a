using System.Text;
using System.Text.RegularExpressions;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.Describe;

namespace Isakmp.Core.Tests.Wire;

/// <summary>Whole captures: recorded sessions are read and written again; what others published, broken packets too, does no harm.</summary>
public partial class CaptureTests
{
    private static ReadOnlySpan<byte> ReservedOnes => [0x0d, 0xff, 0x00, 0x78];

    [Fact]
    public void Every_IKEv2_message_of_the_recordings_is_written_again_as_it_was()
    {
        int messages = 0;
        var buffer = new byte[ushort.MaxValue];
        foreach (string path in Directory.EnumerateFiles(SharedFolder.Require("recordings"), "*.pcap"))
        {
            foreach (byte[] message in Messages(path))
            {
                if (IkeHeader.TryRead(message, out IkeHeader header).IsOk && header.MajorVersion == 2 && header.ExchangeType.IsKnown)
                {
                    int length = Rewriter.Message(message, buffer);
                    Assert.True(message.AsSpan().SequenceEqual(buffer.AsSpan(0, length)), $"{path}: {WireDescriber.Describe(message)}");
                    Assert.DoesNotContain("!", WireDescriber.Describe(message), StringComparison.Ordinal);
                    messages++;
                }
            }
        }

        Assert.InRange(messages, 280, int.MaxValue);
    }

    [Fact]
    public void Every_IKEv1_message_of_the_recordings_is_written_again_as_it_was()
    {
        int messages = 0;
        var buffer = new byte[ushort.MaxValue];
        foreach (string path in Directory.EnumerateFiles(SharedFolder.Require("recordings"), "*.pcap"))
        {
            foreach (byte[] message in Messages(path))
            {
                if (IkeHeader.TryRead(message, out IkeHeader header).IsOk && header.MajorVersion == 1 && header.ExchangeType.IsKnown)
                {
                    int length = Rewriter.Message(message, buffer);
                    Assert.True(message.AsSpan().SequenceEqual(buffer.AsSpan(0, length)), $"{path}: {WireDescriber.Describe(message)}");
                    Assert.DoesNotContain("!", WireDescriber.Describe(message), StringComparison.Ordinal);
                    messages++;
                }
            }
        }

        Assert.InRange(messages, 200, int.MaxValue);
    }

    // Of other products: Cisco, racoon, Windows, Openswan and more. What is left out is malformed on purpose.
    [Fact]
    public void Every_IKEv1_message_that_others_published_is_written_again_as_it_was()
    {
        string[] malformed =
        [
            "isakmp-identification-segfault", "isakmp-ikev1_n_print-oobr", "isakmp-pointer-loop", "isakmpv1-attr-oobr", "ikev1-payload-bad-length",
            "ikev1-zero-length", "pkt-malformed", "ike-cert_synthetic", // an SA without proposals
        ];
        int messages = 0;
        var buffer = new byte[ushort.MaxValue];
        foreach (string path in Directory.EnumerateFiles(SharedFolder.Require("captures"), "*", SearchOption.AllDirectories))
        {
            if (malformed.Any(name => path.Contains(name, StringComparison.Ordinal)))
            {
                continue;
            }

            foreach (byte[] message in Published(path))
            {
                if (IkeHeader.TryRead(message, out IkeHeader header).IsOk && header.MajorVersion == 1)
                {
                    int length = Rewriter.Message(message, buffer);
                    // One has 0xFF in all reserved octets, which are written as zero.
                    bool isEqual = message.AsSpan().SequenceEqual(buffer.AsSpan(0, length))
                        || (path.EndsWith("pkt-custom-proposal.dat", StringComparison.Ordinal) && message.AsSpan().IndexOf(ReservedOnes) >= 0 && length == message.Length);
                    Assert.True(isEqual, $"{path}: {WireDescriber.Describe(message)}");
                    messages++;
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{messages} messages");
        Assert.InRange(messages, 90, int.MaxValue);
    }

    [Fact]
    public void Published_packets_do_no_harm()
    {
        int described = 0;
        var text = new StringBuilder();
        var buffer = new byte[2 * ushort.MaxValue];
        foreach (string path in Directory.EnumerateFiles(SharedFolder.Require("captures"), "*", SearchOption.AllDirectories))
        {
            foreach (byte[] message in Published(path))
            {
                text.Clear();
                WireDescriber.Describe(message, text);
                WireDescriber.Summary(message, text);
                Rewriter.Message(message, buffer);
                described++;
            }
        }

        Assert.InRange(described, 300, int.MaxValue);
    }

    // Captures, single datagrams, and hexadecimal digits in a list.
    private static IEnumerable<byte[]> Published(string path) => Path.GetExtension(path) switch
    {
        ".pcap" or ".pcapng" or ".cap" => Messages(path),
        ".dat" => [File.ReadAllBytes(path)],
        ".json" => HexString().Matches(File.ReadAllText(path)).Select(match => Convert.FromHexString(match.Groups[1].Value)),
        _ => [],
    };

    [GeneratedRegex("\"hex\": ?\"((?:[0-9a-fA-F]{2})+)\"")]
    private static partial Regex HexString();

    // What others published is odd in places: a datagram that was not captured whole is a message too.
    private static List<byte[]> Messages(string path)
    {
        List<byte[]> messages = [];
        using FileStream file = File.OpenRead(path);
        using var reader = new CaptureReader(file, new CaptureReaderOptions { Ports = [14500, 15500, 25500] });
        while (reader.TryRead(out CapturedDatagram datagram))
        {
            if (datagram.Kind == DatagramKind.Ike)
            {
                messages.Add(datagram.Message.ToArray());
            }
        }

        return messages;
    }
}
