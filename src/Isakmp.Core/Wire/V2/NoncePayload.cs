using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes nonce payloads (RFC 7296 3.9).</summary>
public static class NoncePayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="data">The nonce: 16 to 256 octets.</param>
    /// <exception cref="ArgumentException">The nonce is shorter or longer.</exception>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> data)
    {
        if (data.Length is < NoncePayloadView.MinimumSize or > NoncePayloadView.MaximumSize)
        {
            throw new ArgumentException("A nonce has 16 to 256 octets (RFC 7296 3.9).", nameof(data));
        }

        writer.WritePayload(PayloadType.Nonce, data);
    }
}
