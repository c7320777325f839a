using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes the frame of an SK payload: the caller fills in what the ciphers make (RFC 7296 3.14).</summary>
public static class EncryptedPayload
{
    /// <summary>Writes the generic header and takes room for the body; the payload is ended and closes the message.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="firstInside">The type of the first payload inside; none if there is none.</param>
    /// <param name="size">Octets of IV, ciphertext and checksum together.</param>
    /// <returns>The room for the body; empty if there is too little.</returns>
    public static Span<byte> Reserve(ref MessageWriter writer, PayloadType firstInside, int size)
    {
        writer.BeginLastPayload(PayloadType.Encrypted, firstInside);
        Span<byte> body = writer.Reserve(size);
        writer.EndPayload();
        return writer.Overflowed ? default : body;
    }
}
