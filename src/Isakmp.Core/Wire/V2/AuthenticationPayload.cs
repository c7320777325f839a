using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes AUTH payloads (RFC 7296 3.8).</summary>
public static class AuthenticationPayload
{
    /// <summary>Writes one.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="method">How the proof is made.</param>
    /// <param name="data">The signature or the MAC.</param>
    public static void Write(ref MessageWriter writer, AuthenticationMethod method, scoped ReadOnlySpan<byte> data)
    {
        writer.BeginPayload(PayloadType.Authentication);
        writer.WriteByte(method.Value);
        writer.WriteByte(0);
        writer.WriteUInt16(0);
        writer.WriteBytes(data);
        writer.EndPayload();
    }
}
