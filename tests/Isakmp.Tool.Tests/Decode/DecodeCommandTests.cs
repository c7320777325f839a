using System.Text.Json;
using Isakmp.Testing;

namespace Isakmp.Tool.Tests.Decode;

/// <summary><c>ike decode</c> as a user runs it.</summary>
public sealed class DecodeCommandTests : IDisposable
{
    private static readonly string s_capture = Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings", "ikev2-rsa-frag.pcap");

    private readonly string _folder = Directory.CreateTempSubdirectory("isakmp-decode-").FullName;

    public DecodeCommandTests() => CaptureKeys.Beside(s_capture).WriteTo(_folder);

    private string Table => Path.Combine(_folder, "ikev2_decryption_table");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Text_describes_every_message_and_ends_with_a_sum()
    {
        using ToolRun run = await Succeed(s_capture, "--keys", Table);
        Assert.Equal(8, run.OutputLines.Count(line => line.StartsWith('#')));
        Assert.Contains("        ID_FQDN \"alice.test\"", run.OutputLines);
        Assert.Contains("    decrypted, the ICV is right", run.OutputLines);
        Assert.Equal("8 IKE messages, 6 encrypted, 4 decrypted; 4 ESP packets; 0 errors", run.OutputLines[^1]);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task Brief_is_a_line_a_message()
    {
        using ToolRun run = await Succeed(s_capture, "--brief");
        Assert.Equal(9, run.OutputLines.Length);
        Assert.Equal("8 IKE messages, 6 encrypted, 0 decrypted; 4 ESP packets; 0 errors", run.OutputLines[^1]);
    }

    [Fact]
    public async Task Json_is_an_object_a_message_and_keys_may_be_a_folder()
    {
        using ToolRun run = await Succeed(s_capture, "--json", "--keys", _folder);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], run.Json.Select(message => message.GetProperty("frame").GetInt32()));
        Assert.All(run.Json, message => Assert.Equal(JsonValueKind.Null, message.GetProperty("error").ValueKind));
        Assert.Equal(6, run.Json.Count(message => message.GetProperty("decrypted").GetBoolean()));
    }

    [Fact]
    public async Task Wrong_keys_are_an_error_of_each_message()
    {
        string row = (await File.ReadAllTextAsync(Table)).Trim();
        // SK_ei and SK_er with another first digit.
        string[] cells = row.Split(',');
        (cells[2], cells[3]) = (Turn(cells[2]), Turn(cells[3]));
        await File.WriteAllTextAsync(Table, string.Join(',', cells) + "\n");
        using ToolRun run = await Succeed(s_capture, "--json", "--keys", Table);
        Assert.DoesNotContain(run.Json, message => message.GetProperty("decrypted").GetBoolean());
        Assert.Contains("warning: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(6, run.Json.Count(message => message.GetProperty("error").GetString()?.StartsWith("the ICV does not fit the keys of the tables", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task A_fault_in_a_table_is_one_line_with_its_place_and_no_key()
    {
        string row = (await File.ReadAllTextAsync(Table)).Trim();
        string broken = row.Replace(row[40..44], row[40..43] + "x", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Table, $"# keys\n{row}\n{broken}\n");
        (ToolRun run, int code) = await ToolRun.ToEndAsync("decode", s_capture, "--keys", Table);
        using (run)
        {
            Assert.Equal(2, code);
            Assert.Empty(run.Output);
            Assert.StartsWith($"{Table}:3:", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
            Assert.DoesNotContain(row[36..40], run.Errors, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Another_file_as_table_is_told_in_two_lines()
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("decode", s_capture, "--keys", s_capture);
        using (run)
        {
            Assert.Equal(2, code);
            Assert.StartsWith($"{s_capture}:1:", run.ErrorLines[0], StringComparison.Ordinal);
            Assert.EndsWith("is it a key table?", run.ErrorLines[1], StringComparison.Ordinal);
            Assert.Equal(2, run.ErrorLines.Length);
        }
    }

    [Fact]
    public async Task Tables_that_fit_no_message_are_worth_a_warning()
    {
        string row = (await File.ReadAllTextAsync(Table)).Trim();
        await File.WriteAllTextAsync(Table, Turn(row) + "\n");
        using ToolRun run = await Succeed(s_capture, "--brief", "--keys", Table);
        Assert.EndsWith("0 decrypted; 4 ESP packets; 0 errors", run.OutputLines[^1], StringComparison.Ordinal);
        Assert.Contains("warning: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere.pcap: there is no such file", "/nowhere.pcap")]
    [InlineData(": this is a folder", ".")]
    [InlineData("/nowhere: there is no such file", "CAPTURE", "--keys", "/nowhere")]
    [InlineData("'70000' is no number from 1 to 65535", "CAPTURE", "--port", "70000")]
    [InlineData("--brief and --json exclude each other", "CAPTURE", "--brief", "--json")]
    [InlineData("see 'ike decode --help'")]
    public async Task Wrong_usage_is_one_line_and_code_2(string words, params string[] arguments)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync(["decode", .. arguments.Select(argument => argument == "CAPTURE" ? s_capture : argument)]);
        using (run)
        {
            Assert.Equal(2, code);
            Assert.Empty(run.Output);
            Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_cut_short_is_read_to_there_and_code_1()
    {
        string cut = Path.Combine(_folder, "cut.pcap");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(s_capture))[..1000]);
        (ToolRun run, int code) = await ToolRun.ToEndAsync("decode", "--brief", cut);
        using (run)
        {
            Assert.Equal(1, code);
            Assert.Equal(2, run.OutputLines.Count(line => line.StartsWith('#')));
            Assert.StartsWith($"{cut}: the capture is cut short", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }

    // Ports 15500 and 25500 of a recording are those of its daemons; 14500 is where they go on behind a NAT.
    [Fact]
    public async Task Further_ports_carry_IKE_too()
    {
        string capture = SharedFolder.Require("recordings/loopback-ikev2-custom-ports.pcap");
        using ToolRun without = await Succeed("--brief", capture);
        using ToolRun with = await Succeed("--brief", capture, "--port", "15500", "--port", "25500");
        Assert.StartsWith("0 IKE messages", without.OutputLines[^1], StringComparison.Ordinal);
        Assert.StartsWith("6 IKE messages", with.OutputLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_is_read_and_a_closed_pipe_is_quiet()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");
        string tool = Path.Combine(AppContext.BaseDirectory, "ike.dll");
        Command read = Command.Run("/bin/sh", ["-c", $"dotnet '{tool}' decode --brief - < '{s_capture}'"]);
        Assert.Equal(0, read.ExitCode);
        Assert.EndsWith("0 errors", read.Output.Trim(), StringComparison.Ordinal);

        // Enough output that nobody takes it all, and a writer that goes on after the reader has ended.
        string many = $"(head -c 24 '{s_capture}'; i=0; while [ $i -lt 500 ]; do tail -c +25 '{s_capture}'; i=$((i+1)); done)";
        Command closed = Command.Run("/bin/sh", ["-c", $"{many} > '{_folder}/many.pcap'; (dotnet '{tool}' decode '{_folder}/many.pcap'; echo \"code $?\" >&2) | head -n 1"]);
        Assert.Equal(2, closed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("code 0", closed.Output, StringComparison.Ordinal);
    }

    private static async Task<ToolRun> Succeed(params string[] arguments)
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync(["decode", .. arguments]);
        Assert.True(code == 0, run.Errors);
        return run;
    }

    private static string Turn(string key) => (key[0] == '0' ? '1' : '0') + key[1..];
}
