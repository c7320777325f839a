using Isakmp.Registry;

namespace Isakmp.Wire;

/// <summary>One payload of a chain with its generic header of 4 octets (RFC 7296 3.2, RFC 2408 3.2).</summary>
/// <remarks>
/// <code>
///                      1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---------------+-+-------------+-------------------------------+
/// | Next Payload  |C|  RESERVED   |         Payload Length        |
/// +---------------+-+-------------+-------------------------------+
/// </code>
/// In IKEv1 all eight bits of the second octet are reserved (RFC 2408 3.2).
/// The type of a payload stands in the header before it, so a view is made by <see cref="PayloadWalker"/> or <see cref="PayloadIndex"/>.
/// </remarks>
public readonly ref struct PayloadView
{
    /// <summary>Size of the generic header: 4 octets.</summary>
    public const int HeaderSize = 4;

    internal PayloadView(PayloadType type, ReadOnlySpan<byte> raw, int offset)
    {
        Type = type;
        Raw = raw;
        Offset = offset;
    }

    /// <summary>What the payload is.</summary>
    public PayloadType Type { get; }

    /// <summary>Where the generic header starts, in octets from the start of the span that was walked.</summary>
    public int Offset { get; }

    /// <summary>Generic header and body, as they came.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>What follows; for SK and the first SKF the type of the first payload inside (RFC 7296 3.14).</summary>
    public PayloadType NextPayload => new(Raw[0]);

    /// <summary>Whoever does not know the type must refuse the message (RFC 7296 2.5); in IKEv1 a reserved bit that says nothing.</summary>
    public bool Critical => (Raw[1] & 0x80) != 0;

    /// <summary>The seven reserved bits, ignored on receipt.</summary>
    public byte Reserved => (byte)(Raw[1] & 0x7F);

    /// <summary>What follows the generic header; 0 to 65,531 octets.</summary>
    public ReadOnlySpan<byte> Body => Raw[HeaderSize..];
}
