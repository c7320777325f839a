using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>An attribute payload: what is done, and attributes of configuration or XAUTH (draft-dukes-ike-mode-cfg-02 3.2).</summary>
/// <remarks>
/// <code>
/// +---------------+---------------+-------------------------------+
/// |     Type      |   RESERVED    |           Identifier          |
/// +---------------+---------------+-------------------------------+
/// |                          Attributes                           |
/// +---------------------------------------------------------------+
/// </code>
/// The types of the attributes are those of <see cref="V1ConfigurationAttributeType"/>.
/// </remarks>
public readonly ref struct ConfigurationPayloadView
{
    private const int IdentifierOffset = 2;
    private const int FixedSize = 4;

    private ConfigurationPayloadView(ConfigurationType type, ushort identifier, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> padding)
    {
        Type = type;
        Identifier = identifier;
        Attributes = attributes;
        Padding = padding;
    }

    /// <summary>Request, reply, set or acknowledgement.</summary>
    public ConfigurationType Type { get; }

    /// <summary>What a reply has in common with its request.</summary>
    public ushort Identifier { get; }

    /// <summary>All attributes as they came, without the padding; there may be none.</summary>
    public ReadOnlySpan<byte> Attributes { get; }

    /// <summary>Zeroes behind the last attribute: some peers pad the payload (libreswan to 4 octets).</summary>
    public ReadOnlySpan<byte> Padding { get; }

    /// <summary>Reads a body and checks every attribute's length, so that enumerating them cannot fail.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>The first fault; the length of a value against its attribute's type is not looked at.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out ConfigurationPayloadView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        int position = FixedSize;
        // The attribute 0 is reserved, so where nothing but zeroes is left there is none.
        int end = body.LastIndexOfAnyExcept((byte)0) + 1;
        while (position < end)
        {
            WireStatus status = AttributeView.TryRead(body[position..], out AttributeView attribute);
            if (!status.IsOk)
            {
                return status.Shift(position);
            }

            position += attribute.Raw.Length;
        }

        view = new ConfigurationPayloadView(
            new ConfigurationType(body[0]),
            BinaryPrimitives.ReadUInt16BigEndian(body[IdentifierOffset..]),
            body[FixedSize..position],
            body[position..]);
        return WireStatus.Ok;
    }

    /// <summary>Enumerates the attributes.</summary>
    /// <returns>The enumerator.</returns>
    public AttributeEnumerator GetEnumerator() => new(Attributes);
}
