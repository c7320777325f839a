using System.Buffers.Binary;
using System.Net;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>IPv4 packets with UDP in them (RFC 791, RFC 768), as they travel inside a tunnel.</summary>
internal static class InnerPacket
{
    private const int IpHeaderSize = 20, UdpHeaderSize = 8;

    /// <summary>Makes a packet; the UDP checksum is left out, as IPv4 allows.</summary>
    public static byte[] Write(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> data)
    {
        byte[] packet = new byte[IpHeaderSize + UdpHeaderSize + data.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 17;
        source.Address.GetAddressBytes().CopyTo(packet, 12);
        destination.Address.GetAddressBytes().CopyTo(packet, 16);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, IpHeaderSize)));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), (ushort)source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), (ushort)destination.Port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), (ushort)(UdpHeaderSize + data.Length));
        data.CopyTo(packet.AsSpan(IpHeaderSize + UdpHeaderSize));
        return packet;
    }

    /// <summary>The data of a packet without IP options.</summary>
    public static byte[] DataOf(ReadOnlySpan<byte> packet)
    {
        Assert.Equal(0x45, packet[0]);
        Assert.Equal(17, packet[9]);
        return packet[(IpHeaderSize + UdpHeaderSize)..].ToArray();
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)(~((sum & 0xFFFF) + (sum >> 16)) & 0xFFFF);
    }
}
