using System.Diagnostics.CodeAnalysis;

namespace Isakmp.Registry;

/// <summary>Vendor IDs: the marks by which products and extensions are known (RFC 2408 3.16, RFC 7296 3.12).</summary>
/// <remarks>The marks are public facts, mostly MD5 hashes of a text. A name says what a peer claims, not what it is.</remarks>
public static class VendorId
{
    /// <summary>NAT traversal as in RFC 3947 (3.1): 16 octets.</summary>
    public static ReadOnlySpan<byte> NatTraversal =>
        [0x4a, 0x13, 0x1c, 0x81, 0x07, 0x03, 0x58, 0x45, 0x5c, 0x57, 0x28, 0xf2, 0x0e, 0x95, 0x45, 0x2f];

    /// <summary>NAT traversal as in draft-ietf-ipsec-nat-t-ike-03: 16 octets.</summary>
    public static ReadOnlySpan<byte> NatTraversalDraft03 =>
        [0x7d, 0x94, 0x19, 0xa6, 0x53, 0x10, 0xca, 0x6f, 0x2c, 0x17, 0x9d, 0x92, 0x15, 0x52, 0x9d, 0x56];

    /// <summary>NAT traversal as in draft-ietf-ipsec-nat-t-ike-02: 16 octets.</summary>
    public static ReadOnlySpan<byte> NatTraversalDraft02 =>
        [0xcd, 0x60, 0x46, 0x43, 0x35, 0xdf, 0x21, 0xf8, 0x7c, 0xfd, 0xb2, 0xfc, 0x68, 0xb6, 0xa4, 0x48];

    /// <summary>As <see cref="NatTraversalDraft02"/>, from a text with a line feed at its end, which many peers send: 16 octets.</summary>
    public static ReadOnlySpan<byte> NatTraversalDraft02LineFeed =>
        [0x90, 0xcb, 0x80, 0x91, 0x3e, 0xbb, 0x69, 0x6e, 0x08, 0x63, 0x81, 0xb5, 0xec, 0x42, 0x7b, 0x1f];

    /// <summary>Dead peer detection (RFC 3706 5.1), version 1.0: 16 octets.</summary>
    public static ReadOnlySpan<byte> DeadPeerDetection =>
        [0xaf, 0xca, 0xd7, 0x13, 0x68, 0xa1, 0xf1, 0xc9, 0x6b, 0x86, 0x96, 0xfc, 0x77, 0x57, 0x01, 0x00];

    /// <summary>Extended authentication (draft-beaulieu-ike-xauth-02 4): 8 octets.</summary>
    public static ReadOnlySpan<byte> Xauth => [0x09, 0x00, 0x26, 0x89, 0xdf, 0xd6, 0xb7, 0x12];

    /// <summary>The Unity protocol of Cisco's clients, version 1.0: 16 octets.</summary>
    public static ReadOnlySpan<byte> CiscoUnity =>
        [0x12, 0xf5, 0xf2, 0x8c, 0x45, 0x71, 0x68, 0xa9, 0x70, 0x2d, 0x9f, 0xe2, 0x74, 0xcc, 0x01, 0x00];

    /// <summary>Fragments of IKEv1 messages (MS-IKEE 1.7): 16 octets, which some peers let four octets of flags follow.</summary>
    public static ReadOnlySpan<byte> Fragmentation =>
        [0x40, 0x48, 0xb7, 0xd5, 0x6e, 0xbc, 0xe8, 0x85, 0x25, 0xe7, 0xde, 0x7f, 0x00, 0xd6, 0xc2, 0xd3];

    /// <summary>Names the product or the extension that a mark stands for; allocates nothing once the table is loaded.</summary>
    /// <param name="mark">The content of a vendor ID payload.</param>
    /// <param name="name">The name, such as "strongSwan 4.2.3" or "DPD"; of several that fit the one of the longest mark.</param>
    /// <returns>False if the mark is not known.</returns>
    public static bool TryGetName(ReadOnlySpan<byte> mark, [NotNullWhen(true)] out string? name)
    {
        name = VendorIdTable.Loaded.Find(mark);
        return name is not null;
    }
}
