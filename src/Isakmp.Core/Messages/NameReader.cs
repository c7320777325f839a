using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Isakmp.Messages;

/// <summary>Splits the text of a distinguished name into words and values (RFC 4514 2.4 quoting).</summary>
internal sealed class NameReader(string text)
{
    private int _position;
    private bool _startsRelativeName = true;

    public string? Error { get; private set; }

    public bool TryRead([NotNullWhen(true)] out string? word, [NotNullWhen(true)] out string? value, out bool startsRelativeName)
    {
        word = value = null;
        startsRelativeName = _startsRelativeName;
        SkipBlanks();
        if (_position >= text.Length)
        {
            return false;
        }

        int equals = text.IndexOf('=', _position);
        if (equals < 0)
        {
            Error = $"'{text[_position..]}' in '{text}' lacks '=': write attribute=value.";
            return false;
        }

        word = text[_position..equals].Trim();
        _position = equals + 1;
        value = ReadValue();
        return value is not null;
    }

    /// <summary>Quotes what would otherwise end a value, and shows control characters and other invisible ones as hex digits of their UTF-8 octets.</summary>
    public static string Escape(string value)
    {
        var escaped = new StringBuilder(value.Length);
        Span<byte> octets = stackalloc byte[4];
        int index = 0;
        foreach (Rune rune in value.EnumerateRunes())
        {
            bool isEdge = index == 0 || index + rune.Utf16SequenceLength == value.Length;
            index += rune.Utf16SequenceLength;
            if (rune.Value is ',' or '+' or '"' or '\\' || (rune.Value == ' ' && isEdge))
            {
                escaped.Append('\\').Append((char)rune.Value);
            }
            else if (IsInvisible(rune))
            {
                int count = rune.EncodeToUtf8(octets);
                foreach (byte octet in octets[..count])
                {
                    escaped.Append(CultureInfo.InvariantCulture, $"\\{octet:x2}");
                }
            }
            else
            {
                escaped.Append(rune.ToString());
            }
        }

        return escaped.ToString();
    }

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private void SkipBlanks()
    {
        while (_position < text.Length && text[_position] is ' ' or '\t')
        {
            _position++;
        }
    }

    private string? ReadValue()
    {
        SkipBlanks();
        var octets = new List<byte>();
        int fixedLength = 0;
        bool quoted = false;
        for (; _position < text.Length; _position++)
        {
            char c = text[_position];
            if (c == '\\')
            {
                if (!TryReadEscape(octets))
                {
                    Error = $"'{text}' ends after a backslash.";
                    return null;
                }

                fixedLength = octets.Count;
            }
            else if (c == '"')
            {
                quoted = !quoted;
                fixedLength = octets.Count;
            }
            else if (c is ',' or '+' && !quoted)
            {
                break;
            }
            else
            {
                AddCharacter(octets);
                fixedLength = c == ' ' && !quoted ? fixedLength : octets.Count;
            }
        }

        Error = quoted ? $"'{text}' has a quotation mark that is not closed." : null;
        _startsRelativeName = _position >= text.Length || text[_position] != '+';
        _position++;
        return quoted ? null : Encoding.UTF8.GetString([.. octets[..fixedLength]]);
    }

    private void AddCharacter(List<byte> octets)
    {
        int length = char.IsHighSurrogate(text[_position]) && _position + 1 < text.Length ? 2 : 1;
        octets.AddRange(Encoding.UTF8.GetBytes(text.Substring(_position, length)));
        _position += length - 1;
    }

    // RFC 4514 2.4: a backslash before a special character, or before two hex digits of an octet.
    private bool TryReadEscape(List<byte> octets)
    {
        if (_position + 2 < text.Length && char.IsAsciiHexDigit(text[_position + 1]) && char.IsAsciiHexDigit(text[_position + 2]))
        {
            octets.Add(byte.Parse(text.AsSpan(_position + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            _position += 2;
            return true;
        }

        if (_position + 1 >= text.Length)
        {
            return false;
        }

        _position++;
        AddCharacter(octets);
        return true;
    }
}
