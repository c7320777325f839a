namespace Isakmp.Inspection.Fields;

/// <summary>A difference that may stand, with the reason.</summary>
/// <param name="Path">The path of the field, as in <see cref="FieldDifference.Path"/>; a <c>*</c> stands for any text, slashes included. Fields below it are meant too.</param>
/// <param name="Reason">Why it may differ, in one sentence.</param>
public sealed record FieldTolerance(string Path, string Reason)
{
    /// <summary>Whether it is about a field.</summary>
    /// <param name="path">The path of the field.</param>
    /// <returns>Whether the difference may stand.</returns>
    public bool Matches(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Matches(Path, path);
    }

    // Greedy with one step back to the last star: linear but for the product of both lengths, whatever the pattern.
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, star = -1, resume = 0;
        for (int t = 0; t < text.Length;)
        {
            if (p == pattern.Length && text[t] == '/')
            {
                return true;
            }

            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimEnd('*').IsEmpty;
    }
}
