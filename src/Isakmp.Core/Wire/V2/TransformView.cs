using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>One transform: an algorithm of some type, with attributes (RFC 7296 3.3.2).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// | Last Substruc |   RESERVED    |        Transform Length       |
/// +---------------+---------------+-------------------------------+
/// |Transform Type |   RESERVED    |          Transform ID         |
/// +---------------+---------------+-------------------------------+
/// |                      Transform Attributes                     |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct TransformView
{
    internal const int FixedSize = 8;
    internal const byte LastMarker = 0;
    internal const byte MoreMarker = 3;

    private const int LengthOffset = 2;
    private const int TypeOffset = 4;
    private const int IdOffset = 6;

    private TransformView(ReadOnlySpan<byte> raw)
    {
        Raw = raw;
    }

    /// <summary>The transform as it came.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>No transform follows in the proposal.</summary>
    public bool IsLast => Raw[0] == LastMarker;

    /// <summary>What kind of algorithm it is.</summary>
    public TransformType Type => new(Raw[TypeOffset]);

    /// <summary>The algorithm: a number whose registry depends on <see cref="Type"/>.</summary>
    public ushort Id => BinaryPrimitives.ReadUInt16BigEndian(Raw[IdOffset..]);

    /// <summary>All attributes as they came.</summary>
    public ReadOnlySpan<byte> Attributes => Raw[FixedSize..];

    /// <summary>The attribute Key Length in bits, or null; of several the first (RFC 7296 3.3.5).</summary>
    public ushort? KeyLength
    {
        get
        {
            foreach (TransformAttributeView attribute in this)
            {
                // RFC 7296 3.3.5: the attribute must not be encoded in the long form.
                if (attribute.Type == TransformAttributeType.KeyLength && attribute.IsShort)
                {
                    return attribute.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Enumerates the attributes.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(Attributes);

    internal static TransformView ReadValidated(ReadOnlySpan<byte> octets) =>
        new(octets[..BinaryPrimitives.ReadUInt16BigEndian(octets[LengthOffset..])]);

    internal static WireStatus TryRead(ReadOnlySpan<byte> octets, out TransformView transform)
    {
        transform = default;
        if (octets.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        // RFC 7296 3.3.2: 0 if this was the last, 3 if there are more.
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
            WireStatus status = TransformAttributeView.TryRead(octets[position..length], out TransformAttributeView attribute);
            if (!status.IsOk)
            {
                return status.Shift(position);
            }

            position += attribute.Raw.Length;
        }

        transform = new TransformView(octets[..length]);
        return WireStatus.Ok;
    }

    /// <summary>Steps through the attributes.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> attributes)
        {
            _rest = attributes;
        }

        /// <summary>The attribute.</summary>
        public TransformAttributeView Current { get; private set; }

        /// <summary>Goes to the next attribute.</summary>
        /// <returns>False at the end.</returns>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            Current = TransformAttributeView.ReadValidated(_rest);
            _rest = _rest[Current.Raw.Length..];
            return true;
        }
    }
}
