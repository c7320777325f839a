using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes delete payloads (RFC 2408 3.15).</summary>
public static class DeletePayload
{
    private const int CookieSize = 8;

    /// <summary>Writes one that deletes an ISAKMP SA: its SPI is both cookies (RFC 2408 3.15).</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="initiator">The initiator cookie.</param>
    /// <param name="responder">The responder cookie.</param>
    public static void WriteIsakmp(ref MessageWriter writer, Spi initiator, Spi responder)
    {
        Span<byte> cookies = stackalloc byte[2 * CookieSize];
        initiator.Write(cookies);
        responder.Write(cookies[CookieSize..]);
        Write(ref writer, DomainOfInterpretation.Ipsec, V1Protocol.Isakmp, (byte)cookies.Length, 1, cookies);
    }

    /// <summary>Writes one that deletes SAs of one protocol.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="protocol">The protocol of the SAs.</param>
    /// <param name="spiSize">Octets of one SPI: 4 for AH and ESP.</param>
    /// <param name="spis">The SPIs that the sender receives on, one after the other.</param>
    /// <exception cref="ArgumentException">The SPIs are not a multiple of their size, or more than 65,535.</exception>
    public static void Write(ref MessageWriter writer, V1Protocol protocol, byte spiSize, scoped ReadOnlySpan<byte> spis)
    {
        int count = spiSize == 0 ? 0 : spis.Length / spiSize;
        if (count * spiSize != spis.Length || count > ushort.MaxValue)
        {
            throw new ArgumentException("The SPIs must be a multiple of spiSize octets, and 65,535 at most.", nameof(spis));
        }

        Write(ref writer, DomainOfInterpretation.Ipsec, protocol, spiSize, (ushort)count, spis);
    }

    /// <summary>Writes one with DOI and count as given, as <see cref="DeletePayloadView"/> read them.</summary>
    internal static void Write(
        ref MessageWriter writer,
        DomainOfInterpretation doi,
        V1Protocol protocol,
        byte spiSize,
        ushort count,
        scoped ReadOnlySpan<byte> spis)
    {
        writer.BeginPayload(PayloadType.V1Delete);
        writer.WriteUInt32(doi.Value);
        writer.WriteByte(protocol.Value);
        writer.WriteByte(spiSize);
        writer.WriteUInt16(count);
        writer.WriteBytes(spis);
        writer.EndPayload();
    }
}
