using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IkeTool.Configuration;

/// <summary>Reads JSON with comments and trailing commas into nodes that know their lines.</summary>
/// <param name="bytes">The file.</param>
/// <param name="errors">Takes what is wrong.</param>
internal sealed class JsonSource(byte[] bytes, ConfigErrors errors)
{
    private static readonly JsonReaderOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 32,
    };

    private readonly int _start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
    private int _countedUpTo;
    private int _line = 1;

    /// <summary>Whether a fault of syntax cut the reading short: what follows it was not seen.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Reads the file as far as its syntax allows.</summary>
    /// <returns>The outermost section; null if there is none.</returns>
    public ConfigNode? Read()
    {
        ConfigNode? root = null;
        if (bytes.AsSpan(_start).Trim(" \t\r\n"u8).IsEmpty)
        {
            errors.Add(0, "the file is empty; write { \"connections\": { ... }, \"secrets\": { ... } }");
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(_start), Options);
            ReadAll(ref reader, ref root);
        }
        catch (JsonException exception)
        {
            IsCutShort = true;
            errors.Add((int)(exception.LineNumber ?? 0) + 1, $"this is not JSON: {InWords(exception)}; what follows was not read");
        }

        catch (InvalidOperationException)
        {
            IsCutShort = true;
            errors.Add(_line, "a text on this line is not Unicode; save the file as UTF-8. What follows was not read");
        }

        if (root is { Kind: not ConfigNodeKind.Section })
        {
            errors.Add(root, "the file must be one section; write { \"connections\": { ... }, \"secrets\": { ... } }");
            return null;
        }

        return root;
    }

    // The reader ends its sentence with the position, which stands before ours already.
    private static string InWords(JsonException exception)
    {
        string message = exception.Message;
        int position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = (position > 0 ? message[..position] : message).TrimEnd('.', ' ');
        return message.Contains("invalid start of a property name", StringComparison.Ordinal) || message.Contains("start of a value", StringComparison.Ordinal)
            ? $"{char.ToLowerInvariant(message[0])}{message[1..]}; words and texts stand in double quotes"
            : $"{char.ToLowerInvariant(message[0])}{message[1..]}";
    }

    private void ReadAll(ref Utf8JsonReader reader, ref ConfigNode? root)
    {
        var open = new Stack<ConfigNode>();
        string word = "";
        int wordLine = 0;
        while (reader.Read())
        {
            int line = LineAt(_start + (int)reader.TokenStartIndex);
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    (word, wordLine) = (reader.GetString()!, line);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _ = open.Pop();
                    break;
                default:
                    ConfigNode node = NodeOf(ref reader, line);
                    Attach(open, word, wordLine, node);
                    root ??= node;
                    if (node.Kind is ConfigNodeKind.Section or ConfigNodeKind.List)
                    {
                        open.Push(node);
                    }

                    break;
            }
        }
    }

    private static ConfigNode NodeOf(ref Utf8JsonReader reader, int line) => reader.TokenType switch
    {
        JsonTokenType.StartObject => new() { Kind = ConfigNodeKind.Section, Line = line },
        JsonTokenType.StartArray => new() { Kind = ConfigNodeKind.List, Line = line },
        JsonTokenType.String => new() { Kind = ConfigNodeKind.Text, Line = line, Text = reader.GetString()! },
        JsonTokenType.Number => new() { Kind = ConfigNodeKind.Number, Line = line, Text = Encoding.UTF8.GetString(reader.ValueSpan) },
        JsonTokenType.True => new() { Kind = ConfigNodeKind.Boolean, Line = line, Text = "yes" },
        JsonTokenType.False => new() { Kind = ConfigNodeKind.Boolean, Line = line, Text = "no" },
        _ => new() { Kind = ConfigNodeKind.Null, Line = line },
    };

    private void Attach(Stack<ConfigNode> open, string word, int wordLine, ConfigNode node)
    {
        if (!open.TryPeek(out ConfigNode? parent))
        {
            return;
        }

        if (parent.Kind == ConfigNodeKind.List)
        {
            parent.Items.Add(node);
        }
        else if (parent.Members.Find(member => member.Word == word) is { } earlier)
        {
            errors.Add(wordLine, string.Create(CultureInfo.InvariantCulture, $"'{word}' stands twice in this section, first on line {earlier.Line}; keep one"));
        }
        else
        {
            parent.Members.Add(new ConfigMember(word, wordLine, node));
        }
    }

    // Positions only grow, so each line break is counted once.
    private int LineAt(int position)
    {
        _line += bytes.AsSpan(_countedUpTo, position - _countedUpTo).Count((byte)'\n');
        _countedUpTo = position;
        return _line;
    }
}
