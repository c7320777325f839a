using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes certificate payloads (RFC 2408 3.9).</summary>
public static class CertificatePayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="encoding">What the data is.</param>
    /// <param name="data">The certificate or revocation list.</param>
    public static void Write(ref MessageWriter writer, CertificateEncoding encoding, scoped ReadOnlySpan<byte> data)
    {
        writer.BeginPayload(PayloadType.V1Certificate);
        writer.WriteByte(encoding.Value);
        writer.WriteBytes(data);
        writer.EndPayload();
    }
}
