using System.Text.Json;
using Isakmp.Testing;

namespace Isakmp.Tool.Tests.Watch;

/// <summary><c>ike watch</c> as a user runs it.</summary>
public sealed class WatchCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_story_of_IKEv2_with_keys_names_who_and_what_and_how_it_ended()
    {
        string keys = Tables("ikev2-psk-delete");
        (ToolRun run, int code) = await ToolRun.ToEndAsync("watch", Capture("ikev2-psk-delete"), "--keys", keys);
        using (run)
        {
            Assert.Equal((0, ""), (code, run.Errors));
            Assert.Contains("1 negotiation", run.OutputLines[0], StringComparison.Ordinal);
            Assert.Contains("IKEv2  alice.test -> bob.test  established", run.Output, StringComparison.Ordinal);
            Assert.Contains("chosen      aes256-sha256-modp2048", run.Output, StringComparison.Ordinal);
            Assert.Contains("10.1.0.0/24 === 10.2.0.0/24", run.Output, StringComparison.Ordinal);
            Assert.Contains("deletes the IKE SA", run.Output, StringComparison.Ordinal);
            Assert.True(run.OutputLines.Length < 50, $"{run.OutputLines.Length} lines");
            Assert.DoesNotContain("\u001b[", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_story_of_IKEv1_without_keys_is_told_from_the_outside()
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("watch", Capture("ikev1-main-psk-3des-md5-modp1024-pfs"));
        using (run)
        {
            Assert.Equal((0, ""), (code, run.Errors));
            Assert.Contains("IKEv1", run.Output, StringComparison.Ordinal);
            Assert.Contains("3des-md5-modp1024", run.Output, StringComparison.Ordinal);
            Assert.Contains("could not be decrypted", run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("alice.test", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Json_has_one_object_for_each_negotiation_and_a_summary()
    {
        (ToolRun run, int code) = await ToolRun.ToEndAsync("watch", Capture("ikev2-psk-delete"), "--keys", Tables("ikev2-psk-delete"), "--json");
        using (run)
        {
            Assert.Equal(0, code);
            JsonElement negotiation = run.Json.Single(line => line.GetProperty("event").GetString() == "negotiation");
            Assert.Equal(("established", true, 2), (negotiation.GetProperty("outcome").GetString(), negotiation.GetProperty("certain").GetBoolean(), negotiation.GetProperty("version").GetInt32()));
            Assert.Equal("alice.test", negotiation.GetProperty("initiator").GetProperty("identity").GetString());
            Assert.Equal("responder", negotiation.GetProperty("deletedBy").GetString()); // as its log says
            Assert.Equal(1, negotiation.GetProperty("childSas").GetArrayLength());
            JsonElement summary = run.Json[^1];
            Assert.Equal(("summary", 1, 1), (summary.GetProperty("event").GetString(), summary.GetProperty("negotiations").GetInt32(), summary.GetProperty("established").GetInt32()));
        }
    }

    [Fact]
    public async Task A_capture_that_is_cut_tells_what_was_there_and_where_it_ended()
    {
        string cut = Path.Combine(_folder, "cut.pcap");
        byte[] whole = await File.ReadAllBytesAsync(Capture("ikev2-psk-delete"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(cut, whole[..1500], TestContext.Current.CancellationToken);
        (ToolRun run, int code) = await ToolRun.ToEndAsync("watch", cut);
        using (run)
        {
            Assert.Equal(1, code);
            Assert.Contains("IKEv2", run.Output, StringComparison.Ordinal);
            Assert.Contains(cut, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("watch")]
    [InlineData("decode")]
    public async Task Nothing_found_and_keys_of_something_else_are_warned_of(string command)
    {
        string empty = Path.Combine(_folder, "empty.pcap");
        await File.WriteAllBytesAsync(empty, (await File.ReadAllBytesAsync(Capture("ikev2-psk-delete"), TestContext.Current.CancellationToken))[..24], TestContext.Current.CancellationToken);
        (ToolRun run, int code) = await ToolRun.ToEndAsync(command, empty);
        using (run)
        {
            Assert.Equal(0, code);
            Assert.Contains("--port N", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }

        (run, code) = await ToolRun.ToEndAsync(command, Capture("ikev2-psk-delete"), "--keys", Tables("ikev2-psk-dpd"));
        using (run)
        {
            Assert.Equal(0, code);
            Assert.Contains("decrypt none of the 8 encrypted messages", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("no such file")]
    [InlineData("a table that is none")]
    public async Task A_mistake_is_one_line(string mistake)
    {
        string table = Path.Combine(_folder, "table");
        await File.WriteAllTextAsync(table, "# a comment\nthis is no row\n", TestContext.Current.CancellationToken);
        string[] arguments = mistake == "no such file" ? ["watch", Path.Combine(_folder, "none.pcap")] : ["watch", Capture("ikev2-psk-delete"), "--keys", table];
        (ToolRun run, int code) = await ToolRun.ToEndAsync(arguments);
        using (run)
        {
            Assert.Equal((2, ""), (code, run.Output));
            Assert.Single(run.ErrorLines);
        }
    }

    private static string Capture(string name) => Repository.PathOf("tests", "Isakmp.Core.Tests", "Data", "recordings", name + ".pcap");

    private string Tables(string name)
    {
        string path = Path.Combine(_folder, "keys");
        File.WriteAllText(path, DaemonRecording.Read(Capture(name)).IkeV2Table);
        return path;
    }
}
