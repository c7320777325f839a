using System.Buffers.Binary;

namespace Isakmp.Testing;

/// <summary>Reads the UDP datagrams of a capture in the classic pcap format; whatever is not UDP over IP is passed over.</summary>
public static class PcapFile
{
    /// <summary>Gives ports and payload of each UDP datagram, in the order of the capture; fragments of IP are passed over.</summary>
    /// <exception cref="InvalidDataException">The file has another format.</exception>
    public static IEnumerable<(ushort Source, ushort Destination, byte[] Payload)> ReadUdp(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        bool isLittle = BinaryPrimitives.ReadUInt32LittleEndian(file) is 0xA1B2C3D4 or 0xA1B23C4D;
        if (!isLittle && BinaryPrimitives.ReadUInt32BigEndian(file) is not (0xA1B2C3D4 or 0xA1B23C4D))
        {
            throw new InvalidDataException($"{path} is no pcap file");
        }

        int linkHeader = LinkHeaderSize((int)(Number(file, 20, isLittle) & 0xFFFF));
        for (int at = 24; at + 16 <= file.Length;)
        {
            int length = (int)Number(file, at + 8, isLittle);
            at += 16;
            byte[] packet = file[Math.Min(at + linkHeader, file.Length)..Math.Min(at + length, file.Length)];
            at += length;
            if (TryReadUdp(packet, out (ushort Source, ushort Destination, byte[] Payload) datagram))
            {
                yield return datagram;
            }
        }
    }

    private static int LinkHeaderSize(int type) => type switch
    {
        0 => 4, // BSD loopback
        1 => 14, // Ethernet
        12 or 101 or 228 or 229 => 0, // IP alone
        113 => 16, // Linux cooked
        276 => 20, // Linux cooked, version 2
        _ => throw new InvalidDataException($"link type {type} is not known"),
    };

    private static uint Number(byte[] file, int at, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));

    private static bool TryReadUdp(byte[] packet, out (ushort Source, ushort Destination, byte[] Payload) datagram)
    {
        const int Udp = 17;
        datagram = default;
        ReadOnlySpan<byte> rest = packet;
        if (rest.Length >= 20 && rest[0] >> 4 == 4)
        {
            int header = (rest[0] & 0x0F) * 4;
            int total = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(rest[6..]) & 0x3FFF) != 0;
            if (rest[9] != Udp || isFragment || header < 20 || total < header || total > rest.Length)
            {
                return false;
            }

            rest = rest[header..total];
        }
        else if (rest.Length >= 40 && rest[0] >> 4 == 6 && rest[6] == Udp)
        {
            rest = rest[40..];
        }
        else
        {
            return false;
        }

        if (rest.Length < 8)
        {
            return false;
        }

        datagram = (BinaryPrimitives.ReadUInt16BigEndian(rest), BinaryPrimitives.ReadUInt16BigEndian(rest[2..]), rest[8..].ToArray());
        return true;
    }
}
