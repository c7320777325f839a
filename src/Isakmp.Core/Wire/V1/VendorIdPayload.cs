using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes vendor ID payloads (RFC 2408 3.16).</summary>
public static class VendorIdPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="data">The mark; any length, empty too.</param>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> data) =>
        writer.WritePayload(PayloadType.V1VendorId, data);
}
