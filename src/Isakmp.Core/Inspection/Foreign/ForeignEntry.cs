using System.Collections.Immutable;
using Isakmp.Inspection.Fields;

namespace Isakmp.Inspection.Foreign;

/// <summary>What became of one captured message in the replay of its session.</summary>
public sealed class ForeignEntry
{
    internal ForeignEntry(ForeignMessage? message, bool isOurs, string description, ImmutableArray<FieldDifference> differences) =>
        (Message, IsOurs, Description, Differences) = (message, isOurs, description, differences);

    /// <summary>The captured message; null for one that only the replay had.</summary>
    public ForeignMessage? Message { get; }

    /// <summary>Whether our side has sent it: then ours was compared with it. Otherwise it was received as it is.</summary>
    public bool IsOurs { get; }

    /// <summary>The message in one line, and what was done with it.</summary>
    public string Description { get; }

    /// <summary>In what ours differs, tolerated differences included.</summary>
    public ImmutableArray<FieldDifference> Differences { get; }

    /// <summary>Whether nothing differs that may not.</summary>
    public bool IsSame => Differences.All(static difference => difference.Tolerance is not null);

    /// <summary>Writes description and differences.</summary>
    /// <returns>Several lines without a line feed at the end.</returns>
    public override string ToString()
    {
        string frame = Message is { Frame: > 0 } message ? $"frame {message.Frame}: " : string.Empty;
        string head = $"{frame}{(IsOurs ? "sent" : "received")} {Description}";
        return Differences.IsEmpty ? head : $"{head}\n    {MessageComparison.Format(Differences).Replace("\n", "\n    ", StringComparison.Ordinal)}";
    }
}
