using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>One traffic selector: ranges of addresses and ports (RFC 7296 3.13.1).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// |   TS Type     |IP Protocol ID |       Selector Length         |
/// +---------------+---------------+-------------------------------+
/// |           Start Port          |           End Port            |
/// +-------------------------------+-------------------------------+
/// |                         Starting Address                      |
/// |                         Ending Address                        |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct TrafficSelectorView
{
    /// <summary>Size of an IPv4 selector: 16 octets.</summary>
    public const int Ipv4Size = 16;

    /// <summary>Size of an IPv6 selector: 40 octets.</summary>
    public const int Ipv6Size = 40;

    private const int HeaderSize = 4;
    private const int AddressOffset = 8;
    private const int LengthOffset = 2;

    private TrafficSelectorView(ReadOnlySpan<byte> raw)
    {
        Raw = raw;
    }

    /// <summary>The selector as it came; of unknown types only the type and this have a meaning.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>What the selector is.</summary>
    public TrafficSelectorType Type => new(Raw[0]);

    /// <summary>The selector is a range of IPv4 or IPv6 addresses.</summary>
    public bool IsAddressRange => AddressSize != 0;

    /// <summary>The IP protocol, 0 for any; 0 too in selectors of other types.</summary>
    public byte IpProtocol => IsAddressRange ? Raw[1] : (byte)0;

    /// <summary>The smallest port, or ICMP type and code (RFC 4301 4.4.1.1); 0 in selectors of other types.</summary>
    public ushort StartPort => IsAddressRange ? BinaryPrimitives.ReadUInt16BigEndian(Raw[4..]) : (ushort)0;

    /// <summary>The greatest port; smaller than <see cref="StartPort"/> for OPAQUE (65535 to 0); 0 in selectors of other types.</summary>
    public ushort EndPort => IsAddressRange ? BinaryPrimitives.ReadUInt16BigEndian(Raw[6..]) : (ushort)0;

    /// <summary>The smallest address: 4 or 16 octets; empty in selectors of other types.</summary>
    public ReadOnlySpan<byte> StartAddress => IsAddressRange ? Raw.Slice(AddressOffset, AddressSize) : default;

    /// <summary>The greatest address: 4 or 16 octets; empty in selectors of other types.</summary>
    public ReadOnlySpan<byte> EndAddress => IsAddressRange ? Raw.Slice(AddressOffset + AddressSize, AddressSize) : default;

    private int AddressSize => SizeOf(Raw[0]) switch
    {
        Ipv4Size => 4,
        Ipv6Size => 16,
        _ => 0,
    };

    internal static TrafficSelectorView ReadValidated(ReadOnlySpan<byte> octets) =>
        new(octets[..BinaryPrimitives.ReadUInt16BigEndian(octets[LengthOffset..])]);

    internal static WireStatus TryRead(ReadOnlySpan<byte> octets, out TrafficSelectorView selector)
    {
        selector = default;
        if (octets.Length < HeaderSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[LengthOffset..]);
        if (length < HeaderSize)
        {
            return new WireStatus(WireError.LengthTooSmall, LengthOffset);
        }

        // RFC 7296 3.13.1: types 7 and 8 have one size each; others are skipped by their length.
        int size = SizeOf(octets[0]);
        if (size != 0 && length != size)
        {
            return new WireStatus(WireError.LengthMismatch, LengthOffset);
        }

        if (length > octets.Length)
        {
            return new WireStatus(WireError.LengthTooLarge, LengthOffset);
        }

        selector = new TrafficSelectorView(octets[..length]);
        return WireStatus.Ok;
    }

    private static int SizeOf(byte type) => type switch
    {
        7 => Ipv4Size,
        8 => Ipv6Size,
        _ => 0,
    };
}
