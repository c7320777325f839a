using Isakmp.Architecture.Tests.Il;

namespace Isakmp.Architecture.Tests;

/// <summary>The list that the compiler checks against the source, read again to check what was built.</summary>
internal sealed class BannedSymbols
{
    private readonly HashSet<string> _entries;

    private BannedSymbols(IEnumerable<string> entries) => _entries = [.. entries];

    public static BannedSymbols Read(string path) => new(File.ReadLines(path)
        .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
        .Select(line => line.Split(';')[0].Split('(')[0]));

    public bool Contains(string entry) => _entries.Contains(entry);

    public bool Forbids(Reference reference)
    {
        if (IsThreadOfIterator(reference))
        {
            return false;
        }

        for (string space = reference.To.Namespace; space.Length > 0; space = space[..Math.Max(0, space.LastIndexOf('.'))])
        {
            if (Contains("N:" + space))
            {
                return true;
            }
        }

        return Contains("T:" + reference.To)
            || (reference.Member is { } member
                && (Contains($"M:{reference.To}.{member.Replace('.', '#')}")
                    || (member.StartsWith("get_", StringComparison.Ordinal) && Contains($"P:{reference.To}.{member[4..]}"))));
    }

    // The compiler writes it into every iterator that returns IEnumerable.
    private static bool IsThreadOfIterator(Reference reference) =>
        reference.To.ToString() == "System.Environment"
        && (reference.Member is "get_CurrentManagedThreadId" || reference.Member is null)
        && reference.Where.StartsWith('<');
}
