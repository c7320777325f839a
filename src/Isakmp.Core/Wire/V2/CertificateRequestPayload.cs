using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes certificate request payloads (RFC 7296 3.7).</summary>
public static class CertificateRequestPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="encoding">The kind of certificate that is wanted.</param>
    /// <param name="data">The authorities: for X.509 signature certificates hashes of 20 octets, one after the other.</param>
    public static void Write(ref MessageWriter writer, CertificateEncoding encoding, scoped ReadOnlySpan<byte> data)
    {
        writer.BeginPayload(PayloadType.CertificateRequest);
        writer.WriteByte(encoding.Value);
        writer.WriteBytes(data);
        writer.EndPayload();
    }
}
