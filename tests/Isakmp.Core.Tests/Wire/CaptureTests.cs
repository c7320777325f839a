using System.Text;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Testing;
using Isakmp.Wire;
using Isakmp.Wire.Describe;

namespace Isakmp.Core.Tests.Wire;

/// <summary>Whole captures: recorded sessions are read and written again; what others published, broken packets too, does no harm.</summary>
public class CaptureTests
{
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
    public void Published_packets_do_no_harm()
    {
        int described = 0;
        var text = new StringBuilder();
        var buffer = new byte[2 * ushort.MaxValue];
        foreach (string path in Directory.EnumerateFiles(SharedFolder.Require("captures"), "*.*cap*", SearchOption.AllDirectories))
        {
            foreach (byte[] message in Messages(path))
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
