namespace Isakmp.Testing;

/// <summary>Reads hexadecimal text as it stands in RFCs, logs and vector files.</summary>
public static class Hex
{
    /// <summary>Parses hex digits; blanks, line breaks, colons, dashes, underscores and a leading <c>0x</c> are passed over.</summary>
    /// <exception cref="FormatException">Another character, or an odd number of digits.</exception>
    public static byte[] Parse(ReadOnlySpan<char> text)
    {
        if (text.TrimStart().StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            text = text.TrimStart()[2..];
        }

        var digits = new char[text.Length];
        int count = 0;
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c) && c is not (':' or '-' or '_'))
            {
                digits[count++] = c;
            }
        }

        return Convert.FromHexString(digits.AsSpan(0, count));
    }

    /// <summary>Writes lower-case hex without separators.</summary>
    public static string Format(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
