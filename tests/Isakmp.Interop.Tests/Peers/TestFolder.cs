using Isakmp.Interop.Tests.Network;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>A temporary folder of this run, removed when disposed or at the end of the process.</summary>
public sealed class TestFolder : IDisposable
{
    private static readonly string s_root = MakeRoot();
    private static int s_count;

    private TestFolder(string path) => Path = path;

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Makes a folder; the name need not be unique.</summary>
    public static TestFolder Create(string name)
    {
        string path = System.IO.Path.Combine(s_root, $"{Interlocked.Increment(ref s_count)}-{name}");
        Directory.CreateDirectory(path);
        return new TestFolder(path);
    }

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string MakeRoot()
    {
        // Readable by this user alone: pre-shared keys and logged keys are inside.
        string root = Directory.CreateTempSubdirectory($"{Leftovers.Prefix}{Environment.ProcessId}-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    }
}
