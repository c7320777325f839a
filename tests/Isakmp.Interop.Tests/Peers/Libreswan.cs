using System.Diagnostics;
using System.Globalization;
using System.Net;
using Isakmp.Interop.Tests.Network;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>A libreswan pluto inside a network namespace and inside its own root, with one connection "net" and one for each further child.</summary>
public sealed class Libreswan : IAsyncDisposable
{
    private const string Whack = "/usr/libexec/ipsec/whack";
    private const string Socket = "/lab/run/pluto.ctl";

    // The file system of the daemon alone: its own files stand in /lab. Each program is replaced by the next, so the process id is the daemon's.
    private const string StartScript = """
        mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && mount --bind "$2" "$1/lab" &&
        chroot "$1" certutil -N --empty-password -d sql:/lab/nss &&
        exec chroot "$1" env LD_PRELOAD=/lab/xfrmfake.so /usr/libexec/ipsec/pluto --nofork --config /lab/ipsec.conf --secretsfile /lab/ipsec.secrets \
          --nssdir /lab/nss --rundir /lab/run --logfile /lab/pluto.log
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TestFolder _folder;
    private readonly Process _process;
    private readonly Task<string> _complaints;

    private Libreswan(TestFolder folder, Process process)
    {
        (_folder, _process) = (folder, process);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        _complaints = Task.Run(async () => await output + await errors);
    }

    /// <summary>Starts the daemon inside the node's namespace, gives it its connections, and waits until it listens.</summary>
    /// <remarks>Skips the running test visibly where there is no libreswan.</remarks>
    /// <exception cref="InvalidOperationException">It ended at once, or refused a connection.</exception>
    public static async Task<Libreswan> StartAsync(NetworkNamespace inside, Side side, IPAddress own, IPAddress? peer, LibreswanOptions options)
    {
        string root = await LibreswanRoot.RequireAsync();
        TestFolder folder = TestFolder.Create(inside.Name + "-libreswan");
        Directory.CreateDirectory(folder.File("nss"));
        Directory.CreateDirectory(folder.File("run"));
        File.Copy(await AcknowledgingKernel.LibraryAsync(), folder.File("xfrmfake.so"));
        await File.WriteAllTextAsync(folder.File("ipsec.conf"), LibreswanConfiguration.Text(side, own, peer, options));
        await File.WriteAllTextAsync(folder.File("ipsec.secrets"), LibreswanConfiguration.Secrets(side));
        Process process = Command.Start("nsenter", ["--net=" + inside.FilePath, "unshare", "--mount", "sh", "-c", StartScript, "sh", root, folder.Path], null);
        Libreswan libreswan = new(folder, process);
        try
        {
            // Between its bind and its listen it refuses.
            await WaitAsync(
                async () => libreswan.HasSocket() && (await libreswan.TryWhackAsync("--listen")).ExitCode == 0, () => $"pluto did not listen\n{libreswan.Story}");
            foreach (string name in (string[])[LibreswanConfiguration.Name, .. side.FurtherChildren.Select(child => child.Name)])
            {
                await libreswan.AddConnectionAsync(name);
            }

            return libreswan;
        }
        catch
        {
            await libreswan.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings a connection up, as <c>ipsec auto --up net</c> does, and waits until it is up or has failed; where it is up already, another Quick Mode is made.</summary>
    /// <returns>Whether it is up, and what the daemon said.</returns>
    public async Task<CommandResult> InitiateAsync(string name = LibreswanConfiguration.Name) => await TryWhackAsync("--initiate", "--name", name);

    /// <summary>Begins to bring a connection up, and does not wait for the outcome.</summary>
    public Task BeginInitiateAsync(string name = LibreswanConfiguration.Name) => WhackAsync("--initiate", "--asynchronous", "--name", name);

    /// <summary>Deletes the SAs of a connection, as <c>ipsec auto --down net</c> does.</summary>
    public Task TerminateAsync(string name = LibreswanConfiguration.Name) => WhackAsync("--terminate", "--name", name);

    /// <summary>Deletes one state, and tells the peer.</summary>
    public Task DeleteAsync(LibreswanState state) => WhackAsync("--deletestate", state.Number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Has it do something wrong (<c>ipsec whack --impair ...</c>), such as "jacob-two-two": it sends every message twice.</summary>
    public Task ImpairAsync(string what) => WhackAsync("--impair", what);

    /// <summary>Its IKE SAs and Child SAs.</summary>
    public async Task<IReadOnlyList<LibreswanState>> ListStatesAsync() => LibreswanState.ReadAll((await TryWhackAsync("--showstates")).Output);

    /// <summary>Waits until its SAs are as wanted, and returns them.</summary>
    /// <exception cref="TimeoutException">They were not within 10 s.</exception>
    public async Task<IReadOnlyList<LibreswanState>> WaitForStatesAsync(Func<IReadOnlyList<LibreswanState>, bool> condition)
    {
        IReadOnlyList<LibreswanState> last = [];
        await WaitAsync(async () => condition(last = await ListStatesAsync()), () => $"pluto's states are [{string.Join(", ", last)}]");
        return last;
    }

    /// <summary>Waits until it has one established IKE SA with one established Child SA, and returns the latter.</summary>
    public async Task<LibreswanState> WaitForEstablishedAsync()
    {
        IReadOnlyList<LibreswanState> states = await WaitForStatesAsync(all => all.Count == 2 && all.All(state => state.IsEstablished) && all.Count(state => state.IsChild) == 1);
        return states.Single(state => state.IsChild);
    }

    /// <summary>Waits until the log contains a text.</summary>
    /// <exception cref="TimeoutException">It did not within 10 s.</exception>
    public Task WaitForLogAsync(string text) => WaitAsync(() => Task.FromResult(ReadLogText().Contains(text, StringComparison.Ordinal)), () => $"pluto's log has no \"{text}\"");

    /// <summary>The log so far.</summary>
    public LibreswanLog ReadLog() => LibreswanLog.Read(ReadLogText());

    /// <summary>What it did, without the lines for debugging: for a person.</summary>
    public string Story => LibreswanLog.StoryOf(ReadLogText());

    /// <summary>Ends the daemon in an orderly way: it deletes its SAs and tells its peers.</summary>
    public async Task ShutDownAsync()
    {
        await TryWhackAsync("--shutdown");
        using CancellationTokenSource limit = new(s_patience);
        await _process.WaitForExitAsync(limit.Token);
    }

    /// <summary>Ends the daemon at once, without a word to its peers.</summary>
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

    private bool HasSocket()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"pluto ended with {_process.ExitCode} at once.\n{_complaints.GetAwaiter().GetResult()}\n{Story}");
        }

        return File.Exists(_folder.File("run/pluto.ctl"));
    }

    private async Task AddConnectionAsync(string name)
    {
        CommandResult result = await InsideAsync("/usr/libexec/ipsec/addconn", "--config", "/lab/ipsec.conf", "--ctlsocket", Socket, name);
        if (!ReadLogText().Contains($"\"{name}\": added", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"addconn ended with {result.ExitCode}:\n{result.Output}\n{Story}\n{await File.ReadAllTextAsync(_folder.File("ipsec.conf"))}");
        }
    }

    private async Task WhackAsync(params string[] arguments)
    {
        CommandResult result = await TryWhackAsync(arguments);
        Assert.True(result.ExitCode == 0, $"whack {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Output}");
    }

    private Task<CommandResult> TryWhackAsync(params string[] arguments) => InsideAsync([Whack, "--ctlsocket", Socket, .. arguments]);

    // The daemon's view of files is that of its programs.
    private Task<CommandResult> InsideAsync(params string[] command) => Command.TryRunAsync(
        "nsenter", ["--target", _process.Id.ToString(CultureInfo.InvariantCulture), "--mount", "--net", "--root", "--wd=/", .. command]);

    private static async Task WaitAsync(Func<Task<bool>> condition, Func<string> complaint)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                throw new TimeoutException($"{complaint()} after {s_patience.TotalSeconds} s.");
            }

            await Task.Delay(10);
        }
    }

    private string ReadLogText()
    {
        string path = _folder.File("pluto.log");
        if (!File.Exists(path))
        {
            return "";
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        string text = reader.ReadToEnd();
        // The daemon may be in the midst of a line.
        return text[..(text.LastIndexOf('\n') + 1)];
    }
}
