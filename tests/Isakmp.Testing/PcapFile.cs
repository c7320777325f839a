using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Primitives;

namespace Isakmp.Testing;

/// <summary>Reads the UDP datagrams of a capture in the classic pcap format; whatever is not UDP over IP is passed over.</summary>
public static class PcapFile
{
    /// <summary>Gives ports and payload of each UDP datagram, in the order of the capture; fragments of IP are passed over.</summary>
    /// <exception cref="InvalidDataException">The file has another format.</exception>
    public static IEnumerable<(ushort Source, ushort Destination, byte[] Payload)> ReadUdp(string path) =>
        ReadDatagrams(path).Select(datagram => (datagram.Source.Port, datagram.Destination.Port, datagram.Payload));

    /// <summary>Gives each UDP datagram with its end points and the number of its frame, from 1; fragments of IP are passed over.</summary>
    /// <exception cref="InvalidDataException">The file has another format.</exception>
    public static IEnumerable<PcapDatagram> ReadDatagrams(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        bool isLittle = BinaryPrimitives.ReadUInt32LittleEndian(file) is 0xA1B2C3D4 or 0xA1B23C4D;
        if (!isLittle && BinaryPrimitives.ReadUInt32BigEndian(file) is not (0xA1B2C3D4 or 0xA1B23C4D))
        {
            throw new InvalidDataException($"{path} is no pcap file");
        }

        int linkHeader = LinkHeaderSize((int)(Number(file, 20, isLittle) & 0xFFFF));
        int frame = 0;
        for (int at = 24; at + 16 <= file.Length;)
        {
            frame++;
            int length = (int)Number(file, at + 8, isLittle);
            at += 16;
            byte[] packet = file[Math.Min(at + linkHeader, file.Length)..Math.Min(at + length, file.Length)];
            at += length;
            if (TryReadUdp(packet, frame, out PcapDatagram? datagram))
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

    private static bool TryReadUdp(byte[] packet, int frame, [NotNullWhen(true)] out PcapDatagram? datagram)
    {
        const int Udp = 17;
        datagram = null;
        NetAddress source;
        NetAddress destination;
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

            source = NetAddress.FromBytes(rest.Slice(12, 4));
            destination = NetAddress.FromBytes(rest.Slice(16, 4));
            rest = rest[header..total];
        }
        else if (rest.Length >= 40 && rest[0] >> 4 == 6 && rest[6] == Udp)
        {
            source = NetAddress.FromBytes(rest.Slice(8, 16));
            destination = NetAddress.FromBytes(rest.Slice(24, 16));
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

        datagram = new PcapDatagram(
            frame,
            new NetEndPoint(source, BinaryPrimitives.ReadUInt16BigEndian(rest)),
            new NetEndPoint(destination, BinaryPrimitives.ReadUInt16BigEndian(rest[2..])),
            rest[8..].ToArray());
        return true;
    }
}
