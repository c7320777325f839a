using System.Globalization;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Decoding;

/// <summary>End points and SPIs as text, without an allocation for each.</summary>
internal static class EntryEnds
{
    /// <summary>The longest end point, in characters: an IPv6 address in brackets with its port.</summary>
    public const int LongestText = 64;

    /// <summary>Writes an end point as <see cref="NetEndPoint.ToString"/> does.</summary>
    /// <param name="end">The end point.</param>
    /// <param name="text">At least <see cref="LongestText"/> characters.</param>
    /// <returns>How many there are.</returns>
    public static int Write(NetEndPoint end, Span<char> text)
    {
        if (!end.Address.IsIPv4)
        {
            string other = end.ToString();
            other.CopyTo(text);
            return other.Length;
        }

        uint address = (uint)end.Address.Value;
        int length = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            length += Number((address >> shift) & 0xFF, text[length..]);
            text[length++] = shift > 0 ? '.' : ':';
        }

        return length + Number(end.Port, text[length..]);
    }

    /// <summary>Writes an SPI as 16 hexadecimal digits.</summary>
    public static ReadOnlySpan<char> Write(Spi spi, Span<char> text)
    {
        _ = spi.Value.TryFormat(text, out int length, "x16", CultureInfo.InvariantCulture);
        return text[..length];
    }

    private static int Number(uint value, Span<char> text)
    {
        _ = value.TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
        return length;
    }
}
