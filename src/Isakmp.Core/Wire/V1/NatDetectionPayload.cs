using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes NAT-D payloads (RFC 3947 3.2).</summary>
public static class NatDetectionPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="payload"><see cref="PayloadType.V1NatDetection"/>, or <see cref="PayloadType.V1NatDetectionDraft"/> of the drafts.</param>
    /// <param name="hash">The hash.</param>
    public static void Write(ref MessageWriter writer, PayloadType payload, scoped ReadOnlySpan<byte> hash) =>
        writer.WritePayload(payload, hash);
}
