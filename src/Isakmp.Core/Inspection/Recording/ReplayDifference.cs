using System.Collections.Immutable;
using System.Text;
using Isakmp.Inspection.Fields;

namespace Isakmp.Inspection.Recording;

/// <summary>One thing that came out of a replay otherwise than it was recorded.</summary>
public sealed class ReplayDifference
{
    internal ReplayDifference(int line, int step, TimeSpan at, string description, ImmutableArray<FieldDifference> fields) =>
        (Line, Step, At, Description, Fields) = (line, step, at, description, fields);

    /// <summary>The line of the recording.</summary>
    public int Line { get; }

    /// <summary>The step that brought it about; 0 for the making of the endpoint.</summary>
    public int Step { get; }

    /// <summary>When, since the first input.</summary>
    public TimeSpan At { get; }

    /// <summary>What is different, in one or two sentences.</summary>
    public string Description { get; }

    /// <summary>The fields that differ: the replay's value as <see cref="FieldDifference.Actual"/>, the recorded one as <see cref="FieldDifference.Expected"/>.</summary>
    public ImmutableArray<FieldDifference> Fields { get; }

    /// <summary>Writes place, description and fields.</summary>
    /// <returns>Several lines without a line feed at the end.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"line {Line} (step {Step}, {At.TotalSeconds:0.0######} s): {Description}");
        foreach (FieldDifference field in Fields)
        {
            text.Append("\n    ").Append(field);
        }

        return text.ToString();
    }
}
