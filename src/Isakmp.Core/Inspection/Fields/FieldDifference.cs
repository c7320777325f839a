namespace Isakmp.Inspection.Fields;

/// <summary>One field in which a message differs from the one that was expected.</summary>
/// <param name="Path">The names that lead to it, separated by slashes, for example <c>SA/Proposal 1/Transform ENCR/Key Length</c>.</param>
/// <param name="Expected">What was expected; null if the field was not.</param>
/// <param name="Actual">What is there; null if the field is missing.</param>
public sealed record FieldDifference(string Path, string? Expected, string? Actual)
{
    private const int LongestShown = 64;
    private const int Context = 16;

    /// <summary>Why the difference may stand; null if nothing allows it.</summary>
    public FieldTolerance? Tolerance { get; init; }

    /// <summary>Returns the difference on one line; of long values the part around the first difference.</summary>
    /// <returns>For example <c>SA/Proposal 1/Transform ENCR/Key Length: 128 instead of 256</c>.</returns>
    public override string ToString()
    {
        if (Expected is null)
        {
            return Actual is null or "" ? $"{Path}: not expected" : $"{Path}: not expected ({Shorten(Actual, 0)})";
        }

        if (Actual is null)
        {
            return Expected.Length == 0 ? $"{Path}: missing" : $"{Path}: missing ({Shorten(Expected, 0)})";
        }

        int same = Actual.AsSpan().CommonPrefixLength(Expected);
        return $"{Path}: {Shorten(Actual, same)} instead of {Shorten(Expected, same)}";
    }

    private static string Shorten(string value, int around)
    {
        if (value.Length <= LongestShown)
        {
            return value;
        }

        int start = Math.Max(0, Math.Min(around - Context, value.Length - LongestShown)) & ~1; // whole octets
        int end = Math.Min(value.Length, start + LongestShown);
        return $"{(start > 0 ? "..." : "")}{value[start..end]}{(end < value.Length ? "..." : "")}";
    }
}
