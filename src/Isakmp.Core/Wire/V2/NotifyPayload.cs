using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes notifications (RFC 7296 3.10).</summary>
public static class NotifyPayload
{
    /// <summary>Writes one that is about no SA, or about the IKE SA it is sent in.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="type">What is notified.</param>
    /// <param name="data">What belongs to the type.</param>
    public static void Write(ref MessageWriter writer, NotifyType type, scoped ReadOnlySpan<byte> data = default) =>
        Write(ref writer, SecurityProtocol.None, default, type, data);

    /// <summary>Writes one that is about an SA.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="protocol">The protocol of the SA; none without SPI (RFC 7296 3.10).</param>
    /// <param name="spi">The SPI: 4 octets for AH and ESP, 8 for IKE, at most 255.</param>
    /// <param name="type">What is notified.</param>
    /// <param name="data">What belongs to the type.</param>
    /// <exception cref="ArgumentException">The SPI is longer than 255 octets.</exception>
    public static void Write(
        ref MessageWriter writer,
        SecurityProtocol protocol,
        scoped ReadOnlySpan<byte> spi,
        NotifyType type,
        scoped ReadOnlySpan<byte> data = default)
    {
        if (spi.Length > byte.MaxValue)
        {
            throw new ArgumentException("The size of an SPI is one octet: give at most 255 octets.", nameof(spi));
        }

        writer.BeginPayload(PayloadType.Notify);
        writer.WriteByte(protocol.Value);
        writer.WriteByte((byte)spi.Length);
        writer.WriteUInt16(type.Value);
        writer.WriteBytes(spi);
        writer.WriteBytes(data);
        writer.EndPayload();
    }
}
