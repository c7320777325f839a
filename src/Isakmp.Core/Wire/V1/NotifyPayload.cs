using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes notifications (RFC 2408 3.14).</summary>
public static class NotifyPayload
{
    /// <summary>Writes one of the IPSEC DOI.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="protocol">The protocol of the SA concerned.</param>
    /// <param name="spi">Its SPI: 16 octets, both cookies, for ISAKMP; 4 for AH and ESP; at most 255.</param>
    /// <param name="type">What is notified.</param>
    /// <param name="data">What belongs to the type.</param>
    /// <exception cref="ArgumentException">The SPI is longer than 255 octets.</exception>
    public static void Write(
        ref MessageWriter writer,
        V1Protocol protocol,
        scoped ReadOnlySpan<byte> spi,
        V1NotifyType type,
        scoped ReadOnlySpan<byte> data = default) =>
        Write(ref writer, DomainOfInterpretation.Ipsec, protocol, spi, type, data);

    /// <summary>Writes one of any DOI.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="doi">The domain of interpretation.</param>
    /// <param name="protocol">The protocol of the SA concerned.</param>
    /// <param name="spi">Its SPI, at most 255 octets.</param>
    /// <param name="type">What is notified.</param>
    /// <param name="data">What belongs to the type.</param>
    /// <exception cref="ArgumentException">The SPI is longer than 255 octets.</exception>
    public static void Write(
        ref MessageWriter writer,
        DomainOfInterpretation doi,
        V1Protocol protocol,
        scoped ReadOnlySpan<byte> spi,
        V1NotifyType type,
        scoped ReadOnlySpan<byte> data = default)
    {
        if (spi.Length > byte.MaxValue)
        {
            throw new ArgumentException("The size of an SPI is one octet: give at most 255 octets.", nameof(spi));
        }

        writer.BeginPayload(PayloadType.V1Notification);
        writer.WriteUInt32(doi.Value);
        writer.WriteByte(protocol.Value);
        writer.WriteByte((byte)spi.Length);
        writer.WriteUInt16(type.Value);
        writer.WriteBytes(spi);
        writer.WriteBytes(data);
        writer.EndPayload();
    }
}
