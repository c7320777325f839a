using System.Buffers.Binary;
using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>The encrypted fragment payload SKF: a piece of an SK payload's content, encrypted by itself (RFC 7383 2.5).</summary>
/// <remarks>
/// <code>
/// +-------------------------------+-------------------------------+
/// |        Fragment Number        |        Total Fragments        |
/// +-------------------------------+-------------------------------+
/// |                     Initialization Vector                     |
/// |  Encrypted content, Padding (0-255 octets), Pad Length        |
/// |                    Integrity Checksum Data                    |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public readonly ref struct EncryptedFragmentView
{
    /// <summary>Octets before the initialization vector: 4.</summary>
    public const int FixedSize = 4;

    private EncryptedFragmentView(ushort number, ushort total, ReadOnlySpan<byte> rest)
    {
        FragmentNumber = number;
        TotalFragments = total;
        Rest = rest;
    }

    /// <summary>The number of this fragment: 1 to <see cref="TotalFragments"/>.</summary>
    public ushort FragmentNumber { get; }

    /// <summary>How many fragments the message was split into.</summary>
    public ushort TotalFragments { get; }

    /// <summary>Initialization vector, ciphertext and checksum: split by <see cref="EncryptedPayloadView.TryRead"/>.</summary>
    public ReadOnlySpan<byte> Rest { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What follows the generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>Truncated below 4 octets; InvalidValue if number or total is zero, or the number is greater than the total.</returns>
    public static WireStatus TryRead(ReadOnlySpan<byte> body, out EncryptedFragmentView view)
    {
        view = default;
        if (body.Length < FixedSize)
        {
            return new WireStatus(WireError.Truncated, 0);
        }

        ushort number = BinaryPrimitives.ReadUInt16BigEndian(body);
        ushort total = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
        // RFC 7383 2.5: numbers start with 1; a total of zero is not allowed.
        if (number == 0 || number > total)
        {
            return new WireStatus(WireError.InvalidValue, total == 0 ? 2 : 0);
        }

        view = new EncryptedFragmentView(number, total, body[FixedSize..]);
        return WireStatus.Ok;
    }

    /// <summary>Reads a payload, whose Next Payload is held against the number too.</summary>
    /// <param name="payload">The payload with its generic header.</param>
    /// <param name="view">The view; default on failure.</param>
    /// <returns>
    /// As for the body; InvalidValue too if any fragment but the first names a payload inside. Offsets are from the start of the body, so that of Next Payload is -4.
    /// </returns>
    public static WireStatus TryRead(in PayloadView payload, out EncryptedFragmentView view)
    {
        WireStatus status = TryRead(payload.Body, out view);
        // RFC 7383 2.5: zero in the rest of the fragments.
        if (status.IsOk && view.FragmentNumber != 1 && payload.NextPayload != PayloadType.None)
        {
            view = default;
            return new WireStatus(WireError.InvalidValue, -PayloadView.HeaderSize);
        }

        return status;
    }
}
