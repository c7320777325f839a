using System.Globalization;
using Isakmp.Testing;

namespace Isakmp.Benchmarks.Captures;

/// <summary>Compares <c>ike decode</c> with tshark over captures; run by <c>tests/tools/compare-with-tshark.sh</c>.</summary>
internal static class TsharkLoop
{
    /// <summary>Arguments: [--keys TABLE]... [--port N]... [FILE...].</summary>
    /// <returns>0 if every difference is explained.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        List<string> files = [];
        List<string> tables = [];
        List<int> ports = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--keys" when i + 1 < arguments.Length:
                    tables.Add(File.ReadAllText(arguments[++i]));
                    break;
                case "--port" when i + 1 < arguments.Length:
                    ports.Add(int.Parse(arguments[++i], CultureInfo.InvariantCulture));
                    break;
                default:
                    files.Add(arguments[i]);
                    break;
            }
        }

        if (files.Count == 0 && !TryFindAll(files))
        {
            Console.Error.WriteLine("no folder 'shared' beside the repository: name captures");
            return 2;
        }

        // Rows say by their shape which table they are of.
        string[] rows = [.. string.Join('\n', tables).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        var given = new CaptureKeys(
            string.Join('\n', rows.Where(row => row.Count(letter => letter == ',') == 1)), string.Join('\n', rows.Where(row => row.Count(letter => letter == ',') > 1)), ports);
        return Compare(files, capture => tables.Count + ports.Count > 0 ? given : CaptureKeys.Beside(capture));
    }

    private static int Compare(List<string> files, Func<string, CaptureKeys> keysOf)
    {
        var known = KnownDifferences.Read();
        int frames = 0;
        int explained = 0;
        int open = 0;
        foreach (string file in files)
        {
            string capture = Path.GetFullPath(file);
            string name = SharedFolder.TryGetPath(".", out string? root) ? KnownDifferences.NameOf(capture, Path.GetFullPath(root)) : file;
            IReadOnlyList<TsharkComparison.Difference> differences = TsharkComparison.Compare(capture, keysOf(capture), Decode, out int count);
            foreach (TsharkComparison.Difference difference in differences)
            {
                string? reason = known.ReasonOf(name, difference.Frame);
                _ = reason is null ? open++ : explained++;
                Console.WriteLine($"{name} frame {difference.Frame}\n    tshark  {difference.Theirs ?? "nothing"}\n    ours    {difference.Ours ?? "nothing"}\n    {reason ?? "NOT EXPLAINED"}");
            }

            frames += count;
        }

        Console.WriteLine($"{files.Count} captures, {frames} frames with IKE messages: {frames - explained - open} alike, {explained} differ for a known reason, {open} without one");
        return open == 0 ? 0 : 1;
    }

    private static string[] Decode(string capture, string keys, IReadOnlyList<int> ports)
    {
        string tool = Repository.PathOf("samples", "IkeTool", "bin", "Release", "net10.0", "ike.dll");
        IEnumerable<string> options = ports.SelectMany(static port => (string[])["--port", port.ToString(CultureInfo.InvariantCulture)]);
        Command run = Command.Run("dotnet", [tool, "decode", "--json", capture, "--keys", keys, .. options]);
        // Errors are lines of standard error between the objects.
        return [.. run.Output.Split(Environment.NewLine).Where(static line => line.StartsWith('{'))];
    }

    private static bool TryFindAll(List<string> files)
    {
        foreach (string folder in (string[])["recordings", "captures"])
        {
            if (SharedFolder.TryGetPath(folder, out string? path))
            {
                files.AddRange(Directory.GetFiles(path, "*.*cap*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
            }
        }

        return files.Count > 0;
    }
}
