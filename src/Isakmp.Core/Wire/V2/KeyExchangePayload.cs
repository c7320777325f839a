using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes key exchange payloads (RFC 7296 3.4).</summary>
public static class KeyExchangePayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="method">The method.</param>
    /// <param name="data">The public value or KEM ciphertext.</param>
    public static void Write(ref MessageWriter writer, KeyExchangeMethod method, scoped ReadOnlySpan<byte> data)
    {
        writer.BeginPayload(PayloadType.KeyExchange);
        writer.WriteUInt16(method.Value);
        writer.WriteUInt16(0);
        writer.WriteBytes(data);
        writer.EndPayload();
    }
}
