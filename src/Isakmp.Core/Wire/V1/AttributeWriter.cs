namespace Isakmp.Wire.V1;

/// <summary>Writes data attributes (RFC 2408 3.3).</summary>
internal static class AttributeWriter
{
    public static void Write(ref MessageWriter writer, ushort type, ushort value)
    {
        CheckType(type);
        writer.WriteUInt16((ushort)(type | AttributeView.ShortFormat));
        writer.WriteUInt16(value);
    }

    public static void WriteLong(ref MessageWriter writer, ushort type, scoped ReadOnlySpan<byte> value)
    {
        CheckType(type);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ushort.MaxValue, nameof(value));
        writer.WriteUInt16(type);
        writer.WriteUInt16((ushort)value.Length);
        writer.WriteBytes(value);
    }

    public static void WriteNumber(ref MessageWriter writer, ushort type, uint value)
    {
        if (value <= ushort.MaxValue)
        {
            Write(ref writer, type, (ushort)value);
            return;
        }

        CheckType(type);
        writer.WriteUInt16(type);
        writer.WriteUInt16(sizeof(uint));
        writer.WriteUInt32(value);
    }

    private static void CheckType(ushort type) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(type, AttributeView.ShortFormat, nameof(type));
}
