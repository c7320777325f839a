using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes the frame of an SKF payload: the caller fills in what the ciphers make (RFC 7383 2.5).</summary>
public static class EncryptedFragmentPayload
{
    /// <summary>Writes the generic header and the fragment's numbers, and takes room for the rest; the payload is ended and closes the message.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="firstInside">The type of the first payload inside; written into the first fragment only.</param>
    /// <param name="number">The number of this fragment: 1 to <paramref name="total"/>.</param>
    /// <param name="total">How many fragments there are.</param>
    /// <param name="size">Octets of IV, ciphertext and checksum together.</param>
    /// <returns>The room for IV, ciphertext and checksum; empty if there is too little.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not one of 1 to the total.</exception>
    public static Span<byte> Reserve(ref MessageWriter writer, PayloadType firstInside, ushort number, ushort total, int size)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, total);
        writer.BeginLastPayload(PayloadType.EncryptedFragment, number == 1 ? firstInside : PayloadType.None);
        writer.WriteUInt16(number);
        writer.WriteUInt16(total);
        Span<byte> rest = writer.Reserve(size);
        writer.EndPayload();
        return writer.Overflowed ? default : rest;
    }
}
