using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes nonce payloads (RFC 2408 3.13).</summary>
public static class NoncePayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="data">The nonce: 8 to 256 octets.</param>
    /// <exception cref="ArgumentException">The nonce is shorter or longer.</exception>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> data)
    {
        if (data.Length is < NoncePayloadView.MinimumSize or > NoncePayloadView.MaximumSize)
        {
            throw new ArgumentException("A nonce has 8 to 256 octets (RFC 2409 5).", nameof(data));
        }

        writer.WritePayload(PayloadType.V1Nonce, data);
    }
}
