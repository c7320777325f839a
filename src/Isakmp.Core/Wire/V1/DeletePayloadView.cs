using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>SAs that the sender has removed: SPIs of one protocol (RFC 2408 3.15).</summary>
/// <remarks>
/// <code>
/// +---------------------------------------------------------------+
/// |                Domain of Interpretation  (DOI)                |
/// +---------------+---------------+-------------------------------+
/// |  Protocol-Id  |   SPI Size    |           # of SPIs           |
/// +---------------+---------------+-------------------------------+
/// |              Security Parameter Index(es) (SPI)               |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct DeletePayloadView
{
    private const int ProtocolOffset = 4;
    private const int SpiSizeOffset = 5;
    private const int CountOffset = 6;
    private const int FixedSize = 8;

    private DeletePayloadView(DomainOfInterpretation doi, V1Protocol protocol, byte spiSize, ushort count, ReadOnlySpan<byte> spis)
    {
        Doi = doi;
        Protocol = protocol;
        SpiSize = spiSize;
        Count = count;
        Spis = spis;
    }

    /// <summary>The domain of interpretation.</summary>
    public DomainOfInterpretation Doi { get; }

    /// <summary>The protocol of the SAs; ISAKMP for ISAKMP SAs.</summary>
    public V1Protocol Protocol { get; }

    /// <summary>Octets of one SPI: 16, both cookies, for ISAKMP; 4 for AH and ESP; others are kept.</summary>
    public byte SpiSize { get; }

    /// <summary>How many SPIs the payload says it has.</summary>
    public ushort Count { get; }

    /// <summary>All SPIs, one after the other.</summary>
    public ReadOnlySpan<byte> Spis { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated below 8 octets; LengthMismatch if size and count of SPIs do not give the length.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out DeletePayloadView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        byte spiSize = body[SpiSizeOffset];
        ushort count = BinaryPrimitives.ReadUInt16BigEndian(body[CountOffset..]);
        ReadOnlySpan<byte> spis = body[FixedSize..];
        // RFC 2408 3.15: each SPI is of the same size.
        if (spiSize * count != spis.Length)
        {
            return new WireStatus(WireError.LengthMismatch, SpiSizeOffset);
        }

        var doi = new DomainOfInterpretation(BinaryPrimitives.ReadUInt32BigEndian(body));
        view = new DeletePayloadView(doi, new V1Protocol(body[ProtocolOffset]), spiSize, count, spis);
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
