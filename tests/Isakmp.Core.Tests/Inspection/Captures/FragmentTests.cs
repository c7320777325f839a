using Isakmp.Core.Tests.Wire;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>Fragments of IPv4 and IPv6: any order, duplicates, what is refused, and the bounds.</summary>
public class FragmentTests
{
    private const int Raw = 101;
    private const byte Udp = 17;
    private const byte FragmentHeader = 44;

    private static readonly byte[] s_message = RecordedMessage.All.MaxBy(message => message.Message.Length)!.Message;
    private static readonly byte[] s_datagram = Packets.Udp(500, 500, s_message);

    public static TheoryData<int> Versions => [4, 6];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_order_of_four_fragments_gives_the_datagram(int version)
    {
        byte[][] fragments = Cut(version, s_datagram, 4);
        foreach (int[] order in Orders(4))
        {
            CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, [.. order.Select(index => fragments[index])]));
            Assert.Equal((4, DatagramKind.Ike, CaptureFault.None), (entry.Frame, entry.Kind, entry.Fault));
            Assert.Equal(version == 4 ? "192.0.2.1:500 - 192.0.2.2:500" : "[2001:db8::1]:500 - [2001:db8::2]:500", entry.Path.ToString());
            Assert.Equal(s_message, entry.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_longest_datagram_fits(int version)
    {
        byte[] longest = Packets.Udp(4500, 4500, [0, 0, 0, 0, .. new byte[65_535 - 20 - 8 - 4]]);
        Assert.Equal(65_535 - 20 - 12, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Cut(version, longest, 45))).Message.Length);
        Assert.Equal(65_535 - 20 - 12, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Cut(version, longest, 8000))).Message.Length);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Datagrams_may_be_interleaved(int version)
    {
        byte[][] one = Cut(version, Packets.Udp(500, 500, s_message), 3, id: 1);
        byte[][] two = Cut(version, Packets.Udp(501, 500, s_message), 3, id: 2);
        byte[] file = CaptureFile.Pcap(Raw, one[0], two[2], one[1], two[0], two[1], one[2]);
        Assert.Equal([(5, 501), (6, 500)], CapturedEntry.ReadAll(file).Select(entry => (entry.Frame, (int)entry.Path.Local.Port)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Exact_duplicates_are_ignored(int version)
    {
        byte[][] cut = Cut(version, s_datagram, 3);
        // So is what came before and is sent again in another cut.
        byte[] again = Fragment(version, s_datagram, 8, 96, more: true);
        CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, cut[0], cut[0], cut[2], again, cut[1]));
        Assert.Equal((5, CaptureFault.None), (entry.Frame, entry.Fault));
        Assert.Equal(s_message, entry.Message);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Fragments_that_overlap_are_refused_with_all_their_datagram(int version)
    {
        byte[][] cut = Cut(version, s_datagram, 3);
        byte[] changed = [.. cut[1]];
        changed[^1] ^= 1;
        int size = cut[0].Length - (version == 4 ? 20 : 48);
        byte[] shifted = Fragment(version, s_datagram, size - 8, 96, more: true);
        byte[] endingEarlier = Fragment(version, s_datagram, 8, 56, more: false);
        int end = (s_datagram.Length + 7) & ~7;
        byte[] longer = [.. s_datagram, .. new byte[800]];
        byte[] behindTheEnd = Fragment(version, longer, end, 64, more: true);
        byte[] endingLater = Fragment(version, longer, end, 60, more: false);
        byte[][][] captures =
        [
            [cut[0], cut[1], changed, cut[2]],
            [cut[0], cut[2], shifted, cut[1]],
            [cut[0], cut[2], endingEarlier, cut[1]],
            [cut[0], cut[2], behindTheEnd, cut[1]],
            [cut[0], cut[2], endingLater, cut[1]],
        ];
        foreach (byte[][] frames in captures)
        {
            CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, frames));
            Assert.Equal((3, CaptureFault.FragmentOverlap), (entry.Frame, entry.Fault));
            Assert.Equal(500, entry.Path.Local.Port);
            Assert.Empty(entry.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_fault_is_said_once_the_ports_are_known(int version)
    {
        byte[][] cut = Cut(version, s_datagram, 4);
        byte[] changed = [.. cut[1]];
        changed[^1] ^= 1;
        CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, cut[1], changed, cut[2], cut[0], cut[3]));
        Assert.Equal((4, CaptureFault.FragmentOverlap), (entry.Frame, entry.Fault));

        byte[][] foreign = Cut(version, Packets.Udp(53, 53, s_message), 4);
        byte[] other = [.. foreign[1]];
        other[^1] ^= 1;
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, foreign[1], other, foreign[2], foreign[0], foreign[3])));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_fragment_of_impossible_size_is_refused(int version)
    {
        byte[] first = Fragment(version, s_datagram, 0, 64, more: true);
        foreach (byte[] bad in new[]
        {
            Fragment(version, s_datagram, 64, 63, more: true), // not a multiple of 8, and not the last
            Fragment(version, s_datagram, 64, 0, more: true),
            Fragment(version, new byte[70_000], 65_528, 8, more: false), // longer than any datagram
        })
        {
            CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, first, bad));
            Assert.Equal((2, CaptureFault.BadFragment), (entry.Frame, entry.Fault));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_stays_incomplete_is_said_at_the_end(int version)
    {
        byte[][] cut = Cut(version, s_datagram, 3);
        CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, cut[2], cut[0]));
        Assert.Equal((1, 40, CaptureFault.FragmentsMissing), (entry.Frame, entry.Offset, entry.Fault));
        Assert.Equal(500, entry.Path.Remote.Port);
        // Without the first fragment nobody knows whose it is.
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, cut[1], cut[2])));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_comes_too_late_is_no_part_any_more(int version)
    {
        byte[][] cut = Cut(version, s_datagram, 2);
        byte[] other = Packets.IPv4(Udp, Packets.Udp(500, 500, [1, 2, 3]));
        byte[] file = new CaptureFile().PcapHeader(Raw)
            .Record(100, 0, cut[0]).Record(159, 0, other).Record(160, 0, other).Record(161, 0, cut[1]).Record(162, 0, cut[0]).ToArray();
        Assert.Equal(
            [(2, CaptureFault.None), (3, CaptureFault.None), (1, CaptureFault.FragmentsMissing), (5, CaptureFault.None)],
            CapturedEntry.ReadAll(file).Select(entry => (entry.Frame, entry.Fault)));
    }

    [Fact]
    public void Few_wait_at_once_and_those_of_others_give_way_first()
    {
        var options = new CaptureReaderOptions { MaximumFragmentedDatagrams = 4 };
        byte[][] ours = Cut(4, s_datagram, 2, id: 1);
        byte[][] frames =
        [
            ours[0],
            .. Enumerable.Range(100, 50).Select(id => Cut(4, Packets.Udp(53, 53, s_message), 2, id: (uint)id)[0]),
            .. Enumerable.Range(200, 50).Select(id => Cut(4, s_datagram, 2, id: (uint)id)[1]),
            ours[1],
        ];
        Assert.Equal([102], CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, frames), options).Select(entry => entry.Frame));

        // Among our own the oldest gives way, and is reported.
        frames = [ours[0], .. Enumerable.Range(100, 4).Select(id => Cut(4, s_datagram, 2, id: (uint)id)[0]), ours[1]];
        Assert.Equal(
            Enumerable.Range(1, 5).Select(frame => ((long)frame, CaptureFault.FragmentsMissing)),
            CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, frames), options).Select(entry => (entry.Frame, entry.Fault)));
    }

    [Fact]
    public void Fragments_on_other_ports_are_passed_over()
    {
        byte[][] cut = Cut(4, Packets.Udp(53, 53, s_message), 3);
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, cut)));
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, cut[2], cut[1], cut[0])));
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, cut[0])));
    }

    [Fact]
    public void A_fragment_cut_by_the_snap_length_gives_what_there_is_of_the_first()
    {
        byte[][] cut = Cut(4, s_datagram, 2);
        byte[] file = new CaptureFile().PcapHeader(Raw).Record(1, 0, cut[0][..80], sent: (uint)cut[0].Length).Record(2, 0, cut[1]).ToArray();
        CapturedEntry entry = CapturedEntry.ReadOne(file);
        Assert.Equal((1, CaptureFault.Truncated), (entry.Frame, entry.Fault));
        Assert.Equal(s_message[..52], entry.Message);

        file = new CaptureFile().PcapHeader(Raw).Record(1, 0, cut[0]).Record(2, 0, cut[1][..80], sent: (uint)cut[1].Length).ToArray();
        entry = CapturedEntry.ReadOne(file);
        Assert.Equal((2, CaptureFault.Truncated), (entry.Frame, entry.Fault));
    }

    [Fact]
    public void Extension_headers_may_stand_before_and_behind_the_fragment_header()
    {
        byte[] inner = Packets.Extension(Udp, s_datagram, length: 1);
        byte[][] frames =
        [
            Packets.IPv6(0, Packets.Extension(FragmentHeader, Packets.Fragment6(60, inner[..64], more: true))),
            // RFC 8200 4.5: only the first fragment's next header counts.
            Packets.IPv6(FragmentHeader, Packets.Fragment6(59, inner[64..], offset: 64)),
        ];
        Assert.Equal(s_message, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, frames)).Message);
    }

    [Fact]
    public void A_lone_fragment_of_IPv6_is_a_datagram_apart_from_others_of_its_number() // RFC 6946 4
    {
        byte[][] cut = Cut(6, s_datagram, 2);
        byte[] lone = Packets.IPv6(FragmentHeader, Packets.Fragment6(Udp, Packets.Udp(4500, 4500, [0xFF])));
        Assert.Equal(
            ["2 [2001:db8::1]:4500 - [2001:db8::2]:4500 KeepAlive", "3 [2001:db8::1]:500 - [2001:db8::2]:500 Ike"],
            CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, cut[0], lone, cut[1])).Select(entry => entry.Short));
    }

    [Fact]
    public void A_fragment_header_that_is_cut_off_is_a_fault() =>
        Assert.Equal(CaptureFault.BadIpHeader, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Packets.IPv6(FragmentHeader, [Udp, 0, 0, 1, 0, 0, 0]))).Fault);

    [Fact]
    public void Fragments_within_fragments_are_passed_over()
    {
        byte[] inner = Packets.Fragment6(Udp, s_datagram, id: 9);
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(
            Raw, Packets.IPv6(FragmentHeader, Packets.Fragment6(FragmentHeader, inner[..64], more: true)), Packets.IPv6(FragmentHeader, Packets.Fragment6(FragmentHeader, inner[64..], offset: 64)))));
    }

    private static byte[][] Cut(int version, byte[] datagram, int count, uint id = 1)
    {
        int size = ((datagram.Length / count) + 7) & ~7;
        List<byte[]> fragments = [];
        for (int at = 0; at < datagram.Length; at += size)
        {
            int length = Math.Min(size, datagram.Length - at);
            fragments.Add(Fragment(version, datagram, at, length, at + length < datagram.Length, id));
        }

        return [.. fragments];
    }

    private static byte[] Fragment(int version, byte[] datagram, int offset, int length, bool more, uint id = 1)
    {
        byte[] part = datagram[offset..(offset + length)];
        return version == 4
            ? Packets.IPv4(Udp, part, id: (int)id, offset: offset, more: more)
            : Packets.IPv6(FragmentHeader, Packets.Fragment6(Udp, part, id, offset, more));
    }

    private static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(at => order.Take(at).Append(count - 1).Concat(order.Skip(at)).ToArray()));
}
