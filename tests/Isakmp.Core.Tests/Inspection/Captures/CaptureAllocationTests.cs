using Isakmp.Core.Tests.Wire;
using Isakmp.Inspection.Captures;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>Reading allocates nothing per packet, whatever the format: plain datagrams, fragments, TCP, faults, other traffic.</summary>
public class CaptureAllocationTests
{
    private const int DatagramsPerRound = 100;
    private const int WarmUp = 40;
    private const int Rounds = 100;

    public static TheoryData<string> Formats => ["pcap", "pcapng"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Ten_thousand_datagrams_cost_nothing(string format)
    {
        byte[][] frames = [.. Enumerable.Range(0, 7000).SelectMany(Frames)];
        byte[] file = format == "pcap" ? CaptureFile.Pcap(1, frames) : CaptureFile.Pcapng(1, frames);
        using var reader = new CaptureReader(new MemoryStream(file));
        long octets = 0;
        Allocations.AssertNone(
            format,
            () =>
            {
                for (int i = 0; i < DatagramsPerRound; i++)
                {
                    Assert.True(reader.TryRead(out CapturedDatagram datagram));
                    octets += datagram.Message.Length;
                }
            },
            WarmUp,
            Rounds);
        Assert.InRange(octets, 50L * DatagramsPerRound * Rounds, long.MaxValue);
    }

    // Five entries in eight frames; everything that is waited for comes, or is given up again and again.
    private static IEnumerable<byte[]> Frames(int round)
    {
        byte[] message = RecordedMessage.All[round % RecordedMessage.All.Count].Message;
        byte[] framed = [.. Packets.Short(message.Length + 6), 0, 0, 0, 0, .. message];
        byte[] datagram = Packets.Udp(4500, 4500, [0, 0, 0, 0, .. message]);
        int id = round & 0xFFFF;
        uint sequence = (uint)round * 100_000;
        yield return Packets.Ethernet(Packets.IPv4(17, Packets.Udp(500, 500, message)), 0x8100);
        yield return Packets.Ethernet(Packets.IPv6(6, Packets.Tcp(443, 61000, sequence, message)));
        yield return Packets.Ethernet(Packets.IPv4(17, datagram[24..], id: id, offset: 24));
        yield return Packets.Ethernet(Packets.IPv4(17, datagram[..24], id: id, more: true));
        yield return Packets.Ethernet(Packets.IPv4(6, Packets.Tcp(61000, 4500, sequence, framed)));
        yield return Packets.Ethernet(Packets.IPv4(6, Packets.Tcp(61000, 4500, sequence + (uint)framed.Length + 50, framed)));
        yield return Packets.Ethernet(Packets.IPv4(17, datagram, first: 0x42));
        yield return Packets.Ethernet(Packets.IPv4(17, datagram[..24], id: id ^ 0x8000, more: true));
    }
}
