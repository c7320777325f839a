using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes NAT-OA payloads (RFC 3947 5.2).</summary>
public static class NatOriginalAddressPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="payload"><see cref="PayloadType.V1NatOriginalAddress"/>, or the type that ends in Draft.</param>
    /// <param name="idType">ID_IPV4_ADDR or ID_IPV6_ADDR.</param>
    /// <param name="address">The address: 4 or 16 octets.</param>
    public static void Write(ref MessageWriter writer, PayloadType payload, V1IdentificationType idType, scoped ReadOnlySpan<byte> address)
    {
        writer.BeginPayload(payload);
        writer.WriteByte(idType.Value);
        writer.WriteByte(0);
        writer.WriteUInt16(0);
        writer.WriteBytes(address);
        writer.EndPayload();
    }
}
