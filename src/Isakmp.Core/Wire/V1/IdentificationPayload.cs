using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes identification payloads (RFC 2408 3.8, RFC 2407 4.6.2).</summary>
public static class IdentificationPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="type">What the data is.</param>
    /// <param name="protocol">The IP protocol; 0 for any.</param>
    /// <param name="port">The port; 0 for any.</param>
    /// <param name="data">The identity.</param>
    public static void Write(ref MessageWriter writer, V1IdentificationType type, byte protocol, ushort port, scoped ReadOnlySpan<byte> data)
    {
        writer.BeginPayload(PayloadType.V1Identification);
        WriteBody(ref writer, type, protocol, port, data);
        writer.EndPayload();
    }

    /// <summary>Writes the body alone, without generic header: what is hashed into HASH_I and HASH_R (RFC 2409 5).</summary>
    /// <param name="writer">The writer, within a payload or on a buffer of its own.</param>
    /// <param name="type">What the data is.</param>
    /// <param name="protocol">The IP protocol; 0 for any.</param>
    /// <param name="port">The port; 0 for any.</param>
    /// <param name="data">The identity.</param>
    public static void WriteBody(ref MessageWriter writer, V1IdentificationType type, byte protocol, ushort port, scoped ReadOnlySpan<byte> data)
    {
        writer.WriteByte(type.Value);
        writer.WriteByte(protocol);
        writer.WriteUInt16(port);
        writer.WriteBytes(data);
    }
}
