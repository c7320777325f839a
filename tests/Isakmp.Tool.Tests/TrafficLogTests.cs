using System.Globalization;
using Isakmp.Testing;

namespace Isakmp.Tool.Tests;

/// <summary>The files of <c>--keylog</c> and <c>--pcap</c>.</summary>
public sealed class TrafficLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ike-test-").FullName;

    private string Capture => Path.Combine(_folder, "capture.pcap");

    private string IkeTable => Path.Combine(_folder, "ikev2_decryption_table");

    private string V1Table => Path.Combine(_folder, "ikev1_decryption_table");

    private string EspTable => Path.Combine(_folder, "esp_sa");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("aes256gcm16-prfsha256-x25519", "aes256gcm16")]
    [InlineData("aes128-sha256-modp2048", "aes128-sha256-esn")]
    [InlineData("aes256-sha384-ecp384", "aes256-sha1")]
    public async Task Wireshark_decrypts_the_demonstration(string proposals, string espProposals)
    {
        Tshark.Require();
        await DemoAsync("--proposals", proposals, "--esp-proposals", espProposals);
        Assert.Equal(
            ["1 alice.test,bob.test", "0 bob.test"],
            Tshark.Read(Capture, _folder, "isakmp.typepayload == 39", ["isakmp.flag_i", "isakmp.id.data.fqdn"]).Select(row => string.Join(' ', row)));
        Assert.Equal(2, File.ReadAllLines(EspTable).Length);
    }

    [Theory]
    [InlineData("aes256-sha256-modp2048", "aes256gcm16")]
    [InlineData("3des-md5-modp1024", "3des-md5-modp1024")]
    [InlineData("aes128-sha1-ecp256", "aes128-sha1")]
    public async Task Wireshark_decrypts_the_demonstration_of_version_1(string proposals, string espProposals)
    {
        Tshark.Require();
        await DemoAsync("--version", "1", "--proposals", proposals, "--esp-proposals", espProposals);
        string pfs = espProposals.Contains("modp", StringComparison.Ordinal) ? "4," : "";
        Assert.Equal(
            ["5,8,11 alice.test", "5,8 bob.test", $"8,1,2,3,10,{pfs}5,5", $"8,1,2,3,10,{pfs}5,5", "8"],
            Tshark.Read(Capture, _folder, "isakmp.flag_e == 1", ["isakmp.typepayload", "isakmp.id.data.fqdn"]).Select(row => string.Join(' ', row).TrimEnd()));
        Assert.Single(File.ReadAllLines(V1Table));
        Assert.Equal(2, File.ReadAllLines(EspTable).Length);
        Assert.Empty(File.ReadAllLines(IkeTable));
    }

    [Fact]
    public async Task Both_files_are_for_their_owner_alone_and_the_user_is_warned_once()
    {
        using ToolRun run = await DemoAsync();
        Assert.Equal(
            $"ike: warning: {V1Table}, {IkeTable} and {EspTable} get the keys: whoever reads them can read the traffic", Assert.Single(run.ErrorLines));
        if (!OperatingSystem.IsWindows())
        {
            foreach (string file in (string[])[Capture, V1Table, IkeTable, EspTable])
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }

        Assert.DoesNotContain(File.ReadAllText(IkeTable).Split(',')[2], run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_grow_and_the_capture_is_overwritten()
    {
        await File.WriteAllTextAsync(IkeTable, "# from elsewhere, without an end of line");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(IkeTable, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        (await DemoAsync()).Dispose();
        long length = new FileInfo(Capture).Length;
        (await DemoAsync()).Dispose();
        string[] rows = await File.ReadAllLinesAsync(IkeTable);
        Assert.Equal(3, rows.Length);
        Assert.Equal("# from elsewhere, without an end of line", rows[0]);
        Assert.NotEqual(rows[1], rows[2]);
        Assert.Equal(2, (await File.ReadAllLinesAsync(V1Table)).Length);
        Assert.Equal(8, (await File.ReadAllLinesAsync(EspTable)).Length);
        Assert.Equal(length, new FileInfo(Capture).Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(IkeTable));
        }
    }

    [Fact]
    public async Task Without_the_options_there_are_no_files()
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("demo");
        using (run)
        {
            Assert.Equal(0, code);
            Assert.Empty(run.Errors);
            Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        }
    }

    [Theory]
    [InlineData("demo", "--keylog")]
    [InlineData("demo", "--pcap")]
    [InlineData("connect", "--keylog")]
    [InlineData("connect", "--pcap")]
    [InlineData("listen", "--keylog")]
    [InlineData("listen", "--pcap")]
    public async Task A_missing_folder_is_wrong_usage(string command, string option)
    {
        string path = Path.Combine(_folder, "nowhere", option == "--pcap" ? "capture.pcap" : "");
        string config = Repository.PathOf("samples", "IkeTool", "examples", "loopback.json");
        string[] arguments = command switch { "demo" => ["demo"], "connect" => ["connect", config, "here"], _ => ["listen", config, "--port", "0", "--port-nat-t", "0"] };
        (ToolRun run, int code) = await ToolRun.ToEndAsync([.. arguments, option, path]);
        using (run)
        {
            Assert.Equal(2, code);
            string line = Assert.Single(run.ErrorLines);
            Assert.StartsWith($"ike: {option}: ", line, StringComparison.Ordinal);
            Assert.Contains(Path.Combine(_folder, "nowhere"), line, StringComparison.Ordinal);
            Assert.Empty(run.Output);
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_wrong_usage()
    {
        Directory.CreateDirectory(EspTable); // not even root writes into a folder as into a file
        (ToolRun run, int code) = await ToolRun.ToEndAsync("demo", "--keylog", _folder);
        using (run)
        {
            Assert.Equal(2, code);
            Assert.Contains("esp_sa", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_disk_that_becomes_full_is_told_once_and_ends_nothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        File.CreateSymbolicLink(IkeTable, "/dev/full");
        (ToolRun run, int code) = await ToolRun.ToEndAsync("demo", "--keylog", _folder);
        using (run)
        {
            Assert.Equal(0, code);
            Assert.Equal(2, run.ErrorLines.Length); // the warning, and this
            Assert.StartsWith("ike: --keylog: ", run.ErrorLines[1], StringComparison.Ordinal);
            Assert.EndsWith("; it ends here", run.ErrorLines[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_processes_write_into_the_same_tables()
    {
        Tshark.Require();
        string ours = Path.Combine(_folder, "ours.pcap");
        string theirs = Path.Combine(_folder, "theirs.pcap");
        using ToolRun listener = ToolRun.Start("listen", Config("bob", "alice", "10.2.0.0/24", "10.1.0.0/24", ""), "--port", "0", "--port-nat-t", "0", "--keylog", _folder, "--pcap", theirs);
        await listener.WaitForAsync("listening");
        string text = listener.Output[(listener.Output.IndexOf("127.0.0.1:", StringComparison.Ordinal) + "127.0.0.1:".Length)..];
        string port = new([.. text.TakeWhile(char.IsAsciiDigit)]);
        (ToolRun connect, int code) = await ToolRun.ToEndAsync(
            "connect", Config("alice", "bob", "10.1.0.0/24", "10.2.0.0/24", $"\"remote_addrs\": \"127.0.0.1\", \"remote_port\": {port},"),
            "--port", "0", "--port-nat-t", "0", "--keylog", _folder, "--pcap", ours);
        using (connect)
        {
            Assert.True(code == 0, connect.Errors);
        }

        await listener.WaitForAsync("IKE SA closed  by the peer");
        listener.Signal(ToolRun.Terminate);
        Assert.Equal(0, await listener.EndAsync());

        // Both sides have the same keys of the IKE SA, and each other's of the Child SA.
        Assert.Single((await File.ReadAllLinesAsync(IkeTable)).Distinct());
        Assert.Equal(2, (await File.ReadAllLinesAsync(IkeTable)).Length);
        Assert.Equal([2, 2], (await File.ReadAllLinesAsync(EspTable)).CountBy(row => row).Select(row => row.Value));

        // On ports of the system's choice IKE has the marker, and Wireshark must be told.
        foreach (string capture in (string[])[ours, theirs])
        {
            IReadOnlyList<string[]> rows = Tshark.Read(
                capture, _folder, "isakmp", ["isakmp.exchangetype", "isakmp.typepayload"], "-d", $"udp.port=={port},udpencap");
            Assert.Equal(["34", "34", "35", "35", "37", "37"], rows.Select(row => int.Parse(row[0], CultureInfo.InvariantCulture)).Order().Select(type => $"{type}"));
            Assert.Contains(rows, row => row[1] == "46,42"); // Delete
            Assert.Equal(2, rows.Count(row => row[1].Contains(",39,", StringComparison.Ordinal)));
        }
    }

    private async Task<ToolRun> DemoAsync(params string[] options)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync(["demo", "--keylog", _folder, "--pcap", Capture, .. options]);
        Assert.True(code == 0, run.Errors);
        return run;
    }

    private string Config(string own, string peer, string local, string remote, string more)
    {
        string path = Path.Combine(_folder, $"{own}.json");
        File.WriteAllText(path, $$"""
            {
              "connections": { "net": {
                "local_addrs": "127.0.0.1", {{more}} "proposals": "aes128gcm16-prfsha256-x25519",
                "local": { "auth": "psk", "id": "{{own}}.test" }, "remote": { "auth": "psk", "id": "{{peer}}.test" },
                "children": { "net": { "local_ts": "{{local}}", "remote_ts": "{{remote}}" } } } },
              "secrets": { "ike-1": { "secret": "correct horse" } }
            }
            """);
        return path;
    }
}
