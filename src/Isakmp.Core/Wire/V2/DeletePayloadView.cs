using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>SAs that the sender has removed: SPIs of one protocol (RFC 7296 3.11).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// |  Protocol ID  |   SPI Size    |          Num of SPIs          |
/// +---------------+---------------+-------------------------------+
/// |              Security Parameter Index(es) (SPI)               |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct DeletePayloadView
{
    private const int FixedSize = 4;

    private DeletePayloadView(SecurityProtocol protocol, byte spiSize, ushort count, ReadOnlySpan<byte> spis)
    {
        Protocol = protocol;
        SpiSize = spiSize;
        Count = count;
        Spis = spis;
    }

    /// <summary>The protocol of the SAs; IKE for the IKE SA that the message belongs to.</summary>
    public SecurityProtocol Protocol { get; }

    /// <summary>Octets of one SPI: 0 for IKE, 4 for AH and ESP; others are kept.</summary>
    public byte SpiSize { get; }

    /// <summary>How many SPIs the payload says it has.</summary>
    public ushort Count { get; }

    /// <summary>All SPIs, one after the other.</summary>
    public ReadOnlySpan<byte> Spis { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated below 4 octets; LengthMismatch if size and count of SPIs do not give the length.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out DeletePayloadView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        byte spiSize = body[1];
        ushort count = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
        ReadOnlySpan<byte> spis = body[FixedSize..];
        // RFC 7296 3.11
        if (spiSize * count != spis.Length)
        {
            return new WireStatus(WireError.LengthMismatch, 1);
        }

        view = new DeletePayloadView(new SecurityProtocol(body[0]), spiSize, count, spis);
        return WireStatus.Ok;
    }

    /// <summary>Enumerates the SPIs; none if their size is zero.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(Spis, SpiSize);

    /// <summary>Steps through the SPIs.</summary>
    public ref struct Enumerator
    {
        private readonly int _size;
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> spis, int size)
        {
            _rest = spis;
            _size = size;
        }

        /// <summary>The SPI.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Goes to the next SPI.</summary>
        /// <returns>False at the end.</returns>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            Current = _rest[.._size];
            _rest = _rest[_size..];
            return true;
        }
    }
}
