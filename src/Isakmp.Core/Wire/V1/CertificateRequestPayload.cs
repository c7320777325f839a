using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes certificate request payloads (RFC 2408 3.10).</summary>
public static class CertificateRequestPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="encoding">What is asked for.</param>
    /// <param name="authority">The authority's distinguished name in DER; empty if any will do.</param>
    public static void Write(ref MessageWriter writer, CertificateEncoding encoding, scoped ReadOnlySpan<byte> authority = default)
    {
        writer.BeginPayload(PayloadType.V1CertificateRequest);
        writer.WriteByte(encoding.Value);
        writer.WriteBytes(authority);
        writer.EndPayload();
    }
}
