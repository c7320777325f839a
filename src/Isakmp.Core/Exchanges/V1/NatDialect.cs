using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Exchanges.V1;

/// <summary>One way to traverse NATs in IKEv1: RFC 3947, or one of the drafts before it that gateways still speak.</summary>
/// <remarks>Each side announces all that it knows by vendor IDs, and the best that both know is spoken (RFC 3947 section 3.1).</remarks>
internal sealed class NatDialect
{
    private readonly byte[] _vendorId;

    private NatDialect(string name, string vendorId, bool isDraft, bool floats)
    {
        Name = name;
        _vendorId = Convert.FromHexString(vendorId);
        IsDraft = isDraft;
        Floats = floats;
    }

    /// <summary>All, the best first; draft 02 stands twice, because some peers hash its name with a line feed behind it.</summary>
    public static ImmutableArray<NatDialect> All { get; } =
    [
        new("RFC 3947", "4A131C81070358455C5728F20E95452F", isDraft: false, floats: true),
        new("draft-ietf-ipsec-nat-t-ike-03", "7D9419A65310CA6F2C179D9215529D56", isDraft: true, floats: true),
        new("draft-ietf-ipsec-nat-t-ike-02", "CD60464335DF21F87CFDB2FC68B6A448", isDraft: true, floats: true),
        new("draft-ietf-ipsec-nat-t-ike-02\n", "90CB80913EBB696E086381B5EC427B1F", isDraft: true, floats: true),
        new("draft-ietf-ipsec-nat-t-ike-00", "4485152D18B6BBCD0BE8A8469579DDCC", isDraft: true, floats: false),
    ];

    /// <summary>The text whose MD5 hash is the vendor ID.</summary>
    public string Name { get; }

    /// <summary>The vendor ID, 16 octets.</summary>
    public ReadOnlySpan<byte> VendorId => _vendorId;

    /// <summary>Whether payloads and encapsulation modes have the numbers of the private range.</summary>
    public bool IsDraft { get; }

    /// <summary>Whether phase 1 goes on at port 4500 when there is a NAT; draft 00 stays on port 500.</summary>
    public bool Floats { get; }

    /// <summary>The type of the NAT-D payload.</summary>
    public PayloadType Detection => IsDraft ? PayloadType.V1NatDetectionDraft : PayloadType.V1NatDetection;

    /// <summary>The type of the NAT-OA payload.</summary>
    public PayloadType OriginalAddress => IsDraft ? PayloadType.V1NatOriginalAddressDraft : PayloadType.V1NatOriginalAddress;

    /// <summary>The dialect that a vendor ID announces; null for any other.</summary>
    public static NatDialect? Find(ReadOnlySpan<byte> vendorId)
    {
        foreach (NatDialect dialect in All)
        {
            if (vendorId.SequenceEqual(dialect.VendorId))
            {
                return dialect;
            }
        }

        return null;
    }

    /// <summary>The better of two.</summary>
    public static NatDialect? Better(NatDialect? left, NatDialect? right) =>
        left is null ? right : right is null ? left : All.IndexOf(left) <= All.IndexOf(right) ? left : right;

    public override string ToString() => Name.TrimEnd();
}
