using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>An attribute of a transform, short (type and value) or long (type, length, value) (RFC 7296 3.3.5).</summary>
/// <remarks>
/// <code>
/// +-+-----------------------------+-------------------------------+
/// |A|       Attribute Type        |    AF=0  Attribute Length     |
/// |F|                             |    AF=1  Attribute Value      |
/// +-+-----------------------------+-------------------------------+
/// |                   AF=0  Attribute Value                       |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct TransformAttributeView
{
    internal const int FixedSize = 4;
    internal const ushort ShortFormat = 0x8000;

    private TransformAttributeView(ReadOnlySpan<byte> raw)
    {
        Raw = raw;
    }

    /// <summary>The attribute as it came.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>What the attribute is, 15 bits.</summary>
    public TransformAttributeType Type => new((ushort)(BinaryPrimitives.ReadUInt16BigEndian(Raw) & ~ShortFormat));

    /// <summary>The attribute has the short form: a value of two octets and no length.</summary>
    public bool IsShort => (Raw[0] & 0x80) != 0;

    /// <summary>The value of the short form; zero in the long one.</summary>
    public ushort Value => IsShort ? BinaryPrimitives.ReadUInt16BigEndian(Raw[2..]) : (ushort)0;

    /// <summary>The octets of the value: two in the short form.</summary>
    public ReadOnlySpan<byte> Body => Raw[(IsShort ? 2 : FixedSize)..];

    internal static TransformAttributeView ReadValidated(ReadOnlySpan<byte> octets) => new(octets[..SizeOf(octets)]);

    internal static WireStatus TryRead(ReadOnlySpan<byte> octets, out TransformAttributeView attribute)
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

        attribute = new TransformAttributeView(octets[..size]);
        return WireStatus.Ok;
    }

    private static int SizeOf(ReadOnlySpan<byte> octets) =>
        (octets[0] & 0x80) != 0 ? FixedSize : FixedSize + BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
}
