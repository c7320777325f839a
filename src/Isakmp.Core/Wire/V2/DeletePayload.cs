using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes delete payloads (RFC 7296 3.11).</summary>
public static class DeletePayload
{
    /// <summary>Writes one that deletes the IKE SA it is sent in: no SPI (RFC 7296 3.11).</summary>
    /// <param name="writer">The writer, between payloads.</param>
    public static void WriteIke(ref MessageWriter writer) => Write(ref writer, SecurityProtocol.Ike, 0, default);

    /// <summary>Writes one that deletes SAs of one protocol.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="protocol">The protocol of the SAs.</param>
    /// <param name="spiSize">Octets of one SPI: 4 for AH and ESP.</param>
    /// <param name="spis">The SPIs that the sender receives on, one after the other.</param>
    /// <exception cref="ArgumentException">The SPIs are not a multiple of their size, or more than 65,535.</exception>
    public static void Write(ref MessageWriter writer, SecurityProtocol protocol, byte spiSize, scoped ReadOnlySpan<byte> spis)
    {
        int count = spiSize == 0 ? 0 : spis.Length / spiSize;
        if (count * spiSize != spis.Length || count > ushort.MaxValue)
        {
            throw new ArgumentException("The SPIs must be a multiple of spiSize octets, and 65,535 at most.", nameof(spis));
        }

        Write(ref writer, protocol, spiSize, (ushort)count, spis);
    }

    /// <summary>Writes one with the count that is given, as <see cref="DeletePayloadView"/> read it.</summary>
    internal static void Write(ref MessageWriter writer, SecurityProtocol protocol, byte spiSize, ushort count, scoped ReadOnlySpan<byte> spis)
    {
        writer.BeginPayload(PayloadType.Delete);
        writer.WriteByte(protocol.Value);
        writer.WriteByte(spiSize);
        writer.WriteUInt16(count);
        writer.WriteBytes(spis);
        writer.EndPayload();
    }
}
