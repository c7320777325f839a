using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Isakmp.Testing;

/// <summary>Finds the folder of RFC texts, registries, vectors and captures that may lie beside the repository.</summary>
/// <remarks>
/// It is no part of the repository, and a user's clone does not have it: a test that reads it is skipped visibly there.
/// The variable ISAKMP_SHARED overrides the search.
/// </remarks>
public static class SharedFolder
{
    private static readonly string? s_path = Find(AppContext.BaseDirectory);

    /// <summary>Whether the folder exists.</summary>
    public static bool Exists => s_path is not null;

    /// <summary>Tries to find a file or folder below the shared folder.</summary>
    public static bool TryGetPath(string relative, [NotNullWhen(true)] out string? path)
    {
        path = s_path is null ? null : Path.Combine(s_path, relative);
        if (Path.Exists(path))
        {
            return true;
        }

        path = null;
        return false;
    }

    /// <summary>Gives the path of a file or folder below the shared folder, or skips the running test.</summary>
    public static string Require(string relative)
    {
        if (!TryGetPath(relative, out string? path))
        {
            Assert.Skip($"needs shared/{relative} beside the repository");
        }

        return path;
    }

    private static string? Find(string start)
    {
        if (Environment.GetEnvironmentVariable("ISAKMP_SHARED") is { Length: > 0 } given)
        {
            return Directory.Exists(given) ? given : null;
        }

        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared");
            // The design document marks the right folder: "shared" is a common name.
            if (File.Exists(Path.Combine(candidate, "DESIGN.md")))
            {
                return candidate;
            }
        }

        return null;
    }
}
