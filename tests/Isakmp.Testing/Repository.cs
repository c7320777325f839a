namespace Isakmp.Testing;

/// <summary>Finds the source tree that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Isakmp.sln</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>Gives the full path of a file or folder of the repository.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Isakmp.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("No folder above the test assembly holds Isakmp.sln: run the tests from their build output.");
    }
}
