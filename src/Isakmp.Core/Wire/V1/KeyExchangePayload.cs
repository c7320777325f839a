using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes key exchange payloads (RFC 2408 3.7).</summary>
public static class KeyExchangePayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="data">The public value; ciphertext with the revised RSA encryption (RFC 2409 5.3).</param>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> data) =>
        writer.WritePayload(PayloadType.V1KeyExchange, data);
}
