using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>One proposal payload: a protocol, the sender's SPI for it, and transforms to choose one of (RFC 2408 3.5).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// | Next Payload  |   RESERVED    |         Payload Length        |
/// +---------------+---------------+---------------+---------------+
/// |  Proposal #   |  Protocol-Id  |    SPI Size   |# of Transforms|
/// +---------------+---------------+---------------+---------------+
/// |                        SPI (variable)                         |
/// |                         Transforms                            |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct ProposalView
{
    internal const int FixedSize = 8;
    internal const byte LastMarker = 0;
    internal const byte MoreMarker = 2;

    private const int LengthOffset = 2;
    private const int SpiSizeOffset = 6;
    private const int TransformCountOffset = 7;

    private ProposalView(ReadOnlySpan<byte> raw)
    {
        Raw = raw;
    }

    /// <summary>The proposal as it came, generic header included.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>No proposal follows.</summary>
    public bool IsLast => Raw[0] == LastMarker;

    /// <summary>The number; proposals of one number belong together: all of them or none (RFC 2408 4.2).</summary>
    public byte Number => Raw[4];

    /// <summary>The protocol.</summary>
    public V1Protocol Protocol => new(Raw[5]);

    /// <summary>The sender's SPI: 0 to 16 octets for ISAKMP, without meaning (RFC 2408 3.5); 4 for AH and ESP, 2 or 4 for IPCOMP.</summary>
    public ReadOnlySpan<byte> Spi => Raw.Slice(FixedSize, Raw[SpiSizeOffset]);

    /// <summary>How many transforms there are; zero is possible.</summary>
    public byte TransformCount => Raw[TransformCountOffset];

    /// <summary>All transforms as they came.</summary>
    public ReadOnlySpan<byte> Transforms => Raw[(FixedSize + Raw[SpiSizeOffset])..];

    /// <summary>Enumerates the transforms.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(Transforms);

    internal static ProposalView ReadValidated(ReadOnlySpan<byte> octets) =>
        new(octets[..BinaryPrimitives.ReadUInt16BigEndian(octets[LengthOffset..])]);

    internal static WireStatus TryRead(ReadOnlySpan<byte> octets, out ProposalView proposal)
    {
        proposal = default;
        if (octets.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        // RFC 2408 3.5: 2 if another proposal follows, 0 if this is the last.
        if (octets[0] is not (LastMarker or MoreMarker))
        {
            return new WireStatus(WireError.InvalidValue, 0);
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[LengthOffset..]);
        int fixedSize = FixedSize + octets[SpiSizeOffset];
        if (length < fixedSize)
        {
            return new WireStatus(WireError.LengthTooSmall, LengthOffset);
        }

        if (length > octets.Length)
        {
            return new WireStatus(WireError.LengthTooLarge, LengthOffset);
        }

        WireStatus status = CheckTransforms(octets[fixedSize..length], octets[TransformCountOffset]);
        if (!status.IsOk)
        {
            return status.Error == WireError.InvalidCount
                ? new WireStatus(WireError.InvalidCount, TransformCountOffset)
                : status.Shift(fixedSize);
        }

        proposal = new ProposalView(octets[..length]);
        return WireStatus.Ok;
    }

    private static WireStatus CheckTransforms(ReadOnlySpan<byte> transforms, int announced)
    {
        int position = 0;
        int count = 0;
        bool isLast = false;
        while (position < transforms.Length)
        {
            if (isLast)
            {
                return new WireStatus(WireError.TrailingData, position);
            }

            WireStatus status = TransformView.TryRead(transforms[position..], out TransformView transform);
            if (!status.IsOk)
            {
                return status.Shift(position);
            }

            position += transform.Raw.Length;
            isLast = transform.IsLast;
            count++;
        }

        if (count != announced)
        {
            return new WireStatus(WireError.InvalidCount, 0);
        }

        // A transform says that another follows, and none does.
        return count > 0 && !isLast ? new WireStatus(WireError.Truncated, position) : WireStatus.Ok;
    }

    /// <summary>Steps through the transforms.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> transforms)
        {
            _rest = transforms;
        }

        /// <summary>The transform.</summary>
        public TransformView Current { get; private set; }

        /// <summary>Goes to the next transform.</summary>
        /// <returns>False at the end.</returns>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            Current = TransformView.ReadValidated(_rest);
            _rest = _rest[Current.Raw.Length..];
            return true;
        }
    }
}
