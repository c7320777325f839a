using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Who a peer is, in phase 1, or whose traffic an SA is for, in Quick Mode (RFC 2408 3.8, RFC 2407 4.6.2).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// |    ID Type    |  Protocol ID  |             Port              |
/// +---------------+---------------+-------------------------------+
/// |                     Identification Data                       |
/// +---------------------------------------------------------------+
/// </code>
/// With public key encryption the body is ciphertext (RFC 2409 5.2, 5.3): read <see cref="PayloadView.Body"/> then.
/// </remarks>
public readonly ref struct IdentificationPayloadView
{
    private const int FixedSize = 4;

    private IdentificationPayloadView(V1IdentificationType idType, byte protocol, ushort port, ReadOnlySpan<byte> data)
    {
        IdType = idType;
        IpProtocol = protocol;
        Port = port;
        Data = data;
    }

    /// <summary>What the data is.</summary>
    public V1IdentificationType IdType { get; }

    /// <summary>The IP protocol, such as 17; 0 for any. In phase 1 it is 0 or 17 (RFC 2407 4.6.2).</summary>
    public byte IpProtocol { get; }

    /// <summary>The port; 0 for any. In phase 1 it is 0 or 500 (RFC 2407 4.6.2).</summary>
    public ushort Port { get; }

    /// <summary>The identity. Its form is checked where identities are compared.</summary>
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

        ushort port = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
        view = new IdentificationPayloadView(new V1IdentificationType(body[0]), body[1], port, body[FixedSize..]);
        return WireStatus.Ok;
    }
}
