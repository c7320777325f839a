using Isakmp.Framing;
using Isakmp.Inspection.Captures;
using Isakmp.Primitives;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>What is written is read by Wireshark: addresses, ports, times, lengths and checksums.</summary>
public sealed class PcapWriterTests : IDisposable
{
    private static readonly IkeInstant s_time = IkeInstant.Start(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero).AddTicks(1_234_567));
    private static readonly NetEndPoint s_left = NetEndPoint.Parse("192.0.2.1:500");
    private static readonly NetEndPoint s_right = NetEndPoint.Parse("198.51.100.2:4500");
    private static readonly NetEndPoint s_left6 = NetEndPoint.Parse("[2001:db8::1]:500");
    private static readonly NetEndPoint s_right6 = NetEndPoint.Parse("[2001:db8:ffff::2]:4500");

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_octets_of_a_small_file()
    {
        using var stream = new MemoryStream();
        new PcapWriter(stream).WriteUdp(s_time, s_left, s_right, [0xff]);

        // The header of the file, of the record, then RFC 791 and RFC 768; the checksums were computed elsewhere.
        const string Expected = """
            4d3cb2a1 0200 0400 00000000 00000000 00000400 65000000
            f2738169 bccc5b07 1d000000 1d000000
            4500001d 00000000 4011 8e99 c0000201 c6336402 01f4 1194 0009 011c ff
            """;
        Assert.Equal(Hex.Format(Hex.Parse(Expected)), Hex.Format(stream.ToArray()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wireshark_finds_nothing_wrong(bool isIPv6)
    {
        Tshark.Require();
        (NetEndPoint left, NetEndPoint right) = isIPv6 ? (s_left6, s_right6) : (s_left, s_right);
        int[] sizes = [1, 2, 27, 28, 1_500, 65_507];
        Write(writer =>
        {
            for (int i = 0; i < sizes.Length; i++)
            {
                byte[] payload = new byte[sizes[i]];
                new SeededRandom((ulong)i).Fill(payload);
                writer.WriteUdp(s_time + TimeSpan.FromSeconds(i), left, right, payload);
            }

            Assert.Equal(sizes.Length, writer.PacketCount);
        });
        IReadOnlyList<string[]> rows = Tshark.Read(
            _file, null, "udp", ["frame.time_epoch", isIPv6 ? "ipv6.src" : "ip.src", isIPv6 ? "ipv6.dst" : "ip.dst", "udp.srcport", "udp.dstport", "udp.length", "udp.checksum.status"]);
        Assert.Equal(
            sizes.Select((size, i) =>
                $"{1770091506 + i}.123456700 {left.Address} {right.Address} {left.Port} {right.Port} {size + 8} 1"),
            rows.Select(row => string.Join(' ', row)));
        if (!isIPv6)
        {
            Assert.Equal(sizes.Length, Tshark.Read(_file, null, "ip.checksum.status == 1", ["frame.number"]).Count);
        }
    }

    [Fact]
    public void Messages_have_the_marker_of_their_path_and_go_where_they_went()
    {
        Tshark.Require();
        var marked = new PacketInfo(s_left with { Port = 4500 }, s_right, Encapsulation.NonEspMarker);
        var bare = new PacketInfo(s_left, s_right with { Port = 500 });
        byte[] header = Hex.Parse("0001020304050607 0000000000000000 00 20 22 08 00000000 0000001c");
        Write(writer =>
        {
            writer.WriteMessage(s_time, true, bare, DatagramKind.Ike, header);
            writer.WriteMessage(s_time, false, marked, DatagramKind.Ike, header);
            writer.WriteMessage(s_time, true, marked, DatagramKind.KeepAlive, [0xff]);
            writer.WriteMessage(s_time, false, marked, DatagramKind.Esp, Hex.Parse("00001000 00000001 0102030405060708090a0b0c0d0e0f10"));
            writer.WriteEsp(s_time, s_left.Address, s_right.Address, Hex.Parse("00002000 00000001 0102030405060708090a0b0c0d0e0f10"));
            writer.WriteEsp(s_time, s_left6.Address, s_right6.Address, Hex.Parse("00003000 00000001 0102030405060708090a0b0c0d0e0f10"));
        });
        IReadOnlyList<string[]> rows = Tshark.Read(_file, null, "ip or ipv6", ["frame.protocols", "_ws.col.Source", "isakmp.ispi", "esp.spi"]);
        Assert.Equal(
            [
                "raw:ip:udp:isakmp 192.0.2.1 0001020304050607 ",
                "raw:ip:udp:udpencap:isakmp 198.51.100.2 0001020304050607 ",
                "raw:ip:udp:udpencap 192.0.2.1  ",
                "raw:ip:udp:udpencap:esp 198.51.100.2  0x00001000",
                "raw:ip:esp 192.0.2.1  0x00002000",
                "raw:ipv6:esp 2001:db8::1  0x00003000",
            ],
            rows.Select(row => string.Join(' ', row)));
    }

    [Fact]
    public void Times_outside_the_format_are_held_to_it()
    {
        Tshark.Require();
        Write(writer =>
        {
            writer.WriteUdp(IkeInstant.Start(DateTimeOffset.MinValue), s_left, s_right, [1]);
            writer.WriteUdp(IkeInstant.Start(DateTimeOffset.MaxValue), s_left, s_right, [2]);
        });
        Assert.Equal(["0.000000000", "4294967295.000000000"], Tshark.Read(_file, null, "udp", ["frame.time_epoch"]).Select(row => row[0]));
    }

    [Fact]
    public void The_number_of_packets_has_no_limit()
    {
        var writer = new PcapWriter(Stream.Null);
        for (int i = 0; i <= 70_000; i++)
        {
            writer.WriteUdp(s_time, s_left, s_right, [1]);
        }

        Assert.Equal(70_001, writer.PacketCount);
    }

    [Fact]
    public void What_fits_no_datagram_is_the_callers_mistake()
    {
        var writer = new PcapWriter(Stream.Null);
        Assert.Throws<ArgumentException>(() => writer.WriteUdp(s_time, s_left, s_right, new byte[PcapWriter.LargestIPv4Payload + 1]));
        Assert.Throws<ArgumentException>(() => writer.WriteUdp(s_time, s_left6, s_right6, new byte[PcapWriter.LargestIPv6Payload + 1]));
        Assert.Throws<ArgumentException>(() => writer.WriteUdp(s_time, s_left, s_right6, [1]));
        Assert.Throws<ArgumentException>(() => writer.WriteUdp(s_time, default, default, [1]));
        Assert.Throws<ArgumentException>(() => writer.WriteEsp(s_time, s_left.Address, s_right.Address, new byte[65_516]));
        Assert.Equal(0, writer.PacketCount);
        writer.WriteUdp(s_time, s_left, s_right, new byte[PcapWriter.LargestIPv4Payload]);
        writer.WriteUdp(s_time, s_left6, s_right6, new byte[PcapWriter.LargestIPv6Payload]);
    }

    private void Write(Action<PcapWriter> write)
    {
        using FileStream stream = File.Create(_file);
        write(new PcapWriter(stream));
    }
}
