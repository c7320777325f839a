using System.Collections.Immutable;
using System.Text;

namespace Isakmp.Inspection.Recording;

/// <summary>What came of a replay.</summary>
public sealed class ReplayReport
{
    internal ReplayReport(string? title, ImmutableArray<ReplayDifference> differences, ImmutableArray<RecordingEdit> edits) =>
        (Title, Differences, Edits) = (title, differences, edits);

    /// <summary>The title of the recording.</summary>
    public string? Title { get; }

    /// <summary>How many inputs were given.</summary>
    public int Steps { get; internal init; }

    /// <summary>How many datagrams were sent and compared.</summary>
    public int Datagrams { get; internal init; }

    /// <summary>How many events and questions were taken and compared.</summary>
    public int Events { get; internal init; }

    /// <summary>Whether everything came out as it was recorded, and no line has been changed since.</summary>
    public bool IsSame => Differences.IsEmpty && Edits.IsEmpty;

    /// <summary>The first thing that is different, and what the same step brought besides it; what follows from it is not told.</summary>
    public ImmutableArray<ReplayDifference> Differences { get; }

    /// <summary>The lines that were changed after they had been recorded.</summary>
    public ImmutableArray<RecordingEdit> Edits { get; }

    /// <summary>Fails a test: throws if anything is different.</summary>
    /// <exception cref="ReplayException">The replay differs; the message is the report.</exception>
    public void ThrowIfDifferent()
    {
        if (!IsSame)
        {
            throw new ReplayException(this);
        }
    }

    /// <summary>Writes the report.</summary>
    /// <returns>One line if everything is the same; else the differences field by field.</returns>
    public override string ToString()
    {
        string name = Title is null ? "The replay" : $"The replay of '{Title}'";
        if (IsSame)
        {
            return $"{name} is as it was recorded: {Steps} steps, {Datagrams} datagrams, {Events} events.";
        }

        var text = new StringBuilder();
        text.Append(Differences.IsEmpty
            ? $"{name} is as it was recorded, but the recording has been changed."
            : $"{name} differs from the recording (what came, instead of what was recorded).");
        foreach (ReplayDifference difference in Differences)
        {
            text.Append("\n  ").Append(difference);
        }

        if (!Edits.IsEmpty)
        {
            text.Append("\n  Changed since it was recorded (take \"check\" out of a line that is changed on purpose):");
            foreach (RecordingEdit edit in Edits)
            {
                text.Append("\n    ").Append(edit);
            }
        }

        return text.ToString();
    }
}
