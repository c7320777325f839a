using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes fragment payloads (MS-IKEE 2.2.3.1).</summary>
public static class FragmentPayload
{
    /// <summary>Writes one; it is the only payload of its message.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="id">The same for all fragments of a message.</param>
    /// <param name="number">1 for the first fragment.</param>
    /// <param name="isLast">No fragment follows.</param>
    /// <param name="data">The piece of the message.</param>
    /// <exception cref="ArgumentException">The number is 0, or the piece is empty.</exception>
    public static void Write(ref MessageWriter writer, ushort id, byte number, bool isLast, scoped ReadOnlySpan<byte> data)
    {
        if (number == 0 || data.IsEmpty)
        {
            throw new ArgumentException("Fragments are numbered from 1 and hold something (MS-IKEE 2.2.3.1).", nameof(number));
        }

        writer.BeginPayload(PayloadType.V1Fragment);
        writer.WriteUInt16(id);
        writer.WriteByte(number);
        writer.WriteByte(isLast ? FragmentPayloadView.LastFlag : (byte)0);
        writer.WriteBytes(data);
        writer.EndPayload();
    }
}
