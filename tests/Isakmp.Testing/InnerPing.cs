using System.Buffers.Binary;

namespace Isakmp.Testing;

/// <summary>An ICMP echo request in IPv4 (RFC 791, RFC 792), as it travels inside a tunnel.</summary>
public static class InnerPing
{
    /// <summary>Makes a packet from 10.1.0.1 to 10.2.0.1.</summary>
    /// <param name="number">Its sequence number, by which it is found again.</param>
    public static byte[] Write(ushort number)
    {
        byte[] packet = [0x45, 0, 0, 36, 0, 0, 0, 0, 64, 1, 0, 0, 10, 1, 0, 1, 10, 2, 0, 1, 8, 0, 0, 0, 0x12, 0x34, 0, 0, .. "pingpong"u8];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(26), number);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, 20)));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), Checksum(packet.AsSpan(20)));
        return packet;
    }

    private static ushort Checksum(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (int i = 0; i < octets.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets[i..]);
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)(~((sum & 0xFFFF) + (sum >> 16)) & 0xFFFF);
    }
}
