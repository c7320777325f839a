using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>An address as it was before a NAT: NAT-OA, for checksums in transport mode (RFC 3947 5.2).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// |    ID Type    |   RESERVED    |           RESERVED            |
/// +---------------+---------------+-------------------------------+
/// |         IPv4 (4 octets) or IPv6 address (16 octets)           |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct NatOriginalAddressPayloadView
{
    private const int FixedSize = 4;
    private const int Ipv4Size = 4;
    private const int Ipv6Size = 16;

    private NatOriginalAddressPayloadView(V1IdentificationType idType, ReadOnlySpan<byte> address)
    {
        IdType = idType;
        Address = address;
    }

    /// <summary>ID_IPV4_ADDR or ID_IPV6_ADDR; others are kept.</summary>
    public V1IdentificationType IdType { get; }

    /// <summary>The address: 4 or 16 octets; any length with an unknown type.</summary>
    public ReadOnlySpan<byte> Address { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated below 4 octets; LengthMismatch if the address has not the length of its type.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out NatOriginalAddressPayloadView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        var type = new V1IdentificationType(body[0]);
        int left = body.Length - FixedSize;
        if ((type == V1IdentificationType.Ipv4Address && left != Ipv4Size)
            || (type == V1IdentificationType.Ipv6Address && left != Ipv6Size))
        {
            return new WireStatus(WireError.LengthMismatch, FixedSize);
        }

        view = new NatOriginalAddressPayloadView(type, body[FixedSize..]);
        return WireStatus.Ok;
    }
}
