using Isakmp.Registry;

namespace Isakmp.Wire.V1;

/// <summary>Writes attribute payloads: begin, attributes, <see cref="MessageWriter.EndPayload"/> (draft-dukes-ike-mode-cfg-02 3.2).</summary>
public static class ConfigurationPayload
{
    /// <summary>Begins one; attributes follow, then <see cref="MessageWriter.EndPayload"/>.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="type">Request, reply, set or acknowledgement.</param>
    /// <param name="identifier">What a reply has in common with its request.</param>
    public static void Begin(ref MessageWriter writer, ConfigurationType type, ushort identifier)
    {
        writer.BeginPayload(PayloadType.V1Attributes);
        writer.WriteByte(type.Value);
        writer.WriteByte(0);
        writer.WriteUInt16(identifier);
    }

    /// <summary>Writes an attribute of the short form into the payload that was begun: XAUTH_TYPE, XAUTH_STATUS.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">What the attribute is, 15 bits.</param>
    /// <param name="value">The value.</param>
    public static void AddAttribute(ref MessageWriter writer, V1ConfigurationAttributeType type, ushort value) =>
        AttributeWriter.Write(ref writer, type.Value, value);

    /// <summary>Writes an attribute of the long form into the payload that was begun.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">What the attribute is, 15 bits.</param>
    /// <param name="value">The value; default to ask for one; 65,535 octets at most.</param>
    public static void AddLongAttribute(
        ref MessageWriter writer, V1ConfigurationAttributeType type, scoped ReadOnlySpan<byte> value = default) =>
        AttributeWriter.WriteLong(ref writer, type.Value, value);
}
