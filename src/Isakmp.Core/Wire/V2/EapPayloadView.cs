using System.Buffers.Binary;

namespace Isakmp.Wire.V2;

/// <summary>An EAP packet (RFC 7296 3.16, RFC 3748 4).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// |     Code      |  Identifier   |            Length             |
/// +---------------+---------------+-------------------------------+
/// |     Type      | Type-Data
/// +---------------+-----------
/// </code>
/// </remarks>
public readonly ref struct EapPayloadView
{
    /// <summary>Code of a request.</summary>
    public const byte RequestCode = 1;

    /// <summary>Code of a response.</summary>
    public const byte ResponseCode = 2;

    /// <summary>Code of a success.</summary>
    public const byte SuccessCode = 3;

    /// <summary>Code of a failure.</summary>
    public const byte FailureCode = 4;

    private const int FixedSize = 4;
    private const int LengthOffset = 2;

    private EapPayloadView(ReadOnlySpan<byte> packet)
    {
        Packet = packet;
    }

    /// <summary>The whole packet, as EAP methods and RADIUS servers want it.</summary>
    public ReadOnlySpan<byte> Packet { get; }

    /// <summary>1 request, 2 response, 3 success, 4 failure; 5 initiate and 6 finish (RFC 6696).</summary>
    public byte Code => Packet[0];

    /// <summary>Matches a response with its request.</summary>
    public byte Identifier => Packet[1];

    /// <summary>The method: in requests and responses only, else null.</summary>
    public byte? Type => Code is RequestCode or ResponseCode ? Packet[FixedSize] : null;

    /// <summary>What follows the fixed part: in requests and responses what follows the type.</summary>
    public ReadOnlySpan<byte> Data => Packet[(Code is RequestCode or ResponseCode ? FixedSize + 1 : FixedSize)..];

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>
    /// Truncated below 4 octets; LengthMismatch if the packet's length is not the body's, or if a success or failure carries data; LengthTooSmall if
    /// a request or response has no type.
    /// </returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out EapPayloadView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        // RFC 7296 3.16: four less than the length of the encapsulating payload.
        if (BinaryPrimitives.ReadUInt16BigEndian(body[LengthOffset..]) != body.Length)
        {
            return new WireStatus(WireError.LengthMismatch, LengthOffset);
        }

        byte code = body[0];
        // RFC 3748 4.1: a request or response has a type; 4.2: a success or failure has four octets.
        if (code is RequestCode or ResponseCode && body.Length == FixedSize)
        {
            return new WireStatus(WireError.LengthTooSmall, LengthOffset);
        }

        if (code is SuccessCode or FailureCode && body.Length != FixedSize)
        {
            return new WireStatus(WireError.LengthMismatch, LengthOffset);
        }

        view = new EapPayloadView(body);
        return WireStatus.Ok;
    }
}
