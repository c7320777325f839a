using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes signature payloads (RFC 2408 3.12).</summary>
public static class SignaturePayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="data">The signature.</param>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> data) =>
        writer.WritePayload(PayloadType.V1Signature, data);
}
