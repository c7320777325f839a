using System.Buffers.Binary;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Wire;

/// <summary>The 28 octets that every message of IKEv1 and IKEv2 starts with (RFC 7296 3.1, RFC 2408 3.1).</summary>
/// <remarks>
/// <code>
///                      1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---------------------------------------------------------------+
/// |             SPI of the IKE SA's initiator (8 octets)          |
/// |             SPI of the IKE SA's responder (8 octets)          |
/// +---------------+-------+-------+---------------+---------------+
/// | Next Payload  | Major | Minor | Exchange Type |     Flags     |
/// +---------------+-------+-------+---------------+---------------+
/// |                          Message ID                           |
/// |                Length of header and payloads                  |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly record struct IkeHeader
{
    /// <summary>Size of the header: 28 octets.</summary>
    public const int Size = 28;

    /// <summary>Where the octet Next Payload stands: 16 octets from the start.</summary>
    public const int NextPayloadOffset = 16;

    private const int VersionOffset = 17;
    private const int ExchangeTypeOffset = 18;
    private const int FlagsOffset = 19;
    private const int MessageIdOffset = 20;
    private const int LengthOffset = 24;

    /// <summary>The SPI that the initiator of the IKE SA chose; the initiator cookie of IKEv1.</summary>
    public Spi InitiatorSpi { get; init; }

    /// <summary>The SPI that the responder of the IKE SA chose, zero in the first message; the responder cookie of IKEv1.</summary>
    public Spi ResponderSpi { get; init; }

    /// <summary>The type of the first payload.</summary>
    public PayloadType NextPayload { get; init; }

    /// <summary>The major version, 4 bits: 1 or 2.</summary>
    public byte MajorVersion { get; init; }

    /// <summary>The minor version, 4 bits; ignored on receipt (RFC 7296 2.5).</summary>
    public byte MinorVersion { get; init; }

    /// <summary>The exchange that the message belongs to.</summary>
    public ExchangeType ExchangeType { get; init; }

    /// <summary>The flags; reserved bits are kept as they came.</summary>
    public HeaderFlags Flags { get; init; }

    /// <summary>The Message ID: a counter in IKEv2, a random number or zero in IKEv1.</summary>
    public MessageId MessageId { get; init; }

    /// <summary>Octets of header and payloads together.</summary>
    public uint Length { get; init; }

    /// <summary>IKEv2: the message is a response.</summary>
    public bool IsResponse => (Flags & HeaderFlags.Response) != 0;

    /// <summary>IKEv2: the sender is the original initiator of the IKE SA.</summary>
    public bool IsFromInitiator => (Flags & HeaderFlags.Initiator) != 0;

    /// <summary>Reads the header of a datagram and checks that it names the datagram's length.</summary>
    /// <param name="datagram">The whole message, without marker.</param>
    /// <param name="header">The header; default on failure.</param>
    /// <returns>Truncated below 28 octets; LengthMismatch if the field Length is not the length of <paramref name="datagram"/>.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> datagram, out IkeHeader header)
    {
        WireStatus status = TryReadFields(datagram, out header);
        if (status.IsOk && header.Length != (uint)datagram.Length)
        {
            header = default;
            return new WireStatus(WireError.LengthMismatch, LengthOffset);
        }

        return status;
    }

    /// <summary>Reads the fields alone, whatever length they name: for a message that is cut short or followed by something else.</summary>
    /// <param name="message">At least the header.</param>
    /// <param name="header">The header; default on failure.</param>
    /// <returns>Truncated below 28 octets.</returns>
    public static WireStatus TryReadFields(ReadOnlySpan<byte> message, out IkeHeader header)
    {
        if (message.Length < Size)
        {
            header = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        byte version = message[VersionOffset];
        header = new IkeHeader
        {
            InitiatorSpi = Spi.Read(message),
            ResponderSpi = Spi.Read(message[8..]),
            NextPayload = new PayloadType(message[NextPayloadOffset]),
            MajorVersion = (byte)(version >> 4),
            MinorVersion = (byte)(version & 0x0F),
            ExchangeType = new ExchangeType(message[ExchangeTypeOffset]),
            Flags = (HeaderFlags)message[FlagsOffset],
            MessageId = new MessageId(BinaryPrimitives.ReadUInt32BigEndian(message[MessageIdOffset..])),
            Length = BinaryPrimitives.ReadUInt32BigEndian(message[LengthOffset..]),
        };
        return WireStatus.Ok;
    }

    /// <summary>Writes the header as it is, the length included.</summary>
    /// <param name="destination">At least 28 octets.</param>
    /// <exception cref="ArgumentException">The span is shorter than 28 octets, or a version does not fit in 4 bits.</exception>
    public void Write(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            throw new ArgumentException("An IKE header needs 28 octets; give a longer span.", nameof(destination));
        }

        if (MajorVersion > 0x0F || MinorVersion > 0x0F)
        {
            throw new ArgumentException("A version is a number of 4 bits; set MajorVersion and MinorVersion to 15 at most.", nameof(destination));
        }

        InitiatorSpi.Write(destination);
        ResponderSpi.Write(destination[8..]);
        destination[NextPayloadOffset] = NextPayload.Value;
        destination[VersionOffset] = (byte)((MajorVersion << 4) | MinorVersion);
        destination[ExchangeTypeOffset] = ExchangeType.Value;
        destination[FlagsOffset] = (byte)Flags;
        BinaryPrimitives.WriteUInt32BigEndian(destination[MessageIdOffset..], MessageId.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[LengthOffset..], Length);
    }
}
