using System.Globalization;
using System.Text;
using Isakmp.Inspection.Fields;

namespace Isakmp.Inspection.Recording;

/// <summary>The lines of a text, of bounded length, each read into values and held against its check.</summary>
internal sealed class RecordingLines(TextReader text, long maximumLength)
{
    // A datagram has at most 65,535 octets, two digits each; a report of a failed negotiation with hundreds of proposals is longer.
    private const int MaximumLine = 1 << 20;

    private readonly char[] _block = new char[4096];
    private readonly StringBuilder _line = new();
    private int _position;
    private int _filled;
    private long _length;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The lines whose check does not fit.</summary>
    public List<RecordingEdit> Edits { get; } = [];

    /// <summary>Reads the next line that is not empty.</summary>
    /// <returns>Null at the end of the text.</returns>
    /// <exception cref="RecordingException">The line is too long, or no line of a recording.</exception>
    public RecordedValue? Next()
    {
        while (ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                return Read(line);
            }
        }

        return null;
    }

    private RecordedValue Read(string line)
    {
        RecordingEdit? edit = FindEdit(line, Number);
        try
        {
            RecordedValue value = LineReader.Read(line, Number);
            if (edit is not null)
            {
                Edits.Add(NameField(edit, value));
            }

            return value;
        }
        catch (RecordingException fault) when (edit is not null)
        {
            throw fault.Explain([edit]);
        }
    }

    private static RecordingEdit? FindEdit(string line, int number)
    {
        if (!HasCheck(line, out uint expected))
        {
            // Whoever edits a line on purpose takes its check out, and does not leave one that is none.
            return LineCheck.TryLocateFault(line, out int at) ? new RecordingEdit(number, at + 1, "the check of the line is not as it was recorded") : null;
        }

        byte[] octets = Encoding.UTF8.GetBytes(line, 0, line.Length - LineCheck.Size);
        if (LineCheck.Compute(octets) == expected)
        {
            return null;
        }

        if (!LineCheck.TryLocate(octets, expected, out int position, out byte original))
        {
            return new RecordingEdit(number, 0, "it is not as it was recorded");
        }

        int column = Encoding.UTF8.GetCharCount(octets, 0, position) + 1;
        return new RecordingEdit(number, column, $"'{line[column - 1]}' stands where '{(char)original}' was recorded");
    }

    /// <summary>Adds the field of the message that was changed, if the change lies in one.</summary>
    private static RecordingEdit NameField(RecordingEdit edit, RecordedValue line)
    {
        foreach (string name in (string[])["datagram", "transmit"])
        {
            // one column for the quote before the digits
            if (line.Find(name) is { Kind: RecordedValueKind.String } digits && edit.Column - digits.Column - 1 is >= 0 and var at && at < digits.Text.Length
                && digits.Text.Length % 2 == 0)
            {
                string path = MessageComparison.PathOf(MessageFields.Read(digits.Octets()), at / 2);
                return edit with { Description = $"{edit.Description}, in octet {at / 2} of the message ({path})" };
            }
        }

        return edit;
    }

    private static bool HasCheck(string line, out uint check)
    {
        check = 0;
        return line.Length > LineCheck.Size
            && line.AsSpan(line.Length - LineCheck.Size).StartsWith(LineCheck.Prefix, StringComparison.Ordinal)
            && line.EndsWith("\"}", StringComparison.Ordinal)
            && uint.TryParse(
                line.AsSpan(line.Length - LineCheck.Size + LineCheck.Prefix.Length, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out check);
    }

    private string? ReadLine()
    {
        _line.Clear();
        Number++;
        while (true)
        {
            if (_position == _filled)
            {
                _filled = text.Read(_block, 0, _block.Length);
                _position = 0;
                if (_filled == 0)
                {
                    return _line.Length == 0 ? null : _line.ToString();
                }
            }

            ReadOnlySpan<char> rest = _block.AsSpan(_position, _filled - _position);
            int end = rest.IndexOf('\n');
            ReadOnlySpan<char> part = end < 0 ? rest : rest[..end];
            Take(part);
            _position += end < 0 ? part.Length : end + 1;
            if (end >= 0)
            {
                return _line.ToString().TrimEnd('\r');
            }
        }
    }

    private void Take(ReadOnlySpan<char> part)
    {
        _length += part.Length;
        if (_length > maximumLength)
        {
            throw new RecordingException(Number, _line.Length + 1, $"The recording is longer than {maximumLength} characters; raise the limit if that is right.");
        }

        if (_line.Length + part.Length > MaximumLine)
        {
            throw new RecordingException(Number, MaximumLine + 1, $"The line is longer than {MaximumLine} characters: this is no recording.");
        }

        _line.Append(part);
    }
}
