using Isakmp.Framing;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Framing;

public class UdpEncapsulationTests
{
    // datagram, the port has a marker, kind, payload
    [Theory]
    [InlineData("", true, DatagramKind.Malformed, "")]
    [InlineData("", false, DatagramKind.Malformed, "")]
    [InlineData("ff", true, DatagramKind.KeepAlive, "")]
    [InlineData("ff", false, DatagramKind.KeepAlive, "")]
    [InlineData("fe", true, DatagramKind.Malformed, "")]
    [InlineData("ffff", true, DatagramKind.Malformed, "")]
    [InlineData("00000000", true, DatagramKind.Malformed, "")]
    [InlineData("00000000 aa", true, DatagramKind.Ike, "aa")]
    [InlineData("00000000 aa", false, DatagramKind.Ike, "00000000aa")]
    [InlineData("00000001 000000", true, DatagramKind.Malformed, "")]
    [InlineData("00000001 00000001", true, DatagramKind.Esp, "0000000100000001")]
    [InlineData("01020304 05060708 09", false, DatagramKind.Ike, "010203040506070809")]
    public void Tells_kinds_apart(string datagram, bool marker, DatagramKind kind, string payload)
    {
        Assert.Equal(kind, UdpEncapsulation.Classify(Hex.Parse(datagram), marker, out ReadOnlySpan<byte> found));
        Assert.Equal(payload, Hex.Format(found));
    }

    [Fact]
    public void Writes_markers_and_keep_alives()
    {
        byte[] buffer = [1, 2, 3, 4, 5];
        Assert.Equal(4, UdpEncapsulation.WriteMarker(buffer));
        Assert.Equal([0, 0, 0, 0, 5], buffer);
        Assert.Equal(1, UdpEncapsulation.WriteKeepAlive(buffer));
        Assert.Equal(0xFF, buffer[0]);
        Assert.Equal(DatagramKind.KeepAlive, UdpEncapsulation.Classify(buffer.AsSpan(0, 1), nonEspMarker: true, out _));
    }
}
