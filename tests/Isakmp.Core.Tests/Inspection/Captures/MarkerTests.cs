using Isakmp.Core.Tests.Wire;
using Isakmp.Framing;
using Isakmp.Inspection.Captures;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>Where the non-ESP marker stands: by the port, and on other ports by the octets.</summary>
public class MarkerTests
{
    private static readonly byte[] s_message = RecordedMessage.All[0].Message;
    private static readonly byte[] s_marked = [0, 0, 0, 0, .. s_message];
    private static readonly byte[] s_esp = [0xC0, 0xFF, 0xEE, 1, 0, 0, 0, 1, .. new byte[64]];
    private static readonly CaptureReaderOptions s_options = new() { Ports = [15500, 25500] };

    [Theory]
    [InlineData(500, 500, false)]
    [InlineData(500, 15500, false)]
    [InlineData(15500, 500, false)]
    [InlineData(500, 4500, false)]
    [InlineData(4500, 4500, true)]
    [InlineData(4500, 14500, true)]
    [InlineData(14500, 4500, true)]
    public void The_port_decides(int source, int destination, bool isMarked)
    {
        CapturedEntry entry = Read(source, destination, isMarked ? s_marked : s_message);
        Assert.Equal((DatagramKind.Ike, isMarked ? Encapsulation.NonEspMarker : Encapsulation.None), (entry.Kind, entry.Path.Encapsulation));
        Assert.Equal(s_message, entry.Message);

        // The other way round the octets are taken for what the port says.
        CapturedEntry other = Read(source, destination, isMarked ? s_message : s_marked);
        Assert.Equal(isMarked ? DatagramKind.Esp : DatagramKind.Ike, other.Kind);
        Assert.Equal(isMarked ? s_message : s_marked, other.Message);
    }

    [Fact]
    public void On_other_ports_every_recorded_message_is_recognised_with_marker_and_without()
    {
        foreach (RecordedMessage recorded in RecordedMessage.All)
        {
            CapturedEntry plain = Read(15500, 25500, recorded.Message);
            Assert.Equal((DatagramKind.Ike, Encapsulation.None), (plain.Kind, plain.Path.Encapsulation));
            Assert.Equal(recorded.Message, plain.Message);
            CapturedEntry marked = Read(14500, 25500, [0, 0, 0, 0, .. recorded.Message]);
            Assert.Equal((DatagramKind.Ike, Encapsulation.NonEspMarker), (marked.Kind, marked.Path.Encapsulation));
            Assert.Equal(recorded.Message, marked.Message);
        }
    }

    [Fact]
    public void On_other_ports_a_message_may_be_cut_short()
    {
        Assert.Equal(DatagramKind.Ike, Read(15500, 25500, s_message[..100]).Kind);
        Assert.Equal(DatagramKind.Ike, Read(15500, 25500, s_marked[..100]).Kind);
    }

    [Theory]
    [InlineData(4500)]
    [InlineData(25500)]
    public void ESP_keepalives_and_rubbish_are_told_apart(int port)
    {
        CapturedEntry esp = Read(port, port, s_esp);
        Assert.Equal(DatagramKind.Esp, esp.Kind);
        Assert.Equal(s_esp, esp.Message);

        CapturedEntry keepAlive = Read(port, port, [0xFF]);
        Assert.Equal(DatagramKind.KeepAlive, keepAlive.Kind);
        Assert.Empty(keepAlive.Message);

        // What is malformed is shown as it came; that the datagram is odd is no fault of the capture.
        CapturedEntry rubbish = Read(port, port, [1, 2, 3]);
        Assert.Equal((DatagramKind.Malformed, CaptureFault.None), (rubbish.Kind, rubbish.Fault));
        Assert.Equal([1, 2, 3], rubbish.Message);
        Assert.Equal(DatagramKind.Malformed, Read(port, port, []).Kind);
    }

    private static CapturedEntry Read(int source, int destination, byte[] payload) =>
        CapturedEntry.ReadOne(CaptureFile.Pcap(101, Packets.IPv4(17, Packets.Udp(source, destination, payload))), s_options);
}
