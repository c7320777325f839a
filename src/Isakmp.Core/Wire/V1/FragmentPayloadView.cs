using System.Buffers.Binary;

namespace Isakmp.Wire.V1;

/// <summary>A piece of an IKEv1 message, header and all: the fragment payload of Cisco and Microsoft (MS-IKEE 2.2.3.1).</summary>
/// <remarks>
/// <code>
/// +-------------------------------+---------------+---------------+
/// |          Fragment_ID          |Fragment_Number|     Flags     |
/// +-------------------------------+---------------+---------------+
/// |                         Fragment_Data                         |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct FragmentPayloadView
{
    internal const byte LastFlag = 0x01;

    private const int FixedSize = 4;

    private FragmentPayloadView(ushort id, byte number, byte flags, ReadOnlySpan<byte> data)
    {
        FragmentId = id;
        FragmentNumber = number;
        Flags = flags;
        Data = data;
    }

    /// <summary>The same for all fragments of a message.</summary>
    public ushort FragmentId { get; }

    /// <summary>1 for the first fragment, one more for each that follows.</summary>
    public byte FragmentNumber { get; }

    /// <summary>The flags as they came; bits other than the lowest are ignored on receipt.</summary>
    public byte Flags { get; }

    /// <summary>No fragment follows: the number is that of all fragments.</summary>
    public bool IsLast => (Flags & LastFlag) != 0;

    /// <summary>The piece.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated if there is no piece behind the fields; InvalidValue for the fragment number 0.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out FragmentPayloadView view)
    {
        view = default;
        if (body.Length <= FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        // MS-IKEE 2.2.3.1: the first fragment has the number 1.
        if (body[2] == 0)
        {
            return new WireStatus(WireError.InvalidValue, 2);
        }

        view = new FragmentPayloadView(BinaryPrimitives.ReadUInt16BigEndian(body), body[2], body[3], body[FixedSize..]);
        return WireStatus.Ok;
    }
}
