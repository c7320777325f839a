using System.Buffers.Binary;

namespace Isakmp.Wire.V1;

/// <summary>A data attribute, short (type and value) or long (type, length, value), of a transform or a configuration (RFC 2408 3.3).</summary>
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
public readonly ref struct AttributeView
{
    internal const int FixedSize = 4;
    internal const ushort ShortFormat = 0x8000;

    private AttributeView(ReadOnlySpan<byte> raw)
    {
        Raw = raw;
    }

    /// <summary>The attribute as it came.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>What the attribute is, 15 bits: a number whose registry depends on where the attribute stands.</summary>
    public ushort Type => (ushort)(BinaryPrimitives.ReadUInt16BigEndian(Raw) & ~ShortFormat);

    /// <summary>The attribute has the short form: a value of two octets and no length.</summary>
    public bool IsShort => (Raw[0] & 0x80) != 0;

    /// <summary>The octets of the value: two in the short form.</summary>
    public ReadOnlySpan<byte> Body => Raw[(IsShort ? 2 : FixedSize)..];

    /// <summary>Reads the value as a number, whichever form it has: peers write lifetimes and algorithms in both.</summary>
    /// <param name="number">The number; zero on failure.</param>
    /// <returns>False for an empty value, and for one that does not fit in 64 bits.</returns>
    public bool TryGetNumber(out ulong number)
    {
        number = 0;
        ReadOnlySpan<byte> significant = Body.TrimStart((byte)0);
        if (Body.IsEmpty || significant.Length > sizeof(ulong))
        {
            return false;
        }

        foreach (byte octet in significant)
        {
            number = (number << 8) | octet;
        }

        return true;
    }

    internal static AttributeView ReadValidated(ReadOnlySpan<byte> octets) => new(octets[..SizeOf(octets)]);

    internal static WireStatus TryRead(ReadOnlySpan<byte> octets, out AttributeView attribute)
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

        attribute = new AttributeView(octets[..size]);
        return WireStatus.Ok;
    }

    private static int SizeOf(ReadOnlySpan<byte> octets) =>
        (octets[0] & 0x80) != 0 ? FixedSize : FixedSize + BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
}
