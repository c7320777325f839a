using System.Text;
using Isakmp.Inspection.Recording;
using Isakmp.Testing;

namespace Isakmp.Interop.Tests.Ours;

/// <summary>Records what our side of a test does into <c>tests/Recordings</c>, if <c>./test.sh --record</c> asks for it: the ordinary run replays it there without a peer.</summary>
internal sealed class OurRecording : IDisposable
{
    // A file that fails its test must not take the place of one that passed, and big ones do not belong in a repository.
    private const int LongestFile = 256 * 1024;

    private static readonly bool s_isWanted = Environment.GetEnvironmentVariable("ISAKMP_RECORD") == "1";
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, int> s_names = [];

    private readonly StringWriter _text = new();
    private readonly string _path;

    private OurRecording(string title)
    {
        _path = Repository.PathOf("tests", "Recordings", $"{FileName(title)}.ikerec");
        Recorder = new EndpointRecorder(_text, new EndpointRecorderOptions { Title = title });
    }

    /// <summary>The recorder of the endpoint.</summary>
    public EndpointRecorder Recorder { get; }

    /// <summary>Begins a recording that is called like the running test; null if none is wanted.</summary>
    /// <param name="role">Our role.</param>
    public static OurRecording? Begin(string role) =>
        s_isWanted && TestContext.Current.Test is { } test ? new OurRecording($"{Shorten(test.TestDisplayName)}, we as {role}") : null;

    /// <summary>Ends the recording and writes the file; the endpoint must be disposed of.</summary>
    public void Dispose()
    {
        Recorder.Dispose();
        if (Recorder.Fault is null && _text.GetStringBuilder().Length <= LongestFile && TestContext.Current.TestState is not { Result: TestResult.Failed })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.WriteAllText(_path, _text.ToString());
        }

        _text.Dispose();
    }

    /// <summary>Without the namespace that all tests share.</summary>
    private static string Shorten(string name) => name.Replace("Isakmp.Interop.Tests.Ours.", "", StringComparison.Ordinal);

    /// <summary>A name that every file system takes, and that no other recording of this run has.</summary>
    private static string FileName(string title)
    {
        var name = new StringBuilder();
        foreach (char letter in title.ToLowerInvariant())
        {
            bool isPlain = char.IsAsciiLetterOrDigit(letter);
            if (isPlain || (name.Length > 0 && name[^1] != '-'))
            {
                name.Append(isPlain ? letter : '-');
            }
        }

        string plain = name.ToString().TrimEnd('-');
        lock (s_gate)
        {
            int count = s_names[plain] = s_names.GetValueOrDefault(plain) + 1;
            return count == 1 ? plain : $"{plain}-{count}";
        }
    }
}
