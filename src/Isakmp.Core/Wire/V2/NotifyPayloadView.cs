using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>A notification: an error or a status, of an SA or of the whole IKE SA (RFC 7296 3.10).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// |  Protocol ID  |   SPI Size    |      Notify Message Type      |
/// +---------------+---------------+-------------------------------+
/// |                 Security Parameter Index (SPI)                |
/// |                       Notification Data                       |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct NotifyPayloadView
{
    private const int FixedSize = 4;

    private NotifyPayloadView(SecurityProtocol protocol, NotifyType type, ReadOnlySpan<byte> spi, ReadOnlySpan<byte> data)
    {
        Protocol = protocol;
        Type = type;
        Spi = spi;
        Data = data;
    }

    /// <summary>The protocol of the SA that the SPI names; to be ignored if there is no SPI (RFC 7296 3.10).</summary>
    public SecurityProtocol Protocol { get; }

    /// <summary>What is notified.</summary>
    public NotifyType Type { get; }

    /// <summary>The SPI of the SA concerned; empty if none or the IKE SA itself is.</summary>
    public ReadOnlySpan<byte> Spi { get; }

    /// <summary>What belongs to the type.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated below 4 octets; LengthTooLarge if the SPI goes past the end.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out NotifyPayloadView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        int spiSize = body[1];
        ReadOnlySpan<byte> rest = body[FixedSize..];
        if (spiSize > rest.Length)
        {
            return new WireStatus(WireError.LengthTooLarge, 1);
        }

        var type = new NotifyType(BinaryPrimitives.ReadUInt16BigEndian(body[2..]));
        view = new NotifyPayloadView(new SecurityProtocol(body[0]), type, rest[..spiSize], rest[spiSize..]);
        return WireStatus.Ok;
    }
}
