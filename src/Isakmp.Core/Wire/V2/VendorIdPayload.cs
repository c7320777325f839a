using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes vendor ID payloads (RFC 7296 3.12).</summary>
public static class VendorIdPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="data">The mark.</param>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> data) =>
        writer.WritePayload(PayloadType.VendorId, data);
}
