using System.Buffers.Binary;
using System.Net;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>Builds frames layer by layer, octet by octet as the RFCs draw them; lengths may be given wrong on purpose.</summary>
internal static class Packets
{
    public const string A = "192.0.2.1";
    public const string B = "192.0.2.2";
    public const string A6 = "2001:db8::1";
    public const string B6 = "2001:db8::2";

    public static byte[] Udp(int source, int destination, byte[] payload, int? length = null) =>
        [.. Short(source), .. Short(destination), .. Short(length ?? 8 + payload.Length), 0, 0, .. payload];

    public static byte[] Tcp(int source, int destination, uint sequence, byte[] data, string flags = "A", int headerWords = 5)
    {
        int bits = (flags.Contains('F') ? 1 : 0) | (flags.Contains('S') ? 2 : 0) | (flags.Contains('R') ? 4 : 0) | (flags.Contains('A') ? 16 : 0);
        byte[] options = new byte[Math.Max(0, (headerWords - 5) * 4)];
        return [.. Short(source), .. Short(destination), .. Number(sequence), .. Number(1), (byte)(headerWords << 4), (byte)bits, 0xFF, 0xFF, 0, 0, 0, 0, .. options, .. data];
    }

    public static byte[] IPv4(
        byte protocol, byte[] payload, int? total = null, int id = 1, int offset = 0, bool more = false, string source = A, string destination = B, byte first = 0x45) =>
    [
        first, 0, .. Short(total ?? 20 + payload.Length), .. Short(id), .. Short((more ? 0x2000 : 0) | (offset / 8)), 64, protocol, 0, 0,
        .. IPAddress.Parse(source).GetAddressBytes(), .. IPAddress.Parse(destination).GetAddressBytes(), .. payload,
    ];

    public static byte[] IPv6(byte next, byte[] payload, int? length = null, byte first = 0x60) =>
    [
        first, 0, 0, 0, .. Short(length ?? payload.Length), next, 64, .. IPAddress.Parse(A6).GetAddressBytes(), .. IPAddress.Parse(B6).GetAddressBytes(), .. payload,
    ];

    public static byte[] Fragment6(byte next, byte[] payload, uint id = 1, int offset = 0, bool more = false) =>
        [next, 0, .. Short(offset | (more ? 1 : 0)), .. Number(id), .. payload];

    /// <summary>An extension header of 8 octets times (1 + <paramref name="length"/>).</summary>
    public static byte[] Extension(byte next, byte[] payload, byte length = 0) => [next, length, .. new byte[6 + (8 * length)], .. payload];

    public static byte[] Ethernet(byte[] packet, params int[] tags)
    {
        byte[] header = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
        foreach (int tag in tags)
        {
            header = [.. header, .. Short(tag), 0, 7];
        }

        return [.. header, .. Short(EtherType(packet)), .. packet];
    }

    public static byte[] Cooked(byte[] packet) => [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, .. Short(EtherType(packet)), .. packet];

    public static byte[] Cooked2(byte[] packet) => [.. Short(EtherType(packet)), 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, .. packet];

    public static byte[] Short(int value) => unchecked([(byte)(value >> 8), (byte)value]);

    public static byte[] Number(uint value)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }

    private static int EtherType(byte[] packet) => packet[0] >> 4 == 6 ? 0x86DD : 0x0800;
}
