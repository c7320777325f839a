using System.Diagnostics.CodeAnalysis;

namespace Isakmp.Inspection.Keys;

/// <summary>One line of a key table, cut into its fields as Wireshark's table files are: commas between, text in quotes, escapes in the text.</summary>
/// <remarks>The characters stand in one buffer that is used for every line and zeroed at the end: fields of a line are not made strings, because most are keys.</remarks>
internal sealed class KeyTableLine : IDisposable
{
    /// <summary>The longest line, in characters: eight fields, four of them keys.</summary>
    public const int MaximumLength = 4096;

    /// <summary>The most fields that are told apart.</summary>
    public const int MaximumFields = 12;

    private readonly char[] _text = GC.AllocateArray<char>(MaximumLength, pinned: true);
    private readonly Field[] _fields = new Field[MaximumFields];
    private int _length;

    /// <summary>How many fields there are; more than <see cref="MaximumFields"/> are counted and not kept.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there is nothing in the line, or a comment.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The text of a field, without quotes and escapes.</summary>
    public ReadOnlySpan<char> this[int field] => _text.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <summary>Where a field begins, in characters from 1.</summary>
    public int ColumnOf(int field) => _fields[field].Column;

    /// <summary>Forgets the line before.</summary>
    public void Clear()
    {
        _length = 0;
        Count = 0;
    }

    /// <summary>Adds a character of the line.</summary>
    /// <returns>False if the line is too long; the character is not kept.</returns>
    public bool TryAppend(char character)
    {
        if (_length == MaximumLength)
        {
            return false;
        }

        _text[_length++] = character;
        return true;
    }

    /// <summary>Cuts the line into fields.</summary>
    /// <param name="column">Where it is wrong, from 1.</param>
    /// <param name="error">What is wrong.</param>
    public bool TrySplit(out int column, [NotNullWhen(false)] out string? error)
    {
        column = 0;
        error = null;
        Count = 0;
        int at = SkipBlanks(SkipPrefix());
        if (at == _length || _text[at] == '#')
        {
            return true;
        }

        while (true)
        {
            int start = at = SkipBlanks(at);
            error = at < _length && _text[at] == '"' ? ReadQuoted(ref at) : ReadPlain(ref at);
            if (error is not null)
            {
                column = start + 1;
                Count = 0;
                return false;
            }

            if (at == _length)
            {
                return true;
            }

            at++; // the comma
        }
    }

    public void Dispose() => Array.Clear(_text);

    // A byte order mark, and "uat:ikev2_decryption_table:" as it stands before a row on tshark's command line.
    private int SkipPrefix()
    {
        int at = _length > 0 && _text[0] == '\uFEFF' ? 1 : 0;
        ReadOnlySpan<char> rest = _text.AsSpan(at, _length - at);
        if (rest.StartsWith("uat:", StringComparison.Ordinal) && rest[4..].IndexOf(':') is var end && end > 0)
        {
            at += 4 + end + 1;
        }

        return at;
    }

    private int SkipBlanks(int at)
    {
        while (at < _length && _text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    private string? ReadPlain(ref int at)
    {
        int start = at;
        while (at < _length && _text[at] != ',')
        {
            if (_text[at] == '"' || char.IsControl(_text[at]))
            {
                return "a quotation mark or control character stands within a field without quotes";
            }

            at++;
        }

        Add(start, _text.AsSpan(start, at - start).TrimEnd(" \t").Length, start);
        return null;
    }

    // The text is unescaped in place: it only gets shorter.
    private string? ReadQuoted(ref int at)
    {
        const string NotClosed = "the quotation mark is not closed";
        int quote = at;
        int written = ++at;
        while (at < _length && _text[at] != '"')
        {
            char character = _text[at++];
            if (character == '\\')
            {
                if (at == _length)
                {
                    return NotClosed;
                }

                character = Unescape(ref at);
            }

            _text[written++] = character;
        }

        if (at == _length)
        {
            return NotClosed;
        }

        int end = SkipBlanks(at + 1);
        if (end < _length && _text[end] != ',')
        {
            return "behind the closing quotation mark only a comma may stand";
        }

        Add(quote + 1, written - quote - 1, quote);
        at = end;
        return null;
    }

    private char Unescape(ref int at)
    {
        char character = _text[at++];
        if (character == 'x' && at + 1 < _length && char.IsAsciiHexDigit(_text[at]) && char.IsAsciiHexDigit(_text[at + 1]))
        {
            character = (char)((Digit(_text[at]) << 4) | Digit(_text[at + 1]));
            at += 2;
        }

        return character;
    }

    private static int Digit(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private void Add(int start, int length, int column)
    {
        if (Count < MaximumFields)
        {
            _fields[Count] = new Field(start, length, column + 1);
        }

        Count++;
    }

    private readonly record struct Field(int Start, int Length, int Column);
}
