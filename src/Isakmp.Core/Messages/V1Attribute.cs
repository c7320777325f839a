using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Isakmp.Messages;

/// <summary>An attribute of an IKEv1 transform, kept as it was sent so that it can be written back byte for byte (RFC 2408 3.3).</summary>
public sealed record V1Attribute
{
    private const int TypeBits = 15;

    private V1Attribute(ushort type, bool isShort, ImmutableArray<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(type, 1 << TypeBits);
        Type = type;
        IsShort = isShort;
        Data = data.OrEmpty();
    }

    /// <summary>What the attribute says, 15 bits: a number of the registry that belongs to the protocol of the proposal.</summary>
    public ushort Type { get; }

    /// <summary>Whether the attribute has the basic form with two octets of value, rather than the variable form with a length.</summary>
    public bool IsShort { get; }

    /// <summary>The value in network order; exactly two octets where <see cref="IsShort"/>.</summary>
    public ImmutableArray<byte> Data { get; }

    /// <summary>The value as a number, whichever form it has; null for an empty value, and for one that does not fit in 64 bits.</summary>
    public ulong? Number
    {
        get
        {
            ReadOnlySpan<byte> significant = Data.AsSpan().TrimStart((byte)0);
            if (Data.IsEmpty || significant.Length > sizeof(ulong))
            {
                return null;
            }

            ulong number = 0;
            foreach (byte octet in significant)
            {
                number = (number << 8) | octet;
            }

            return number;
        }
    }

    /// <summary>Makes an attribute of the basic form.</summary>
    /// <param name="type">What it says, 15 bits.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The attribute.</returns>
    public static V1Attribute Short(ushort type, ushort value) => new(type, true, [(byte)(value >> 8), (byte)(value & 0xFF)]);

    /// <summary>Makes an attribute of the variable form.</summary>
    /// <param name="type">What it says, 15 bits.</param>
    /// <param name="data">Its value.</param>
    /// <returns>The attribute.</returns>
    public static V1Attribute Long(ushort type, ImmutableArray<byte> data) => new(type, false, data);

    /// <summary>Makes an attribute for a number: basic if 16 bits will do, else variable with four octets (RFC 2409 appendix A).</summary>
    /// <param name="type">What it says, 15 bits.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The attribute.</returns>
    public static V1Attribute ForNumber(ushort type, uint value)
    {
        if (value <= ushort.MaxValue)
        {
            return Short(type, (ushort)value);
        }

        var octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return Long(type, [.. octets]);
    }

    /// <summary>Whether two attributes say the same, in whatever form: a number may change its form on the way back (RFC 2409 5, appendix A).</summary>
    /// <param name="other">The other attribute.</param>
    /// <returns>Whether type and value agree.</returns>
    public bool Says(V1Attribute other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Type == other.Type && (Number is { } number ? number == other.Number : Sequences.Same(Data, other.Data));
    }

    /// <summary>Compares by type, form and octets.</summary>
    /// <param name="other">The other attribute.</param>
    /// <returns>Whether both are the same on the wire.</returns>
    public bool Equals(V1Attribute? other) =>
        other is not null && Type == other.Type && IsShort == other.IsShort && Sequences.Same(Data, other.Data);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, IsShort, Sequences.HashOf(Data));

    /// <summary>Type and value, for example <c>14=256</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Number is { } number ? $"{Type}={number}" : $"{Type}=0x{Convert.ToHexStringLower(Data.AsSpan())}";
}
