using System.Buffers.Binary;
using System.Globalization;

namespace Isakmp.Primitives;

/// <summary>The 8-octet Security Parameter Index of an IKE SA, in RFC 2408 terms a cookie (RFC 7296 section 3.1).</summary>
/// <param name="Value">The eight octets read as one big-endian number.</param>
public readonly record struct Spi(ulong Value)
{
    /// <summary>The size of an IKE SPI on the wire, in octets.</summary>
    public const int Size = 8;

    /// <summary>The all-zero SPI, which stands for "not chosen yet".</summary>
    public static Spi Zero => default;

    /// <summary>Whether this is the all-zero SPI.</summary>
    public bool IsZero => Value == 0;

    /// <summary>Reads an SPI from the first 8 octets of <paramref name="source"/>.</summary>
    /// <param name="source">At least 8 octets.</param>
    /// <returns>The SPI.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is shorter than 8 octets.</exception>
    public static Spi Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt64BigEndian(source));

    /// <summary>Writes the SPI to the first 8 octets of <paramref name="destination"/>.</summary>
    /// <param name="destination">At least 8 octets.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destination"/> is shorter than 8 octets.</exception>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, Value);

    /// <summary>Returns the SPI as 16 hexadecimal digits.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
