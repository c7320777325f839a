using System.Text;
using System.Text.Json;

namespace Isakmp.Inspection.Recording;

/// <summary>Reads one line of a recording into values that know their columns.</summary>
internal static class LineReader
{
    private const int MaxDepth = 16;

    /// <summary>Reads a line.</summary>
    /// <exception cref="RecordingException">It is no JSON object.</exception>
    public static RecordedValue Read(string text, int number)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        var columns = new ColumnMap(octets, text.Length);
        var json = new Utf8JsonReader(octets, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw new RecordingException(number, 1, "Each line of a recording is one JSON object.");
            }

            RecordedValue value = Read(ref json, columns, number);
            _ = json.Read(); // throws if anything follows
            return value;
        }
        catch (JsonException fault)
        {
            int at = (int)Math.Min(fault.BytePositionInLine ?? 0, octets.Length);
            throw new RecordingException(number, columns[at], at >= octets.Length ? "The line ends in the middle of a value." : "This is no JSON.");
        }
        catch (InvalidOperationException)
        {
            // text that is no UTF-16, which the reader finds when it is asked for
            throw new RecordingException(number, columns[(int)json.TokenStartIndex], "This text cannot be read.");
        }
    }

    private static RecordedValue Read(ref Utf8JsonReader json, ColumnMap columns, int line)
    {
        int column = columns[(int)json.TokenStartIndex];
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                return new RecordedValue(RecordedValueKind.Object, string.Empty, line, column) { Members = ReadMembers(ref json, columns, line) };
            case JsonTokenType.StartArray:
                return new RecordedValue(RecordedValueKind.List, string.Empty, line, column) { Members = ReadItems(ref json, columns, line) };
            case JsonTokenType.String:
                return new RecordedValue(RecordedValueKind.String, json.GetString()!, line, column);
            case JsonTokenType.Number:
                return new RecordedValue(RecordedValueKind.Number, Encoding.UTF8.GetString(json.ValueSpan), line, column);
            case JsonTokenType.True:
                return new RecordedValue(RecordedValueKind.True, "true", line, column);
            case JsonTokenType.False:
                return new RecordedValue(RecordedValueKind.False, "false", line, column);
            default:
                return new RecordedValue(RecordedValueKind.Null, "null", line, column);
        }
    }

    private static List<(string Name, RecordedValue Value)> ReadMembers(ref Utf8JsonReader json, ColumnMap columns, int line)
    {
        var members = new List<(string Name, RecordedValue Value)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            int column = columns[(int)json.TokenStartIndex];
            string name = json.GetString()!;
            if (!names.Add(name))
            {
                throw new RecordingException(line, column, $"The member \"{name}\" is there twice.");
            }

            _ = json.Read();
            members.Add((name, Read(ref json, columns, line)));
        }

        return members;
    }

    private static List<(string Name, RecordedValue Value)> ReadItems(ref Utf8JsonReader json, ColumnMap columns, int line)
    {
        var items = new List<(string Name, RecordedValue Value)>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            items.Add((string.Empty, Read(ref json, columns, line)));
        }

        return items;
    }

    /// <summary>From octets of UTF-8 to characters; nearly always they are the same.</summary>
    private readonly struct ColumnMap
    {
        private readonly int[]? _characters;

        public ColumnMap(byte[] octets, int length)
        {
            if (octets.Length == length)
            {
                return;
            }

            _characters = new int[octets.Length + 1];
            for (int i = 0; i < octets.Length; i++)
            {
                bool continues = (octets[i] & 0xC0) == 0x80;
                _characters[i + 1] = _characters[i] + (continues ? 0 : octets[i] >= 0xF0 ? 2 : 1); // four octets are two characters of UTF-16
            }
        }

        /// <summary>The column of the character that begins at an octet, from 1.</summary>
        public int this[int offset] => (_characters is null ? offset : _characters[offset]) + 1;
    }
}
