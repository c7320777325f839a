using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Isakmp.Interop.Tests.Network;
using Isakmp.Interop.Tests.Peers;

namespace Isakmp.Interop.Tests.Tool;

/// <summary>The <c>ike</c> program, as a user starts it, inside a network namespace.</summary>
public sealed class ToolProcess : IAsyncDisposable
{
    private const int Interrupt = 2;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private ToolProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has printed on standard output.</summary>
    public string Output => Read(_output);

    /// <summary>The objects that it has printed with <c>--json</c>, whose "event" is as given.</summary>
    public IReadOnlyList<JsonElement> Told(string happened) =>
    [
        .. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(element => element.GetProperty("event").GetString() == happened),
    ];

    /// <summary>What it has printed on standard error.</summary>
    public string Errors => Read(_errors);

    /// <summary>Starts <c>ike</c> with its arguments.</summary>
    public static ToolProcess Start(NetworkNamespace inside, params string[] arguments)
    {
        // nsenter and env replace themselves by the program, so the process id is the program's. A test run that a shell put into the
        // background ignores SIGINT and would hand that down.
        string program = Path.Combine(AppContext.BaseDirectory, "ike");
        // The runtime that runs this test, wherever it is installed: shared/Microsoft.NETCore.App/VERSION below the root.
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        Dictionary<string, string> environment = new() { ["DOTNET_ROOT"] = root };
        return new ToolProcess(Command.Start("nsenter", ["--net=" + inside.FilePath, "env", "--default-signal=INT", program, .. arguments], environment));
    }

    /// <summary>Waits until its output contains a text.</summary>
    /// <exception cref="TimeoutException">It did not within 20 s, or the program ended without it.</exception>
    public async Task WaitForOutputAsync(string text)
    {
        long start = Stopwatch.GetTimestamp();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            // The end is looked at before the output, so that the last lines count.
            if (Stopwatch.GetElapsedTime(start) > s_patience || (_process.HasExited && !Output.Contains(text, StringComparison.Ordinal)))
            {
                throw new TimeoutException($"ike did not print \"{text}\".\n{Output}\n{Errors}");
            }

            await Task.Delay(5);
        }
    }

    /// <summary>Waits until it has ended and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using CancellationTokenSource limit = new(s_patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"ike did not end.\n{Output}\n{Errors}");
        }

        return _process.ExitCode;
    }

    /// <summary>Sends SIGINT, as Ctrl+C does.</summary>
    public void SendInterrupt() => _ = SendSignal(_process.Id, Interrupt);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}
