using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes hash payloads (RFC 2408 3.11).</summary>
public static class HashPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="data">The hash.</param>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> data) =>
        writer.WritePayload(PayloadType.V1Hash, data);
}
