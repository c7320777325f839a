using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes EAP payloads (RFC 7296 3.16).</summary>
public static class EapPayload
{
    /// <summary>Writes a whole EAP packet as a method or a RADIUS server made it.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="packet">The packet from its code on.</param>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> packet) =>
        writer.WritePayload(PayloadType.Eap, packet);

    /// <summary>Writes a request or a response.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="code"><see cref="EapPayloadView.RequestCode"/> or <see cref="EapPayloadView.ResponseCode"/>.</param>
    /// <param name="identifier">Matches a response with its request.</param>
    /// <param name="type">The method.</param>
    /// <param name="data">What follows the type; 65,526 octets at most.</param>
    public static void Write(ref MessageWriter writer, byte code, byte identifier, byte type, scoped ReadOnlySpan<byte> data)
    {
        const int BeforeData = 5;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, ushort.MaxValue - PayloadView.HeaderSize - BeforeData, nameof(data));
        writer.BeginPayload(PayloadType.Eap);
        writer.WriteByte(code);
        writer.WriteByte(identifier);
        writer.WriteUInt16((ushort)(BeforeData + data.Length));
        writer.WriteByte(type);
        writer.WriteBytes(data);
        writer.EndPayload();
    }

    /// <summary>Writes a success or a failure: four octets (RFC 3748 4.2).</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="success">Success, else failure.</param>
    /// <param name="identifier">The identifier of the response that it answers.</param>
    public static void WriteResult(ref MessageWriter writer, bool success, byte identifier)
    {
        writer.BeginPayload(PayloadType.Eap);
        writer.WriteByte(success ? EapPayloadView.SuccessCode : EapPayloadView.FailureCode);
        writer.WriteByte(identifier);
        writer.WriteUInt16(4);
        writer.EndPayload();
    }
}
