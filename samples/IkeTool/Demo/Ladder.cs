using System.Globalization;
using IkeTool.Output;

namespace IkeTool.Demo;

/// <summary>Draws messages between two sides as a ladder.</summary>
/// <param name="output">Where to draw, and whether in colour.</param>
/// <param name="left">The name of the left side.</param>
/// <param name="details">Whether each message is described in full below its arrow.</param>
internal sealed class Ladder(ToolOutput output, string left, bool details)
{
    // Between the two uprights; a terminal of 80 columns holds it.
    private const int Width = 76;
    private const string Margin = "  ";

    /// <summary>Draws the heads of the uprights.</summary>
    /// <param name="first">A line of the left side and one of the right.</param>
    /// <param name="second">The next line of both.</param>
    public void Head((string Left, string Right) first, (string Left, string Right) second)
    {
        output.Text(output.Paint(Tone.Strong, Spread(first.Left, first.Right)));
        output.Text(output.Paint(Tone.Quiet, Spread(second.Left, second.Right)));
    }

    /// <summary>Draws one message.</summary>
    /// <param name="message">The message.</param>
    public void Draw(DemoMessage message)
    {
        string size = string.Create(CultureInfo.InvariantCulture, $"{message.Octets} octets, ");
        string protection = message.IsProtected ? "protected" : "in clear";
        int room = Width - 4 - message.Name.Length - size.Length - protection.Length;
        string time = string.Create(CultureInfo.InvariantCulture, $"{message.Time.TotalSeconds:0.000} s");
        output.Text(Rung("", ""));
        output.Text($"|  {output.Paint(Tone.Strong, message.Name)}{Centred(time, room)}{size}{output.Paint(message.IsProtected ? Tone.Good : Tone.Notice, protection)}  |");
        foreach (string line in Wrap(message.Envelope is { } envelope ? [$"{envelope} {{", .. message.Payloads, "}"] : message.Payloads, Width - 8))
        {
            output.Text(Rung("    " + line, ""));
        }

        output.Text(message.From == left ? $"|{new string('-', Width - 1)}>|" : $"|<{new string('-', Width - 1)}|");
        if (details)
        {
            output.Text(Margin + message.Description.TrimEnd().ReplaceLineEndings("\n" + Margin));
        }
    }

    private static string Spread(string left, string right) => left + right.PadLeft(Width + 2 - left.Length);

    private static string Rung(string left, string right) => $"|{Margin}{left}{right.PadLeft(Width - 4 - left.Length)}{Margin}|";

    private string Centred(string text, int room)
    {
        int before = Math.Max(1, (room - text.Length) / 2);
        return new string(' ', before) + output.Paint(Tone.Quiet, text) + new string(' ', Math.Max(1, room - before - text.Length));
    }

    private static IEnumerable<string> Wrap(IReadOnlyList<string> words, int width)
    {
        string line = "";
        foreach (string word in words)
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length > 0 ? " " + word : word;
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
