using System.Collections.Immutable;

namespace Isakmp.Policies;

/// <summary>Something that a report establishes, such as what was offered or what was expected.</summary>
/// <param name="Key">What it is, as a name for programs, for example <c>claimedIdentity</c>.</param>
/// <param name="Name">What it is, in words, for example <c>claimed identity</c>.</param>
/// <param name="Values">The values, in the notation of swanctl.conf.</param>
public sealed record ReportFact(string Key, string Name, ImmutableArray<string> Values)
{
    /// <summary>Name and values on one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {(Values.IsDefaultOrEmpty ? "none" : string.Join(", ", Values))}";
}
