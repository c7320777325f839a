using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Who a peer says it is: IDi and IDr (RFC 7296 3.5).</summary>
/// <remarks>
/// <code>
/// +---------------+-----------------------------------------------+
/// |    ID Type    |                   RESERVED                    |
/// +---------------+-----------------------------------------------+
/// |                             Data                              |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct IdentificationPayloadView
{
    private const int FixedSize = 4;

    private IdentificationPayloadView(IdentificationType idType, ReadOnlySpan<byte> data)
    {
        IdType = idType;
        Data = data;
    }

    /// <summary>What the data is.</summary>
    public IdentificationType IdType { get; }

    /// <summary>The identity; empty for ID_NULL. Its form is checked where identities are compared.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated below 4 octets.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out IdentificationPayloadView view)
    {
        if (body.Length < FixedSize)
        {
            view = default;
            return new WireStatus(WireError.Truncated, 0);
        }

        view = new IdentificationPayloadView(new IdentificationType(body[0]), body[FixedSize..]);
        return WireStatus.Ok;
    }
}
