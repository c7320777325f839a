using System.Buffers.Binary;

namespace Isakmp.Wire.V1;

/// <summary>One transform payload: a whole set of algorithms for a protocol, as attributes (RFC 2408 3.6).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// | Next Payload  |   RESERVED    |         Payload Length        |
/// +---------------+---------------+-------------------------------+
/// |  Transform #  |  Transform-Id |           RESERVED2           |
/// +---------------+---------------+-------------------------------+
/// |                         SA Attributes                         |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct TransformView
{
    internal const int FixedSize = 8;
    internal const byte LastMarker = 0;
    internal const byte MoreMarker = 3;

    private const int LengthOffset = 2;
    private const int NumberOffset = 4;
    private const int IdOffset = 5;

    private TransformView(ReadOnlySpan<byte> raw)
    {
        Raw = raw;
    }

    /// <summary>The transform as it came, generic header included.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>No transform follows in the proposal.</summary>
    public bool IsLast => Raw[0] == LastMarker;

    /// <summary>The number: unique in the proposal; an answer has the number it accepts (RFC 2408 4.2).</summary>
    public byte Number => Raw[NumberOffset];

    /// <summary>The transform's identifier: a number whose registry depends on the protocol of the proposal.</summary>
    public byte Id => Raw[IdOffset];

    /// <summary>All attributes as they came.</summary>
    public ReadOnlySpan<byte> Attributes => Raw[FixedSize..];

    /// <summary>Finds an attribute by its type; of several the first.</summary>
    /// <param name="type">The type, 15 bits.</param>
    /// <param name="attribute">The attribute; default if there is none.</param>
    /// <returns>True if there is one.</returns>
    public bool TryGetAttribute(ushort type, out AttributeView attribute)
    {
        foreach (AttributeView candidate in this)
        {
            if (candidate.Type == type)
            {
                attribute = candidate;
                return true;
            }
        }

        attribute = default;
        return false;
    }

    /// <summary>Enumerates the attributes.</summary>
    /// <returns>The enumerator.</returns>
    public AttributeEnumerator GetEnumerator() => new(Attributes);

    internal static TransformView ReadValidated(ReadOnlySpan<byte> octets) =>
        new(octets[..BinaryPrimitives.ReadUInt16BigEndian(octets[LengthOffset..])]);

    internal static WireStatus TryRead(ReadOnlySpan<byte> octets, out TransformView transform)
    {
        transform = default;
        if (octets.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        // RFC 2408 3.6: 3 if another transform follows, 0 if this is the last.
        if (octets[0] is not (LastMarker or MoreMarker))
        {
            return new WireStatus(WireError.InvalidValue, 0);
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[LengthOffset..]);
        if (length < FixedSize)
        {
            return new WireStatus(WireError.LengthTooSmall, LengthOffset);
        }

        if (length > octets.Length)
        {
            return new WireStatus(WireError.LengthTooLarge, LengthOffset);
        }

        int position = FixedSize;
        while (position < length)
        {
            WireStatus status = AttributeView.TryRead(octets[position..length], out AttributeView attribute);
            if (!status.IsOk)
            {
                return status.Shift(position);
            }

            position += attribute.Raw.Length;
        }

        transform = new TransformView(octets[..length]);
        return WireStatus.Ok;
    }
}
