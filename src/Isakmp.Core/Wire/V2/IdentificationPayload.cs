using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes the payloads IDi and IDr (RFC 7296 3.5).</summary>
public static class IdentificationPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="payload"><see cref="PayloadType.IdentificationInitiator"/> or <see cref="PayloadType.IdentificationResponder"/>.</param>
    /// <param name="type">What the data is.</param>
    /// <param name="data">The identity.</param>
    public static void Write(ref MessageWriter writer, PayloadType payload, IdentificationType type, scoped ReadOnlySpan<byte> data)
    {
        writer.BeginPayload(payload);
        WriteBody(ref writer, type, data);
        writer.EndPayload();
    }

    /// <summary>Writes the body alone, without generic header: what is hashed into AUTH (RFC 7296 2.15).</summary>
    /// <param name="writer">The writer, within a payload or on a buffer of its own.</param>
    /// <param name="type">What the data is.</param>
    /// <param name="data">The identity.</param>
    public static void WriteBody(ref MessageWriter writer, IdentificationType type, scoped ReadOnlySpan<byte> data)
    {
        writer.WriteByte(type.Value);
        writer.WriteByte(0);
        writer.WriteUInt16(0);
        writer.WriteBytes(data);
    }
}
