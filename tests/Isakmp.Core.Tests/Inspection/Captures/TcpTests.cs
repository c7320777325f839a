using System.Buffers.Binary;
using Isakmp.Core.Tests.Wire;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>TCP streams on port 4500: frames out of segments in any order, and what breaks a stream.</summary>
public class TcpTests
{
    private const int Raw = 101;
    private const byte Tcp = 6;
    private const int Client = 61000;
    private const int Server = 4500;
    private const uint Start = 1000;

    private static readonly byte[][] s_messages = [.. RecordedMessage.All.Take(6).Select(recorded => recorded.Message)];
    private static readonly byte[] s_esp = [0xC0, 0xFF, 0xEE, 1, 0, 0, 0, 1, .. new byte[64]];

    // Prefix, then the messages as RFC 9329 3 draws them.
    private static readonly byte[] s_stream = [.. "IKETCP"u8, .. s_messages.SelectMany(Framed)];

    [Fact]
    public void A_connection_by_hand()
    {
        byte[] file = CaptureFile.Pcap(
            Raw,
            ToServer(Start, [], "S"),
            ToClient(5000, [], "SA"),
            ToServer(Start + 1, []),
            ToServer(Start + 1, "IKETCP"u8.ToArray()),
            ToServer(Start + 7, Framed(s_messages[0])),
            ToClient(5001, [.. Framed(s_messages[1]), .. Framed(s_messages[2])]),
            ToServer(Start + 7 + 6 + (uint)s_messages[0].Length, [0, 3, 0xFF, .. new byte[] { 0, 74 }, .. s_esp, 0, 2, 0, 4, 1, 2]),
            ToServer(9999, [], "R"));
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal([5, 6, 6, 7, 7, 7, 7], entries.Select(entry => entry.Frame));
        Assert.Equal(
            [DatagramKind.Ike, DatagramKind.Ike, DatagramKind.Ike, DatagramKind.KeepAlive, DatagramKind.Esp, DatagramKind.KeepAlive, DatagramKind.Malformed],
            entries.Select(entry => entry.Kind));
        Assert.Equal([s_messages[0], s_messages[1], s_messages[2], [], s_esp, [], [1, 2]], entries.Select(entry => entry.Message));
        Assert.Equal(["192.0.2.1:61000 - 192.0.2.2:4500", "192.0.2.2:4500 - 192.0.2.1:61000"], entries.Select(entry => entry.Path.ToString()).Distinct());
        Assert.All(entries, entry => Assert.Equal(
            (CaptureTransport.Tcp, Encapsulation.Stream, 1, CaptureFault.None), (entry.Transport, entry.Path.Encapsulation, entry.Path.Interface, entry.Fault)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1400)]
    [InlineData(100_000)]
    public void Segments_of_every_size_give_the_same_messages(int size)
    {
        List<CapturedEntry> entries = CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, [Open(), .. Segments(s_stream, size)]));
        Assert.Equal(s_messages, entries.Select(entry => entry.Message));
        Assert.All(entries, entry => Assert.Equal((DatagramKind.Ike, CaptureFault.None), (entry.Kind, entry.Fault)));
    }

    [Fact]
    public void Segments_in_any_order_with_repetitions_give_the_same_messages()
    {
        var random = new SeededRandom(0x7C9);
        for (int run = 0; run < 300; run++)
        {
            // Segments of different sizes that overlap, some twice, within a window of a few.
            List<(int Key, byte[] Frame)> frames = [];
            for (int at = 0; at < s_stream.Length;)
            {
                int length = Math.Min(1 + random.Next(300), s_stream.Length - at);
                int back = Math.Min(at, random.Next(40));
                byte[] frame = ToServer(unchecked(Start + 1 + (uint)(at - back)), s_stream[(at - back)..(at + length)]);
                for (int copies = 1 + random.Next(2); copies > 0; copies--)
                {
                    frames.Add((at + random.Next(1200), frame));
                }

                at += length;
            }

            byte[] file = CaptureFile.Pcap(Raw, [Open(), .. frames.OrderBy(frame => frame.Key).Select(frame => frame.Frame)]);
            List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
            Assert.Equal(s_messages, entries.Select(entry => entry.Message));
            Assert.All(entries, entry => Assert.Equal(CaptureFault.None, entry.Fault));
        }
    }

    [Fact]
    public void Sequence_numbers_wrap()
    {
        for (uint before = 1; before < 200; before += 7)
        {
            uint start = unchecked(0u - before);
            byte[][] segments = [.. s_stream.Chunk(50).Select((chunk, index) => ToServer(unchecked(start + 1 + (uint)(index * 50)), chunk))];
            (segments[2], segments[3]) = (segments[3], segments[2]);
            Assert.Equal(s_messages, CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, [ToServer(start, [], "S"), .. segments])).Select(entry => entry.Message));
        }
    }

    [Fact]
    public void A_long_stream_stays_in_order()
    {
        // Frames of 60,000 octets, several megabytes of them, each pair of segments swapped.
        byte[] message = [.. s_messages[0], .. new byte[60_000 - s_messages[0].Length]];
        byte[][] segments = Segments([.. "IKETCP"u8, .. Enumerable.Repeat(Framed(message), 60).SelectMany(frame => frame)], 1400);
        for (int i = 0; i + 1 < segments.Length; i += 2)
        {
            (segments[i], segments[i + 1]) = (segments[i + 1], segments[i]);
        }

        List<CapturedEntry> entries = CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, [Open(), .. segments]));
        Assert.Equal(60, entries.Count);
        Assert.All(entries, entry => Assert.Equal(message, entry.Message));
    }

    [Fact]
    public void A_capture_that_begins_in_the_middle_is_picked_up_at_a_frame()
    {
        byte[][] segments = [.. s_messages.SelectMany((message, index) => Segments(Framed(message), 200, Offset(index)))];
        // The first segment of the second message is the first that starts a frame.
        int skipped = Segments(Framed(s_messages[0]), 200, 0).Length;
        Assert.InRange(skipped, 2, int.MaxValue);
        List<CapturedEntry> entries = CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, segments[1..]));
        Assert.Equal((1, CaptureFault.StreamUnsynchronized), (entries[0].Frame, entries[0].Fault));
        Assert.Equal(s_messages[1..], entries.Skip(1).Select(entry => entry.Message));

        // Whole frames of anything are recognised, and so is the prefix.
        Assert.Equal([DatagramKind.Esp, DatagramKind.KeepAlive], CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, ToServer(77, [0, 74, .. s_esp, 0, 3, 0xFF]))).Select(entry => entry.Kind));
        Assert.Equal(s_messages, CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, Segments(s_stream, 500))).Select(entry => entry.Message));
    }

    [Fact]
    public void A_gap_that_does_not_fill_is_one_fault_at_the_end()
    {
        byte[][] segments = [.. s_messages.Select((message, index) => ToServer(unchecked(Start + 1 + (uint)Offset(index)), Framed(message)))];
        List<CapturedEntry> entries = CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, [ToClientOpen(), .. segments[..2], .. segments[3..]]));
        Assert.Equal([s_messages[0], s_messages[1], [], .. s_messages[3..]], entries.Select(entry => entry.Message));
        Assert.Equal((4, CaptureFault.StreamGap, $"{s_messages[2].Length + 6} octets of the TCP stream are missing"), (entries[2].Frame, entries[2].Fault, entries[2].Error));
        Assert.All(entries.Where((_, index) => index != 2), entry => Assert.Equal(CaptureFault.None, entry.Fault));
    }

    [Fact]
    public void A_gap_is_waited_for_by_the_clock_of_the_capture()
    {
        byte[][] segments = [.. s_messages.Select((message, index) => ToServer(unchecked(Start + 1 + (uint)Offset(index)), Framed(message)))];
        byte[] other = Packets.IPv4(17, Packets.Udp(500, 500, [1, 2, 3]));
        byte[] file = new CaptureFile().PcapHeader(Raw)
            .Record(100, 0, ToClientOpen()).Record(100, 0, segments[0]).Record(101, 0, segments[2]).Record(160, 0, other).Record(161, 0, other).Record(162, 0, segments[1])
            .Record(163, 0, segments[3]).ToArray();
        Assert.Equal(
            [(2, CaptureFault.None), (4, CaptureFault.None), (5, CaptureFault.None), (3, CaptureFault.StreamGap), (5, CaptureFault.None), (7, CaptureFault.None)],
            CapturedEntry.ReadAll(file).Select(entry => (entry.Frame, entry.Fault)));
    }

    [Fact]
    public void A_segment_too_far_ahead_gives_the_gap_up_at_once()
    {
        byte[] first = ToServer(Start + 1, Framed(s_messages[0]));
        byte[] far = ToServer(Start + 1 + 300_000, Framed(s_messages[1]));
        byte[] next = ToServer(Start + 1 + 300_000 + 6 + (uint)s_messages[1].Length, Framed(s_messages[2]));
        List<CapturedEntry> entries = CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, ToClientOpen(), first, far, next));
        Assert.Equal([(2, CaptureFault.None), (3, CaptureFault.StreamGap), (3, CaptureFault.None), (4, CaptureFault.None)], entries.Select(entry => (entry.Frame, entry.Fault)));
        Assert.Equal($"{300_000 - 6 - s_messages[0].Length} octets of the TCP stream are missing", entries[1].Error);
        Assert.Equal(s_messages[1], entries[2].Message);
    }

    [Fact]
    public void More_gaps_than_are_kept_give_the_first_one_up()
    {
        byte[][] segments = [.. Enumerable.Range(0, 100).Select(index => ToServer(Start + 1 + 100 + ((uint)index * 200), Framed(new byte[50])))];
        List<CapturedEntry> entries = CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, [ToClientOpen(), .. segments]));
        // Each frame stands behind a gap of its own.
        Assert.Equal(100, entries.Count(entry => entry.Kind == DatagramKind.Ike));
        Assert.Equal(100, entries.Count(entry => entry.Fault == CaptureFault.StreamGap));
        Assert.Equal(200, entries.Count);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("IKETCQ")]
    [InlineData("I KETCP")]
    public void A_connection_without_the_prefix_is_one_fault(string start)
    {
        byte[] answer = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        byte[] file = CaptureFile.Pcap(
            Raw, Open(), ToClient(5000, [], "SA"), ToServer(Start + 1, [.. start.Select(letter => (byte)letter)]), ToClient(5001, answer), ToServer(Start + 1 + (uint)start.Length, answer));
        CapturedEntry entry = CapturedEntry.ReadOne(file);
        Assert.Equal((3, CaptureFault.StreamNotIke, CaptureTransport.Tcp), (entry.Frame, entry.Fault, entry.Transport));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_frame_length_that_cannot_be_ends_the_stream(byte length)
    {
        byte[] broken = [.. "IKETCP"u8, .. Framed(s_messages[0]), 0, length, .. Framed(s_messages[1])];
        List<CapturedEntry> entries = CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, [Open(), .. Segments(broken, 300)]));
        Assert.Equal([CaptureFault.None, CaptureFault.StreamBroken], entries.Select(entry => entry.Fault));
    }

    [Fact]
    public void What_ends_inside_a_frame_is_said_at_the_end()
    {
        List<CapturedEntry> entries = CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, [Open(), .. Segments(s_stream[..^10], 300)]));
        Assert.Equal(s_messages[..^1], entries.Take(s_messages.Length - 1).Select(entry => entry.Message));
        Assert.Equal((CaptureFault.StreamIncomplete, $"the TCP stream ends inside a frame, after {s_messages[^1].Length + 6 - 10} octets of it"), (entries[^1].Fault, entries[^1].Error));
        // A prefix alone is no message that was lost.
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, Open(), ToServer(Start + 1, "IKETCP"u8.ToArray()))));
    }

    [Fact]
    public void Ports_may_be_used_again()
    {
        byte[][] again = [.. Segments(s_stream, 700).Select(segment => Moved(segment, 70_000_000))];
        byte[] file = CaptureFile.Pcap(Raw, [Open(), Open(), .. Segments(s_stream, 700), ToServer(Start + 70_000_000, [], "S"), .. again]);
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal([.. s_messages, .. s_messages], entries.Select(entry => entry.Message));
        Assert.All(entries, entry => Assert.Equal(CaptureFault.None, entry.Fault));
    }

    [Fact]
    public void A_segment_cut_by_the_snap_length_is_a_fault_and_the_stream_goes_on()
    {
        byte[] first = ToServer(Start + 1, Framed(s_messages[0]));
        byte[] second = ToServer(Start + 1 + 6 + (uint)s_messages[0].Length, Framed(s_messages[1]));
        byte[] file = new CaptureFile().PcapHeader(Raw).Record(1, 0, ToClientOpen()).Record(1, 0, first[..90], sent: (uint)first.Length).Record(2, 0, second).ToArray();
        List<CapturedEntry> entries = CapturedEntry.ReadAll(file);
        Assert.Equal([(2, CaptureFault.Truncated), (3, CaptureFault.None)], entries.Select(entry => (entry.Frame, entry.Fault)));
        Assert.Equal(s_messages[1], entries[1].Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(15)]
    public void A_header_that_contradicts_itself_is_a_fault(int words)
    {
        byte[] segment = Packets.Tcp(Client, Server, 1, words == 15 ? [] : [1, 2, 3, 4]);
        segment[12] = (byte)(words << 4);
        Assert.Equal(CaptureFault.BadTcpHeader, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Packets.IPv4(Tcp, segment))).Fault);
    }

    [Fact]
    public void Options_and_the_first_segments_data_are_read()
    {
        byte[] file = CaptureFile.Pcap(
            Raw,
            Packets.IPv4(Tcp, Packets.Tcp(Client, Server, Start, s_stream[..20], "S", headerWords: 10)),
            Packets.IPv4(Tcp, Packets.Tcp(Client, Server, Start + 21, s_stream[20..], headerWords: 15)));
        Assert.Equal(s_messages, CapturedEntry.ReadAll(file).Select(entry => entry.Message));
    }

    [Fact]
    public void Streams_are_bounded_and_the_one_unused_longest_gives_way()
    {
        var options = new CaptureReaderOptions { MaximumStreams = 4 };
        byte[] half = Framed(s_messages[0])[..100];
        byte[][] frames = [.. Enumerable.Range(0, 50).SelectMany(index => new[] { Port(Open(), index), Port(ToServer(Start + 1, [.. "IKETCP"u8, .. half]), index) })];
        List<CapturedEntry> entries = CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, frames), options);
        Assert.Equal(Enumerable.Range(1, 50).Select(index => 2L * index), entries.Select(entry => entry.Frame).Order());
        Assert.All(entries, entry => Assert.Equal(CaptureFault.StreamIncomplete, entry.Fault));
        Assert.Equal(Enumerable.Range(1, 50), entries.Select(entry => entry.Path.Interface).Order());
    }

    [Fact]
    public void Other_ports_can_be_given_and_IPv6_is_read()
    {
        byte[][] frames =
        [
            Packets.IPv6(Tcp, Packets.Tcp(Client, 443, Start, [], "S")),
            Packets.IPv6(Tcp, Packets.Tcp(Client, 443, Start + 1, s_stream)),
        ];
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, frames)));
        Assert.Equal(s_messages, CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, frames), new CaptureReaderOptions { Ports = [443] }).Select(entry => entry.Message));
        // TCP has no port 500.
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, Packets.IPv4(Tcp, Packets.Tcp(500, 500, Start, s_stream)))));
    }

    [Fact]
    public void Fragments_of_IP_are_put_together_before_segments()
    {
        byte[] segment = Packets.Tcp(Client, Server, Start + 1, s_stream);
        byte[][] frames = [Open(), Packets.IPv4(Tcp, segment[..800], more: true), Packets.IPv4(Tcp, segment[800..], offset: 800)];
        Assert.Equal(s_messages, CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, frames)).Select(entry => entry.Message));
    }

    private static byte[] Framed(byte[] message) => [.. Packets.Short(message.Length + 6), 0, 0, 0, 0, .. message];

    private static int Offset(int index) => s_messages.Take(index).Sum(message => message.Length + 6);

    private static byte[] Open() => ToServer(Start, [], "S");

    // The answering side sends no prefix: from here on its frames start at Start + 1.
    private static byte[] ToClientOpen() => ToServer(Start, [], "SA");

    private static byte[] ToServer(uint sequence, byte[] data, string flags = "A") => Packets.IPv4(Tcp, Packets.Tcp(Client, Server, sequence, data, flags));

    private static byte[] ToClient(uint sequence, byte[] data, string flags = "A") =>
        Packets.IPv4(Tcp, Packets.Tcp(Server, Client, sequence, data, flags), source: Packets.B, destination: Packets.A);

    private static byte[][] Segments(byte[] stream, int size, int offset = 0) =>
        [.. stream.Chunk(Math.Min(size, 60_000)).Select((chunk, index) => ToServer(unchecked(Start + 1 + (uint)(offset + (index * Math.Min(size, 60_000)))), chunk))];

    private static byte[] Moved(byte[] packet, uint distance)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(24), BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(24)) + distance);
        return packet;
    }

    private static byte[] Port(byte[] packet, int index)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), (ushort)(40_000 + index));
        return packet;
    }
}
