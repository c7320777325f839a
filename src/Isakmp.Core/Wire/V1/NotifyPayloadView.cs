using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>A notification: an error or a status, of an SA or of the ISAKMP SA (RFC 2408 3.14, RFC 2407 4.6.3).</summary>
/// <remarks>
/// <code>
/// +---------------------------------------------------------------+
/// |                Domain of Interpretation  (DOI)                |
/// +---------------+---------------+-------------------------------+
/// |  Protocol-ID  |   SPI Size    |      Notify Message Type      |
/// +---------------+---------------+-------------------------------+
/// |                Security Parameter Index (SPI)                 |
/// |                       Notification Data                       |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct NotifyPayloadView
{
    private const int ProtocolOffset = 4;
    private const int SpiSizeOffset = 5;
    private const int TypeOffset = 6;
    private const int FixedSize = 8;

    private NotifyPayloadView(
        DomainOfInterpretation doi, V1Protocol protocol, V1NotifyType type, ReadOnlySpan<byte> spi, ReadOnlySpan<byte> data)
    {
        Doi = doi;
        Protocol = protocol;
        Type = type;
        Spi = spi;
        Data = data;
    }

    /// <summary>The domain of interpretation.</summary>
    public DomainOfInterpretation Doi { get; }

    /// <summary>The protocol of the SA concerned; 0 where there is none yet.</summary>
    public V1Protocol Protocol { get; }

    /// <summary>What is notified.</summary>
    public V1NotifyType Type { get; }

    /// <summary>The SPI of the SA concerned: for ISAKMP 0 to 16 octets, the cookies (RFC 2408 3.14); 4 octets for AH and ESP.</summary>
    public ReadOnlySpan<byte> Spi { get; }

    /// <summary>What belongs to the type.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated below 8 octets; LengthTooLarge if the SPI goes past the end.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out NotifyPayloadView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        int spiSize = body[SpiSizeOffset];
        ReadOnlySpan<byte> rest = body[FixedSize..];
        if (spiSize > rest.Length)
        {
            return new WireStatus(WireError.LengthTooLarge, SpiSizeOffset);
        }

        view = new NotifyPayloadView(
            new DomainOfInterpretation(BinaryPrimitives.ReadUInt32BigEndian(body)),
            new V1Protocol(body[ProtocolOffset]),
            new V1NotifyType(BinaryPrimitives.ReadUInt16BigEndian(body[TypeOffset..])),
            rest[..spiSize],
            rest[spiSize..]);
        return WireStatus.Ok;
    }
}
