using System.Diagnostics;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>Runs one program to its end.</summary>
public static class Command
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    /// <summary>Runs a program and returns its exit code with everything that it printed.</summary>
    /// <exception cref="TimeoutException">It ran longer than the limit, which is 20 s; it has been ended.</exception>
    public static async Task<CommandResult> TryRunAsync(
        string program, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null)
    {
        TimeSpan longest = limit ?? s_limit;
        using Process process = Start(program, arguments, environment, redirectInput: true);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        using CancellationTokenSource end = new(longest);
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{program} ran longer than {longest.TotalSeconds} s.");
        }

        return new CommandResult(process.ExitCode, await output + await error);
    }

    /// <summary>Runs a program that must end with exit code 0, and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">Another exit code; the message has the output.</exception>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] all = [.. arguments];
        CommandResult result = await TryRunAsync(program, all, input, environment);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', all)} ended with {result.ExitCode}:\n{result.Output}{(input is null ? "" : $"\nits input was\n{input}")}");
    }

    /// <summary>Starts a program with its output and errors redirected to this process.</summary>
    internal static Process Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, bool redirectInput = false)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = redirectInput,
            UseShellExecute = false,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
