using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Isakmp.Inspection.Decoding;

namespace IkeTool.Decode;

/// <summary>Prints the entries of a capture, many at a time.</summary>
/// <param name="output">Where to print.</param>
/// <param name="style">How much.</param>
/// <param name="isColoured">Whether to print colours.</param>
/// <param name="isLive">Whether each entry is to be seen at once.</param>
internal sealed class EntryPrinter(Stream output, DecodeStyle style, bool isColoured = false, bool isLive = false) : IDisposable
{
    private const int FlushSize = 1 << 16;
    private const string Strong = "\e[1m";
    private const string Bad = "\e[31m";
    private const string Plain = "\e[0m";

    private readonly StringBuilder _text = new(FlushSize);
    private readonly ArrayBufferWriter<byte> _octets = new(2 * FlushSize);
    private readonly Utf8JsonWriter _json = new(
        Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>Whether JSON is printed.</summary>
    public bool IsJson => style == DecodeStyle.Json;

    /// <summary>Prints an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Print(scoped in CaptureEntry entry)
    {
        if (IsJson)
        {
            _json.Reset(_octets);
            entry.WriteJson(_json);
            _json.Flush();
            _octets.Write("\n"u8);
        }
        else
        {
            PrintText(entry);
        }

        if (isLive || _text.Length >= FlushSize || _octets.WrittenCount >= FlushSize)
        {
            Flush();
        }
    }

    /// <summary>Prints a line of text; nothing in JSON.</summary>
    /// <param name="line">The line.</param>
    public void PrintLine(string line)
    {
        if (!IsJson)
        {
            _text.Append(line).Append('\n');
        }
    }

    /// <summary>Writes out what has been printed.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Flush()
    {
        foreach (ReadOnlyMemory<char> chunk in _text.GetChunks())
        {
            _ = Encoding.UTF8.GetBytes(chunk.Span, _octets);
        }

        _text.Clear();
        output.Write(_octets.WrittenSpan);
        output.Flush();
        _octets.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void PrintText(scoped in CaptureEntry entry)
    {
        if (isColoured)
        {
            _text.Append(entry.HasError ? Bad : Strong);
        }

        entry.AppendSummary(_text);
        _text.Append(isColoured ? Plain : "").Append('\n');
        if (style == DecodeStyle.Full)
        {
            entry.AppendDescription(_text);
            _text.Append('\n');
        }
    }
}
