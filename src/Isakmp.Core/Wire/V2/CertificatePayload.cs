using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes certificate payloads (RFC 7296 3.6).</summary>
public static class CertificatePayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="encoding">What the data is.</param>
    /// <param name="data">The certificate, CRL, key, hash and URL, or OCSP response.</param>
    public static void Write(ref MessageWriter writer, CertificateEncoding encoding, scoped ReadOnlySpan<byte> data)
    {
        writer.BeginPayload(PayloadType.Certificate);
        writer.WriteByte(encoding.Value);
        writer.WriteBytes(data);
        writer.EndPayload();
    }
}
