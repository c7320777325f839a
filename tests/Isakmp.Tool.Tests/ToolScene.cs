namespace Isakmp.Tool.Tests;

/// <summary>A folder for files, and processes of the tool on the loopback that end with it.</summary>
internal sealed class ToolScene : IDisposable
{
    private readonly List<IDisposable> _open = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("ike-test-").FullName;

    public void Dispose()
    {
        _open.ForEach(item => item.Dispose());
        Directory.Delete(Folder, recursive: true);
    }

    public ToolRun Keep(ToolRun run)
    {
        _open.Add(run);
        return run;
    }

    /// <summary>Starts a listener on ports of the system's choice.</summary>
    public async Task<(ToolRun Listener, ushort Port)> ListenAsync(string file, params string[] options)
    {
        ToolRun listener = Keep(ToolRun.Start(["listen", file, "--port", "0", "--port-nat-t", "0", .. options]));
        await listener.WaitForAsync("listening");
        // The first end point is the one of IKE alone.
        string output = listener.Output;
        string text = output[(output.IndexOf("127.0.0.1:", StringComparison.Ordinal) + "127.0.0.1:".Length)..];
        return (listener, ushort.Parse(new string([.. text.TakeWhile(char.IsAsciiDigit)])));
    }

    /// <summary>Starts to connect the connection "net" of a file.</summary>
    public ToolRun Connect(string file, params string[] options) =>
        Keep(ToolRun.Start(["connect", file, "net", "--port", "0", "--port-nat-t", "0", .. options]));

    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
