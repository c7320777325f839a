using Isakmp.Registry;

namespace Isakmp.Wire.V2;

/// <summary>Writes configuration payloads (RFC 7296 3.15): begin, attributes, and <see cref="MessageWriter.EndPayload"/>.</summary>
public static class ConfigurationPayload
{
    private const ushort TypeLimit = 0x8000;

    /// <summary>Begins one; attributes follow, then <see cref="MessageWriter.EndPayload"/>.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="type">Request, reply, set or acknowledgement.</param>
    public static void Begin(ref MessageWriter writer, ConfigurationType type)
    {
        writer.BeginPayload(PayloadType.Configuration);
        writer.WriteByte(type.Value);
        writer.WriteByte(0);
        writer.WriteUInt16(0);
    }

    /// <summary>Writes an attribute into the payload that was begun.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="type">What the attribute is, 15 bits.</param>
    /// <param name="value">The value; empty to ask for one; 65,535 octets at most.</param>
    public static void AddAttribute(ref MessageWriter writer, ConfigurationAttributeType type, scoped ReadOnlySpan<byte> value = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(type.Value, TypeLimit, nameof(type));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ushort.MaxValue, nameof(value));
        writer.WriteUInt16(type.Value);
        writer.WriteUInt16((ushort)value.Length);
        writer.WriteBytes(value);
    }
}
