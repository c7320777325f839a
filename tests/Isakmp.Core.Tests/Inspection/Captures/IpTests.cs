using Isakmp.Core.Tests.Wire;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>IP and UDP headers: what is read, what is passed over, what is a fault.</summary>
public class IpTests
{
    private const int Raw = 101;
    private const byte Udp = 17;
    private const int PacketOffset = 40;

    private static readonly byte[] s_message = RecordedMessage.All[0].Message;
    private static readonly byte[] s_datagram = Packets.Udp(500, 500, s_message);

    [Fact]
    public void Options_of_IPv4_are_passed_over()
    {
        byte[] packet = Packets.IPv4(Udp, [1, 1, 1, 1, 1, 1, 1, 0, .. s_datagram], first: 0x47);
        Assert.Equal(s_message, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, packet)).Message);
    }

    [Theory]
    [InlineData(0)] // hop-by-hop options
    [InlineData(43)] // routing
    [InlineData(60)] // destination options
    [InlineData(135)] // mobility
    [InlineData(139)] // host identity
    [InlineData(140)] // shim6
    public void Extension_headers_of_IPv6_are_passed_over(byte type)
    {
        byte[] packet = Packets.IPv6(type, Packets.Extension(60, Packets.Extension(Udp, s_datagram, length: 2)));
        Assert.Equal(s_message, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, packet)).Message);
    }

    [Fact]
    public void AH_counts_its_length_in_its_own_unit()
    {
        // RFC 4302 2.2: words of 4 octets, less 2.
        byte[] header = [Udp, 4, .. new byte[22]];
        Assert.Equal(s_message, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Packets.IPv6(51, [.. header, .. s_datagram]))).Message);
    }

    [Fact]
    public void A_long_chain_of_extension_headers_is_walked_once()
    {
        byte[] chain = [.. Enumerable.Repeat(new byte[] { 60, 0, 0, 0, 0, 0, 0, 0 }, 8000).SelectMany(header => header), .. Packets.Extension(Udp, s_datagram)];
        Assert.Equal(s_message, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Packets.IPv6(60, chain))).Message);
    }

    [Fact]
    public void An_extension_header_over_the_end_is_a_fault_at_its_place()
    {
        byte[] packet = Packets.IPv6(0, Packets.Extension(60, [Udp, 200, 0, 0, 0, 0, 0, 0, .. s_datagram]));
        CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, packet));
        Assert.Equal((1, PacketOffset + 48, CaptureFault.BadIpHeader), (entry.Frame, entry.Offset, entry.Fault));
    }

    [Theory]
    [InlineData(6)] // TCP, not on 4500
    [InlineData(50)] // ESP
    [InlineData(59)] // nothing more
    [InlineData(132)] // SCTP
    public void Other_protocols_are_passed_over(byte protocol)
    {
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, Packets.IPv4(protocol, Packets.Tcp(500, 500, 1, s_message)))));
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, Packets.IPv6(protocol, Packets.Tcp(500, 500, 1, s_message)))));
    }

    [Fact]
    public void What_an_ICMP_error_quotes_is_no_message()
    {
        // Destination unreachable, with the packet that caused it.
        byte[] quoting = [3, 3, 0, 0, 0, 0, 0, 0, .. Packets.IPv4(Udp, s_datagram)];
        byte[] quoting6 = [1, 4, 0, 0, 0, 0, 0, 0, .. Packets.IPv6(Udp, s_datagram)];
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, Packets.IPv4(1, quoting), Packets.IPv6(58, quoting6))));
    }

    [Fact]
    public void What_follows_the_packet_is_passed_over()
    {
        byte[] frame = Packets.Ethernet(Packets.IPv4(Udp, Packets.Udp(4500, 4500, [0xFF])));
        CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(1, [.. frame, .. new byte[60 - frame.Length]]));
        Assert.Equal((DatagramKind.KeepAlive, CaptureFault.None), (entry.Kind, entry.Fault));

        // So is what follows the datagram in the packet.
        byte[] padded = Packets.IPv4(Udp, [.. s_datagram, 1, 2, 3]);
        Assert.Equal(s_message, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, padded)).Message);
    }

    [Fact]
    public void A_length_of_zero_is_that_of_the_frame()
    {
        Assert.Equal(s_message, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Packets.IPv4(Udp, s_datagram, total: 0))).Message);
        Assert.Equal(s_message, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Packets.IPv6(Udp, s_datagram, length: 0))).Message);
    }

    [Theory]
    [InlineData(0x55, null, 0)] // another version
    [InlineData(0x44, null, 0)] // a header of 16 octets
    [InlineData(0x45, 19, 2)] // less than the header
    public void A_broken_IPv4_header_is_a_fault(byte first, int? total, int at)
    {
        CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(228, Packets.IPv4(Udp, s_datagram, total, first: first)));
        Assert.Equal((1, PacketOffset + at, CaptureFault.BadIpHeader), (entry.Frame, entry.Offset, entry.Fault));
        Assert.Equal("the IP header is cut off or contradicts itself", entry.Error);
    }

    [Fact]
    public void A_broken_IPv6_header_is_a_fault()
    {
        Assert.Equal(CaptureFault.BadIpHeader, CapturedEntry.ReadOne(CaptureFile.Pcap(229, Packets.IPv6(Udp, s_datagram, first: 0x40))).Fault);
        // Neither version in a frame that says nothing about it.
        Assert.Equal(CaptureFault.BadIpHeader, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Packets.IPv6(Udp, s_datagram, first: 0x90))).Fault);
    }

    [Fact]
    public void The_rest_goes_on_behind_a_fault()
    {
        byte[] good = Packets.IPv4(Udp, s_datagram);
        byte[] file = CaptureFile.Pcap(Raw, good, Packets.IPv4(Udp, s_datagram, first: 0x41), good);
        Assert.Equal([CaptureFault.None, CaptureFault.BadIpHeader, CaptureFault.None], CapturedEntry.ReadAll(file).Select(entry => entry.Fault));
    }

    // The length field, the fault, and how much of the message is given; -1 is all.
    [Theory]
    [InlineData(7, CaptureFault.BadUdpHeader, -1)]
    [InlineData(0, CaptureFault.BadUdpHeader, -1)]
    [InlineData(65535, CaptureFault.BadUdpHeader, -1)]
    [InlineData(8, CaptureFault.None, 0)]
    [InlineData(40, CaptureFault.None, 32)]
    public void The_length_of_UDP_is_checked_against_that_of_IP(int length, CaptureFault fault, int given)
    {
        CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, Packets.IPv4(Udp, Packets.Udp(500, 500, s_message, length))));
        Assert.Equal(fault, entry.Fault);
        Assert.Equal(s_message[..(given < 0 ? s_message.Length : given)], entry.Message);
        Assert.Equal("192.0.2.1:500 - 192.0.2.2:500", entry.Path.ToString());
    }

    [Fact]
    public void A_frame_cut_by_the_snap_length_gives_what_there_is()
    {
        byte[] packet = Packets.IPv4(Udp, s_datagram);
        for (int length = 28; length < packet.Length; length += 7)
        {
            byte[] file = new CaptureFile().PcapHeader(Raw).Record(1, 0, packet[..length], sent: (uint)packet.Length).ToArray();
            CapturedEntry entry = CapturedEntry.ReadOne(file);
            Assert.Equal(CaptureFault.Truncated, entry.Fault);
            Assert.Equal(s_message[..(length - 28)], entry.Message);
            Assert.Equal($"{packet.Length - length} octets of the packet were not captured", entry.Error);
        }

        // Even where the ports or the IP header are not whole: it might be ours.
        for (int length = 1; length < 28; length++)
        {
            Assert.NotEqual(CaptureFault.None, CapturedEntry.ReadOne(CaptureFile.Pcap(Raw, packet[..length])).Fault);
        }

        // What is known not to be ours is passed over.
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, Packets.IPv4(Udp, Packets.Udp(53, 53, s_message))[..60])));
    }

    [Theory]
    [InlineData(500, 53, true)]
    [InlineData(53, 500, true)]
    [InlineData(4500, 61000, true)]
    [InlineData(61000, 4500, true)]
    [InlineData(501, 4501, false)]
    [InlineData(0, 65535, false)]
    public void Ports_are_500_and_4500(int source, int destination, bool isOurs) =>
        Assert.Equal(isOurs, CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, Packets.IPv4(Udp, Packets.Udp(source, destination, s_message)))).Count == 1);

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(2, 1, true)]
    [InlineData(65535, 2, true)]
    [InlineData(2, 65535, true)]
    [InlineData(64, 2, false)]
    [InlineData(500, 2, true)]
    public void More_ports_can_be_given(int source, int destination, bool isOurs) => Assert.Equal(
        isOurs,
        CapturedEntry.ReadAll(CaptureFile.Pcap(Raw, Packets.IPv4(Udp, Packets.Udp(source, destination, s_message))), new CaptureReaderOptions { Ports = [1, 65535] }).Count == 1);
}
