using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Recording;

/// <summary>Builds lines of a recording: one JSON object each, with the words that all of them share.</summary>
internal sealed class LineWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;

    public LineWriter() =>
        // The text is for files and people, not for HTML: words such as "peer's" stay readable.
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Where the members of the line are written.</summary>
    public Utf8JsonWriter Json => _json;

    /// <summary>The moment that times are told from.</summary>
    public IkeInstant Start { get; set; }

    /// <summary>Begins a line.</summary>
    public LineWriter Begin()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        return this;
    }

    /// <summary>Ends a line and puts its check at the end.</summary>
    /// <returns>The line, without line feed.</returns>
    public string End()
    {
        _json.WriteEndObject();
        _json.Flush();
        ReadOnlySpan<byte> body = _buffer.WrittenSpan[..^1];
        return $"{Encoding.UTF8.GetString(body)}{LineCheck.Prefix}{LineCheck.Format(LineCheck.Compute(body))}\"}}";
    }

    public void Octets(string name, ReadOnlySpan<byte> octets) => _json.WriteString(name, Convert.ToHexStringLower(octets));

    public void Duration(string name, TimeSpan? duration)
    {
        if (duration is { } value)
        {
            _json.WriteNumber(name, value.Ticks / (decimal)TimeSpan.TicksPerSecond);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    /// <summary>A moment by both of its parts.</summary>
    public void Instant(string name, IkeInstant? instant)
    {
        if (instant is not { } moment)
        {
            _json.WriteNull(name);
            return;
        }

        _json.WriteStartObject(name);
        Duration("at", moment - Start);
        _json.WriteString("utc", Utc(moment.UtcTicks));
        _json.WriteEndObject();
    }

    public void Path(in PacketInfo path)
    {
        _json.WriteString("local", path.Local.ToString());
        _json.WriteString("remote", path.Remote.ToString());
        if (path.Encapsulation != Encapsulation.None)
        {
            _json.WriteString("encapsulation", path.Encapsulation.ToString());
        }

        if (path.Interface != 0)
        {
            _json.WriteNumber("interface", path.Interface);
        }
    }

    public void Path(string name, in PacketInfo path)
    {
        _json.WriteStartObject(name);
        Path(path);
        _json.WriteEndObject();
    }

    public void Words<T>(string name, IEnumerable<T> words)
    {
        _json.WriteStartArray(name);
        foreach (T word in words)
        {
            _json.WriteStringValue(word?.ToString());
        }

        _json.WriteEndArray();
    }

    /// <summary>A handle, left out where it names nothing.</summary>
    public void Handle(string name, ulong value)
    {
        if (value != 0)
        {
            _json.WriteNumber(name, value);
        }
    }

    public void Dispose() => _json.Dispose();

    public static string Utc(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);
}
