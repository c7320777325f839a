using System.Buffers.Binary;

namespace Isakmp.Framing;

/// <summary>Tells IKE, ESP and keep-alives on one UDP port apart, and marks IKE messages (RFC 3948 2).</summary>
public static class UdpEncapsulation
{
    /// <summary>Size of the non-ESP marker: 4 octets (RFC 3948 2.2).</summary>
    public const int MarkerSize = 4;

    /// <summary>Size of a keep-alive: 1 octet (RFC 3948 2.3).</summary>
    public const int KeepAliveSize = 1;

    // SPI and sequence number (RFC 4303 2).
    private const int SmallestEsp = 8;
    private const byte KeepAliveOctet = 0xFF;

    /// <summary>Says what a datagram is, and cuts the marker off an IKE message.</summary>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="nonEspMarker">The port carries ESP too (4500), so IKE messages start with four zero octets; on port 500 there is no marker.</param>
    /// <param name="payload">The IKE message or the ESP packet; empty for the other kinds.</param>
    /// <returns>The kind; <see cref="DatagramKind.Ike"/> promises nothing about the message itself.</returns>
    public static DatagramKind Classify(ReadOnlySpan<byte> datagram, bool nonEspMarker, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        // RFC 3948 2.3
        if (datagram.Length == KeepAliveSize && datagram[0] == KeepAliveOctet)
        {
            return DatagramKind.KeepAlive;
        }

        if (!nonEspMarker)
        {
            payload = datagram;
            return datagram.IsEmpty ? DatagramKind.Malformed : DatagramKind.Ike;
        }

        if (datagram.Length <= MarkerSize)
        {
            return DatagramKind.Malformed;
        }

        // RFC 3948 2.2: the marker stands where the SPI of an ESP packet would, and that is never zero (2.1).
        if (BinaryPrimitives.ReadUInt32BigEndian(datagram) == 0)
        {
            payload = datagram[MarkerSize..];
            return DatagramKind.Ike;
        }

        if (datagram.Length < SmallestEsp)
        {
            return DatagramKind.Malformed;
        }

        payload = datagram;
        return DatagramKind.Esp;
    }

    /// <summary>Writes the non-ESP marker: four zero octets (RFC 3948 2.2).</summary>
    /// <param name="destination">At least 4 octets; the IKE message goes behind them.</param>
    /// <returns>The octets written: 4.</returns>
    public static int WriteMarker(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, 0);
        return MarkerSize;
    }

    /// <summary>Writes a NAT keep-alive: the octet 0xFF (RFC 3948 2.3).</summary>
    /// <param name="destination">At least 1 octet.</param>
    /// <returns>The octets written: 1.</returns>
    public static int WriteKeepAlive(Span<byte> destination)
    {
        destination[0] = KeepAliveOctet;
        return KeepAliveSize;
    }
}
