using Isakmp.Core.Tests.Wire;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>Small captures with a bit of everything that is read: mutated, cut short, and shown to tshark.</summary>
internal static class SampleCaptures
{
    private const byte Udp = 17;
    private const byte Tcp = 6;

    private static readonly byte[] s_small = RecordedMessage.All.MinBy(message => message.Message.Length)!.Message;
    private static readonly byte[] s_plain = Packets.Udp(500, 500, s_small);
    private static readonly byte[] s_marked = Packets.Udp(4500, 4500, [0, 0, 0, 0, .. s_small]);

    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["ethernet"] = CaptureFile.Pcap(1, [.. Datagrams().Select(packet => Packets.Ethernet(packet)), .. Datagrams().Select(packet => Packets.Ethernet(packet, 0x88A8, 0x8100))]),
        ["cooked"] = CaptureFile.Pcap(113, [.. Datagrams().Select(Packets.Cooked)]),
        ["cooked2"] = CaptureFile.Pcap(276, [.. Datagrams().Select(Packets.Cooked2)]),
        ["raw"] = CaptureFile.Pcap(101, [.. Datagrams()]),
        ["null"] = CaptureFile.Pcap(0, [.. Datagrams().Select(packet => (byte[])[(byte)(packet[0] >> 4 == 6 ? 30 : 2), 0, 0, 0, .. packet])]),
        ["loop"] = CaptureFile.Pcap(108, [.. Datagrams().Select(packet => (byte[])[0, 0, 0, (byte)(packet[0] >> 4 == 6 ? 24 : 2), .. packet])]),
        ["big-endian nanoseconds"] = new CaptureFile(little: false).PcapHeader(101, CaptureFile.Nanoseconds).Record(1, 999_999_999, Packets.IPv4(Udp, s_plain)).Record(2, 7, Packets.IPv4(Udp, s_marked)).ToArray(),
        ["fragments"] = CaptureFile.Pcap(101, Fragments()),
        ["extensions"] = CaptureFile.Pcap(101, Packets.IPv6(0, Packets.Extension(60, Packets.Extension(Udp, s_plain, length: 1))), Packets.IPv6(44, Packets.Fragment6(Udp, s_marked))),
        ["pcapng"] = Pcapng(little: true),
        ["pcapng big-endian"] = Pcapng(little: false),
        ["pcapng sections"] = [.. Pcapng(little: true), .. Pcapng(little: false)],
        ["tcp"] = CaptureFile.Pcap(101, Stream()),
    };

    private static byte[][] Datagrams() =>
    [
        Packets.IPv4(Udp, s_plain),
        Packets.IPv6(Udp, s_marked),
        Packets.IPv4(Udp, Packets.Udp(4500, 61000, [0xFF])),
        Packets.IPv4(Udp, Packets.Udp(61000, 4500, [1, 2, 3, 4, 0, 0, 0, 1, 9, 9, 9, 9])),
        Packets.IPv4(Tcp, Packets.Tcp(80, 61000, 1, [1, 2, 3])),
    ];

    private static byte[][] Fragments() =>
    [
        Packets.IPv4(Udp, s_plain[..40], more: true, id: 7),
        Packets.IPv6(44, Packets.Fragment6(Udp, s_marked[48..], id: 8, offset: 48)),
        Packets.IPv4(Udp, s_plain[40..], offset: 40, id: 7),
        Packets.IPv6(44, Packets.Fragment6(Udp, s_marked[..48], id: 8, more: true)),
        Packets.IPv4(Udp, s_plain[..16], more: true, id: 9),
    ];

    private static byte[] Pcapng(bool little)
    {
        byte[] frame = Packets.Ethernet(Packets.IPv4(Udp, s_plain), 0x8100);
        byte[] packet = Packets.IPv6(Udp, s_marked);
        var file = new CaptureFile(little);
        return file.Section()
            .Interface(1, 262144, file.Option(2, "eth0"u8.ToArray()), file.Option(9, [9]), file.Option(0, []))
            .Interface(101, 0, file.Option(9, [0x8A]), file.Option(14, file.Long(1000)))
            .Enhanced(0, 1_700_000_000_123_456_789, frame, options: file.Option(1, "a comment"u8.ToArray()))
            .Block(10, file.Number(0x544C534B), file.Number(4), "key\n"u8.ToArray())
            .Enhanced(1, 1024 * 1_700_000_000UL, packet)
            .Block(0x40000BAD, file.Number(32473), [1, 2, 3, 4])
            .Simple(frame)
            .Old(1, (1024 * 1_700_000_000UL) + 512, packet)
            .Block(5, file.Number(0), file.Number(0), file.Number(0))
            .ToArray();
    }

    private static byte[][] Stream()
    {
        byte[] framed = [.. Packets.Short(s_small.Length + 6), 0, 0, 0, 0, .. s_small];
        byte[] stream = [.. "IKETCP"u8, .. framed, .. framed, 0, 3, 0xFF];
        return
        [
            Packets.IPv4(Tcp, Packets.Tcp(61000, 4500, 100, [], "S")),
            Packets.IPv4(Tcp, Packets.Tcp(61000, 4500, 101, stream[..30])),
            Packets.IPv4(Tcp, Packets.Tcp(61000, 4500, 101 + 80, stream[80..])),
            Packets.IPv4(Tcp, Packets.Tcp(61000, 4500, 101 + 20, stream[20..50])),
            Packets.IPv4(Tcp, Packets.Tcp(61000, 4500, 101 + 50, stream[50..80])),
            Packets.IPv4(Tcp, Packets.Tcp(61001, 4500, 100, framed)),
        ];
    }
}
