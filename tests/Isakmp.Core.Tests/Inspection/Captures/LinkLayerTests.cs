using Isakmp.Core.Tests.Wire;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>Every link layer in front of the same packets.</summary>
public class LinkLayerTests
{
    private static readonly byte[] s_message = RecordedMessage.All[0].Message;
    private static readonly byte[] s_packet4 = Packets.IPv4(17, Packets.Udp(500, 500, s_message));
    private static readonly byte[] s_packet6 = Packets.IPv6(17, Packets.Udp(500, 500, s_message));

    // Headers by hand: the link type, then the octets before the packet.
    public static TheoryData<int, string, int> Headers => new()
    {
        { 1, "020000000002 020000000001 0800", 4 },
        { 1, "020000000002 020000000001 86DD", 6 },
        { 1, "020000000002 020000000001 8100 0007 0800", 4 },
        { 1, "020000000002 020000000001 88A8 0007 8100 0008 86DD", 6 },
        { 1, "020000000002 020000000001 9100 0007 8100 0008 8100 0009 0800", 4 },
        { 0, "02000000", 4 },
        { 0, "00000002", 4 },
        { 0, "18000000", 6 },
        { 0, "1C000000", 6 },
        { 0, "0000001E", 6 },
        { 108, "00000002", 4 },
        { 108, "00000018", 6 },
        { 113, "0000 0001 0006 0200000000010000 0800", 4 },
        { 113, "0004 0001 0006 0200000000010000 86DD", 6 },
        { 113, "0000 0001 0006 0200000000010000 8100 0007 0800", 4 },
        { 276, "0800 0000 00000002 0001 00 06 0200000000010000", 4 },
        { 276, "86DD 0000 00000002 0001 04 06 0200000000010000", 6 },
        { 12, "", 4 },
        { 12, "", 6 },
        { 14, "", 4 },
        { 101, "", 4 },
        { 101, "", 6 },
        { 228, "", 4 },
        { 229, "", 6 },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_message_is_found_behind_its_header(int linkType, string header, int version)
    {
        byte[] frame = [.. Convert.FromHexString(header.Replace(" ", "")), .. version == 4 ? s_packet4 : s_packet6];
        foreach (byte[] file in new[] { CaptureFile.Pcap(linkType, frame), CaptureFile.Pcapng(linkType, frame) })
        {
            CapturedEntry entry = CapturedEntry.ReadOne(file);
            Assert.Equal(version == 4 ? "192.0.2.1:500 - 192.0.2.2:500" : "[2001:db8::1]:500 - [2001:db8::2]:500", entry.Path.ToString());
            Assert.Equal((1, DatagramKind.Ike, CaptureTransport.Udp, CaptureFault.None, null), (entry.Frame, entry.Kind, entry.Transport, entry.Fault, entry.Error));
            Assert.Equal(Encapsulation.None, entry.Path.Encapsulation);
            Assert.Equal(s_message, entry.Message);
            Assert.Equal(frame, file[(int)entry.Offset..][..frame.Length]);
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_is_cut_off_is_a_fault(int linkType, string header, int version)
    {
        byte[] frame = Convert.FromHexString(header.Replace(" ", ""));
        for (int length = 0; length < frame.Length; length++)
        {
            CapturedEntry entry = CapturedEntry.ReadOne(CaptureFile.Pcap(linkType, frame[..length]));
            Assert.Equal((1, CaptureFault.BadLinkHeader, 40L), (entry.Frame, entry.Fault, entry.Offset));
        }

        // The header alone is none of the link layer's faults any more.
        CaptureFault fault = linkType is 12 or 14 or 101 ? CaptureFault.BadLinkHeader : CaptureFault.BadIpHeader;
        Assert.Equal(fault, CapturedEntry.ReadOne(CaptureFile.Pcap(linkType, frame)).Fault);
        Assert.InRange(version, 4, 6);
    }

    [Theory]
    [InlineData(1, "020000000002 020000000001 0806 0001")] // ARP
    [InlineData(1, "020000000002 020000000001 0026 4242")] // 802.3 with a length
    [InlineData(1, "020000000002 020000000001 8100 0007 0806 0001")]
    [InlineData(0, "07000000 4500")]
    [InlineData(113, "0000 0001 0006 0200000000010000 0004 0000")]
    [InlineData(276, "88CC 0000 00000002 0001 00 06 0200000000010000 0000")]
    public void Other_protocols_are_passed_over(int linkType, string frame) =>
        Assert.Empty(CapturedEntry.ReadAll(CaptureFile.Pcap(linkType, Convert.FromHexString(frame.Replace(" ", "")))));

    [Fact]
    public void An_unknown_link_type_is_said_once()
    {
        byte[] file = CaptureFile.Pcap(147, [1, 2, 3], [4, 5, 6]);
        CapturedEntry entry = CapturedEntry.ReadOne(file);
        Assert.Equal((1, CaptureFault.UnsupportedLinkType, "link type 147 is not supported; its frames are passed over"), (entry.Frame, entry.Fault, entry.Error));

        // The upper half of the field is none of the type: here it says that 4 octets of checksum follow each frame.
        byte[] frame = [.. Packets.Ethernet(s_packet4), 1, 2, 3, 4];
        byte[] withChecksum = new CaptureFile().PcapHeader(unchecked((int)0x24000001)).Record(1, 2, frame).ToArray();
        Assert.Equal(s_message, CapturedEntry.ReadOne(withChecksum).Message);
    }
}
