using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>An attribute of a transform, kept as it was sent so that it can be written back byte for byte (RFC 7296 3.3.5).</summary>
public sealed record TransformAttribute
{
    private TransformAttribute(TransformAttributeType type, bool isShort, ImmutableArray<byte> data)
    {
        Type = type;
        IsShort = isShort;
        Data = data.OrEmpty();
    }

    /// <summary>What the attribute says, for example <see cref="TransformAttributeType.KeyLength"/>.</summary>
    public TransformAttributeType Type { get; }

    /// <summary>Whether the attribute has the type/value form with two octets of value, rather than type/length/value.</summary>
    public bool IsShort { get; }

    /// <summary>The value in network order; exactly two octets where <see cref="IsShort"/>.</summary>
    public ImmutableArray<byte> Data { get; }

    /// <summary>The value of a short attribute as a number, otherwise null.</summary>
    public ushort? ShortValue => IsShort ? BinaryPrimitives.ReadUInt16BigEndian(Data.AsSpan()) : null;

    /// <summary>Makes an attribute in the type/value form.</summary>
    /// <param name="type">What it says.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The attribute.</returns>
    public static TransformAttribute Short(TransformAttributeType type, ushort value) => new(type, true, [(byte)(value >> 8), (byte)(value & 0xFF)]);

    /// <summary>Makes an attribute in the type/length/value form.</summary>
    /// <param name="type">What it says.</param>
    /// <param name="data">Its value.</param>
    /// <returns>The attribute.</returns>
    public static TransformAttribute Long(TransformAttributeType type, ImmutableArray<byte> data) => new(type, false, data);

    /// <summary>Compares by type, form and octets.</summary>
    /// <param name="other">The other attribute.</param>
    /// <returns>Whether both are the same on the wire.</returns>
    public bool Equals(TransformAttribute? other) =>
        other is not null && Type == other.Type && IsShort == other.IsShort && Sequences.Same(Data, other.Data);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, IsShort, Sequences.HashOf(Data));

    /// <inheritdoc/>
    public override string ToString() => IsShort ? $"{Type}={ShortValue}" : $"{Type}=0x{Convert.ToHexStringLower(Data.AsSpan())}";
}
