using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>One configuration attribute (RFC 7296 3.15.1).</summary>
/// <remarks>
/// <code>
/// +-+-----------------------------+-------------------------------+
/// |R|         Attribute Type      |            Length             |
/// +-+-----------------------------+-------------------------------+
/// |                             Value                             |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct ConfigurationAttributeView
{
    private const int FixedSize = 4;
    private const int ReservedBit = 0x8000;

    private ConfigurationAttributeView(ReadOnlySpan<byte> raw)
    {
        Raw = raw;
    }

    /// <summary>The attribute as it came.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>What the attribute is, 15 bits; the reserved bit before them is ignored (RFC 7296 3.15.1).</summary>
    public ConfigurationAttributeType Type => new((ushort)(BinaryPrimitives.ReadUInt16BigEndian(Raw) & ~ReservedBit));

    /// <summary>The value; empty asks for one in a request.</summary>
    public ReadOnlySpan<byte> Value => Raw[FixedSize..];

    internal static ConfigurationAttributeView ReadValidated(ReadOnlySpan<byte> octets) => new(octets[..SizeOf(octets)]);

    internal static WireStatus TryRead(ReadOnlySpan<byte> octets, out ConfigurationAttributeView attribute)
    {
        attribute = default;
        if (octets.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        int size = SizeOf(octets);
        if (size > octets.Length)
        {
            return new WireStatus(WireError.LengthTooLarge, 2);
        }

        attribute = new ConfigurationAttributeView(octets[..size]);
        return WireStatus.Ok;
    }

    private static int SizeOf(ReadOnlySpan<byte> octets) => FixedSize + BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
}
