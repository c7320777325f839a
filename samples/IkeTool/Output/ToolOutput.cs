using System.Text;
using System.Text.Json;

namespace IkeTool.Output;

/// <summary>Where the program prints: text for people, coloured on a terminal only, or one JSON object a line.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="isJson">Whether to print JSON.</param>
/// <param name="isColoured">Whether standard output is a terminal that shows colours.</param>
/// <param name="isCommented">Whether text stands behind <c>#</c>, so that commands between it can be fed to a shell.</param>
internal sealed class ToolOutput(TextWriter output, TextWriter error, bool isJson, bool isColoured = false, bool isCommented = false)
{
    private readonly Lock _gate = new();

    /// <summary>Whether JSON is printed instead of text.</summary>
    public bool IsJson => isJson;

    /// <summary>Prints to this process's own streams.</summary>
    /// <param name="isJson">Whether to print JSON.</param>
    /// <param name="isCommented">Whether text stands behind <c>#</c>.</param>
    /// <returns>The output.</returns>
    public static ToolOutput ForProcess(bool isJson, bool isCommented = false) =>
        new(Console.Out, Console.Error, isJson, ShowsColour(Console.IsOutputRedirected), isCommented);

    /// <summary>Whether colours may be used: on a terminal, unless it has none or the user wants none.</summary>
    /// <param name="isRedirected">Whether the stream goes elsewhere.</param>
    /// <returns>The answer.</returns>
    public static bool ShowsColour(bool isRedirected) =>
        !isRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Colours a piece of text where colours are shown.</summary>
    /// <param name="tone">What it says.</param>
    /// <param name="text">The text.</param>
    /// <returns>The text, with the terminal's codes around it or not.</returns>
    public string Paint(Tone tone, string text)
    {
        string? code = !isColoured ? null : tone switch
        {
            Tone.Good => "32",
            Tone.Bad => "31",
            Tone.Notice => "33",
            Tone.Quiet => "2",
            Tone.Strong => "1",
            _ => null,
        };
        return code is null ? text : $"\e[{code}m{text}\e[0m";
    }

    /// <summary>Prints text for people; nothing in JSON.</summary>
    /// <param name="text">One line or several.</param>
    public void Text(string text)
    {
        if (isJson)
        {
            return;
        }

        lock (_gate)
        {
            foreach (string line in text.Split('\n'))
            {
                output.WriteLine(isCommented ? Paint(Tone.Quiet, "# ") + line : line);
            }

            output.Flush();
        }
    }

    /// <summary>Prints a line for a shell; nothing in JSON.</summary>
    /// <param name="line">The line.</param>
    public void Command(string line)
    {
        if (isJson)
        {
            return;
        }

        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    /// <summary>Prints one JSON object on one line; nothing in text.</summary>
    /// <param name="kind">What it tells: the value of its first member, <c>event</c>.</param>
    /// <param name="write">Writes the other members.</param>
    public void Json(string kind, Action<Utf8JsonWriter> write)
    {
        if (!isJson)
        {
            return;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("event", kind);
            write(writer);
            writer.WriteEndObject();
        }

        lock (_gate)
        {
            output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
            output.Flush();
        }
    }

    /// <summary>Prints an error of a file as compilers do, so that editors find the place.</summary>
    /// <param name="line">File, line and what is wrong.</param>
    public void FileError(string line)
    {
        lock (_gate)
        {
            error.WriteLine(line);
            error.Flush();
        }
    }

    /// <summary>Prints a warning: one line on standard error.</summary>
    /// <param name="line">What the user should know.</param>
    public void Warning(string line) => Error($"warning: {line}");

    /// <summary>Prints an error: one clear line on standard error, whatever follows below it.</summary>
    /// <param name="line">What is wrong.</param>
    /// <param name="details">More lines; null for none.</param>
    public void Error(string line, string? details = null)
    {
        lock (_gate)
        {
            error.WriteLine($"ike: {line}");
            foreach (string detail in details?.Split('\n') ?? [])
            {
                error.WriteLine($"  {detail}".TrimEnd());
            }

            error.Flush();
        }
    }
}
