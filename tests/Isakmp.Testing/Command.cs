using System.Diagnostics;
using System.Text;

namespace Isakmp.Testing;

/// <summary>Runs a program to its end and keeps what it printed.</summary>
/// <param name="ExitCode">The program's exit code.</param>
/// <param name="Output">Standard output and standard error, line by line as they came.</param>
public sealed record Command(int ExitCode, string Output)
{
    /// <summary>Runs a program; past the limit it and its children are ended and <see cref="TimeoutException"/> is thrown.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="folder">The working directory; null is the current one.</param>
    /// <param name="environment">Variables to set, or to remove where the value is null.</param>
    /// <param name="limit">Two minutes if not given.</param>
    public static Command Run(
        string file,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(limit ?? TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)} did not end in time:{Environment.NewLine}{output}");
        }

        // Without a limit the call also waits for the rest of the output.
        process.WaitForExit();
        return new Command(process.ExitCode, output.ToString());
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
