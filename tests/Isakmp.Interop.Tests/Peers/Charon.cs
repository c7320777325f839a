using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Isakmp.Interop.Tests.Network;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>A strongSwan charon inside a network namespace, with one connection and one child, both named "net".</summary>
public sealed class Charon : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TestFolder _folder;
    private readonly Process _process;
    private readonly string _socketPath;
    private readonly string _logPath;
    private readonly List<string> _complaints = [];

    private Charon(TestFolder folder, Process process)
    {
        _folder = folder;
        _process = process;
        _socketPath = folder.File("vici");
        _logPath = folder.File("charon.log");
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts the daemon inside the node's namespace and waits until it takes commands.</summary>
    /// <exception cref="InvalidOperationException">It ended at once, or did not open its control socket within 10 s.</exception>
    public static async Task<Charon> StartAsync(NetworkNamespace inside, CharonOptions options)
    {
        TestFolder folder = TestFolder.Create(inside.Name);
        CharonConfiguration.MakeFolders(folder.File("swanctl"));
        await File.WriteAllTextAsync(folder.File("strongswan.conf"), CharonConfiguration.Daemon(options, folder.File("vici"), folder.File("charon.log")));
        Dictionary<string, string> environment = new() { ["STRONGSWAN_CONF"] = folder.File("strongswan.conf") };
        if (options.Kernel == KernelKind.Acknowledging)
        {
            environment["LD_PRELOAD"] = await AcknowledgingKernel.LibraryAsync();
        }

        // nsenter replaces itself by the daemon, so the process id is the daemon's.
        Process process = Command.Start("nsenter", ["--net=" + inside.FilePath, Requirements.CharonPath], environment);
        Charon charon = new(folder, process);
        try
        {
            await charon.WaitForSocketAsync();
            return charon;
        }
        catch
        {
            await charon.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives it a connection, as <c>swanctl --load-all</c> does; what it had before is replaced.</summary>
    /// <exception cref="InvalidOperationException">swanctl or charon refused it; the message has the reason and the file.</exception>
    public async Task LoadAsync(Side side, IPAddress own, IPAddress? peer, CharonOptions options)
    {
        string file = _folder.File("swanctl/swanctl.conf");
        string text = CharonConfiguration.Connection(side, own, peer, options);
        await File.WriteAllTextAsync(file, text);
        Dictionary<string, string> environment = new()
        {
            ["STRONGSWAN_CONF"] = _folder.File("strongswan.conf"),
            ["SWANCTL_DIR"] = _folder.File("swanctl"),
        };
        CommandResult result = await Command.TryRunAsync("swanctl", ["--load-all", "--file", file, "--uri", "unix://" + _socketPath], environment: environment);
        if (result.ExitCode != 0 || result.Output.Contains("failed", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException($"swanctl --load-all ended with {result.ExitCode}:\n{result.Output}\n{text}");
        }
    }

    /// <summary>Brings a child up, as <c>swanctl --initiate --child net</c> does, and waits until it is up or has failed.</summary>
    public Task<CharonResult> InitiateAsync(TimeSpan? timeout = null, string child = CharonConfiguration.Name)
    {
        string milliseconds = (timeout ?? TimeSpan.FromSeconds(5)).TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        // The timeout has the daemon wait for the outcome before it answers.
        return CommandAsync("initiate", ("child", child), ("timeout", milliseconds), ("loglevel", "-1"));
    }

    /// <summary>Begins to bring a child up, and does not wait for the outcome.</summary>
    public Task<CharonResult> BeginInitiateAsync(string child = CharonConfiguration.Name) => CommandAsync("initiate", ("child", child), ("timeout", "-1"));

    /// <summary>Deletes the IKE SA, as <c>swanctl --terminate --ike net</c> does, and waits for the peer's answer.</summary>
    public Task<CharonResult> TerminateIkeAsync() => TerminateAsync("ike", CharonConfiguration.Name);

    /// <summary>Deletes a Child SA, as <c>swanctl --terminate --child net</c> does, and waits for the peer's answer, if the version has any.</summary>
    public Task<CharonResult> TerminateChildAsync(string child = CharonConfiguration.Name) => TerminateAsync("child", child);

    /// <summary>Begins to rekey a Child SA (<c>swanctl --rekey --child net</c>), and does not wait for the outcome.</summary>
    public Task<CharonResult> RekeyChildAsync(string child = CharonConfiguration.Name) => CommandAsync("rekey", ("child", child));

    /// <summary>Begins to rekey the IKE SA (<c>swanctl --rekey --ike net</c>), and does not wait for the outcome; in IKEv1 that is a new phase 1.</summary>
    /// <param name="uniqueId">Which one; null for all that there are.</param>
    public Task<CharonResult> RekeyIkeAsync(int? uniqueId = null) => uniqueId is { } id
        ? CommandAsync("rekey", ("ike-id", id.ToString(CultureInfo.InvariantCulture)))
        : CommandAsync("rekey", ("ike", CharonConfiguration.Name));

    /// <summary>The IKE SAs with their Child SAs.</summary>
    public async Task<IReadOnlyList<CharonIkeSa>> ListSasAsync()
    {
        List<ViciMessage> events = [];
        await Vici.CallAsync(_socketPath, "list-sas", eventName: "list-sa", events: events);
        return [.. events.SelectMany(message => message.Sections).Select(section => CharonIkeSa.From(section.Key, section.Value))];
    }

    /// <summary>Waits until the list of IKE SAs is as wanted, and returns it.</summary>
    /// <exception cref="TimeoutException">It was not within 10 s; the message has the list and the log.</exception>
    public async Task<IReadOnlyList<CharonIkeSa>> WaitForSasAsync(Func<IReadOnlyList<CharonIkeSa>, bool> condition)
    {
        IReadOnlyList<CharonIkeSa> last = [];
        await WaitAsync(async () => condition(last = await ListSasAsync()), () => $"charon's IKE SAs are [{string.Join(", ", last)}]");
        return last;
    }

    /// <summary>Waits until charon has one established IKE SA with one installed Child SA, half-open ones of strangers apart, and returns it.</summary>
    public async Task<CharonIkeSa> WaitForEstablishedAsync()
    {
        IReadOnlyList<CharonIkeSa> all = await WaitForSasAsync(
            sas => sas.Where(sa => !sa.IsHalfOpen).ToArray() is [{ State: "ESTABLISHED", Children: [{ State: "INSTALLED" }] }]);
        return all.Single(sa => !sa.IsHalfOpen);
    }

    /// <summary>Waits until the log contains a text.</summary>
    /// <exception cref="TimeoutException">It did not within 10 s; the message has the log.</exception>
    public Task WaitForLogAsync(string text) =>
        WaitAsync(() => Task.FromResult(ReadLogText().Contains(text, StringComparison.Ordinal)), () => $"charon's log has no \"{text}\"");

    /// <summary>The log so far.</summary>
    public CharonLog ReadLog() => CharonLog.Read(ReadLogText());

    /// <summary>What it did and what it complained about, without the dumps of octets: for a person.</summary>
    public string Story => CharonLog.StoryOf(ReadLogText()) + Complaints();

    /// <summary>Ends the daemon in an orderly way: it deletes its SAs and tells its peers.</summary>
    public async Task ShutDownAsync()
    {
        const int Terminate = 15;
        if (!_process.HasExited && SendSignal(_process.Id, Terminate) == 0)
        {
            using CancellationTokenSource limit = new(s_patience);
            await _process.WaitForExitAsync(limit.Token);
        }
    }

    /// <summary>Ends the daemon at once, without a word to its peers; its log stays readable.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    /// <summary>Ends the daemon at once and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private Task<CharonResult> TerminateAsync(string what, string name) =>
        CommandAsync("terminate", (what, name), ("timeout", "5000"), ("loglevel", "-1"));

    private Task<CharonResult> CommandAsync(string command, params ReadOnlySpan<(string Name, string Value)> values)
    {
        ViciMessage request = new();
        foreach ((string name, string value) in values)
        {
            request[name] = value;
        }

        return CallAsync(command, request);
    }

    private async Task<CharonResult> CallAsync(string command, ViciMessage request)
    {
        ViciMessage response = await Vici.CallAsync(_socketPath, command, request);
        return new CharonResult(response["success"] == "yes", response["errmsg"]);
    }

    private Task WaitForSocketAsync() => WaitAsync(
        () =>
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"charon ended with {_process.ExitCode} at once.\n{Complaints()}\n{ReadLogText()}");
            }

            return IsListeningAsync();
        },
        () => "charon did not open its control socket\n" + Complaints());

    private async Task<bool> IsListeningAsync()
    {
        if (!File.Exists(_socketPath))
        {
            return false;
        }

        try
        {
            await Vici.CallAsync(_socketPath, "version");
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Between its bind and its listen.
            return false;
        }
    }

    private async Task WaitAsync(Func<Task<bool>> condition, Func<string> complaint)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                throw new TimeoutException($"{complaint()} after {s_patience.TotalSeconds} s.");
            }

            await Task.Delay(4);
        }
    }

    private string ReadLogText()
    {
        try
        {
            using FileStream file = new(_logPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(file);
            string text = reader.ReadToEnd();
            // The daemon may be in the midst of a line.
            return text[..(text.LastIndexOf('\n') + 1)];
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_complaints)
        {
            _complaints.Add(line.Data ?? "");
        }
    }

    private string Complaints()
    {
        lock (_complaints)
        {
            return string.Join('\n', _complaints);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}
