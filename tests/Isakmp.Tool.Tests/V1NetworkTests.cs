using System.Text.Json;
using Isakmp.Testing;

namespace Isakmp.Tool.Tests;

/// <summary>Two processes of the tool on the loopback that speak IKEv1.</summary>
public sealed class V1NetworkTests : IDisposable
{
    private const string Net = """{ "net": { "local_ts": "10.1.0.0/24", "remote_ts": "10.2.0.0/24", "esp_proposals": "aes256-sha256" } }""";

    private readonly ToolScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Connect_comes_up_and_deletes_what_it_made()
    {
        (ToolRun listener, ushort port) = await ListenAsync(Net);
        ToolRun connect = Connect(port, Net);
        Assert.True(await connect.EndAsync() == 0, connect.Errors);

        Assert.Empty(connect.Errors);
        Assert.Contains("IKE SA established  alice.test === bob.test", connect.Output, StringComparison.Ordinal);
        Assert.Contains("    version     1, lifetime 86400 s", connect.Output, StringComparison.Ordinal);
        Assert.Contains("    lifetime    3600 s", connect.Output, StringComparison.Ordinal);
        Assert.Contains("net is up", connect.Output, StringComparison.Ordinal);
        await listener.WaitForAsync("IKE SA closed  by the peer");
        Assert.Contains("Child SA net closed  by the peer; SPIs ", listener.Output, StringComparison.Ordinal);
        listener.Signal(ToolRun.Interrupt);
        Assert.Equal(0, await listener.EndAsync());
        Assert.Empty(listener.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_interrupt_of_either_side_closes_cleanly(bool ofListener)
    {
        (ToolRun listener, ushort port) = await ListenAsync(Net);
        ToolRun connect = Connect(port, Net, "--stay");
        await connect.WaitForAsync("staying");
        await listener.WaitForAsync("Child SA net established");
        (ToolRun ended, ToolRun other) = ofListener ? (listener, connect) : (connect, listener);
        ended.Signal(ToolRun.Interrupt);
        Assert.Equal(0, await ended.EndAsync());
        Assert.Empty(ended.Errors);
        Assert.Contains("IKE SA closed  on request", ended.Output, StringComparison.Ordinal);
        if (ofListener)
        {
            Assert.Equal(1, await other.EndAsync());
        }
        else
        {
            await other.WaitForAsync("IKE SA closed  by the peer");
        }

        Assert.Contains("Child SA net closed  by the peer", other.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_children_come_up_one_child_sa_for_each_pair_of_selectors()
    {
        const string Children = """
            { "net": { "local_ts": "10.1.0.0/24, 10.3.0.0/24", "remote_ts": "10.2.0.0/24", "esp_proposals": "aes256-sha256" },
              "dns": { "local_ts": "10.1.0.0/24[udp]", "remote_ts": "10.4.0.1[udp/53]", "esp_proposals": "aes128-sha1" } }
            """;
        (ToolRun listener, ushort port) = await ListenAsync(Children, "--json");
        ToolRun connect = Connect(port, Children, "--json");
        Assert.True(await connect.EndAsync() == 0, connect.Errors);
        await listener.WaitForAsync("ike-sa-closed");

        string[] expected = ["10.1.0.0/24 === 10.2.0.0/24 aes256-sha256", "10.1.0.0/24[udp] === 10.4.0.1/32[udp/53] aes128-sha1", "10.3.0.0/24 === 10.2.0.0/24 aes256-sha256"];
        Assert.Equal(expected, Traffic(connect, "local_ts", "remote_ts"));
        Assert.Equal(expected, Traffic(listener, "remote_ts", "local_ts"));
        string[] kinds = [.. connect.Json.Select(line => line.GetProperty("event").GetString()!)];
        Assert.True(Array.LastIndexOf(kinds, "child-sa-active") < Array.IndexOf(kinds, "up"), string.Join(' ', kinds));

        static string[] Traffic(ToolRun run, string ours, string theirs) =>
        [
            .. run.Json.Where(line => line.GetProperty("event").GetString() == "child-sa-established")
                .Select(line => $"{line.GetProperty(ours)[0]} === {line.GetProperty(theirs)[0]} {line.GetProperty("proposal")}").Order(StringComparer.Ordinal),
        ];
    }

    [Fact]
    public async Task A_child_that_is_refused_beside_one_that_is_not_is_code_1()
    {
        const string Children = """
            { "net": { "local_ts": "10.1.0.0/24", "remote_ts": "10.2.0.0/24", "esp_proposals": "aes256-sha256" },
              "more": { "local_ts": "10.9.0.0/24", "remote_ts": "10.2.0.0/24" } }
            """;
        (ToolRun listener, ushort port) = await ListenAsync(Net);
        ToolRun connect = Connect(port, Children, "--stay");
        Assert.Equal(1, await connect.EndAsync());
        Assert.StartsWith("ike: net: The peer refused the Child SA 'more' with INVALID-ID-INFORMATION", connect.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("    offered for our side (IDci, local_ts): 10.9.0.0/24", connect.ErrorLines);
        Assert.DoesNotContain("is up", connect.Output, StringComparison.Ordinal);
        await listener.WaitForAsync("Proxy identities offered do not match policy!");
        await listener.WaitForAsync("IKE SA closed  by the peer");
    }

    [Fact]
    public async Task A_listener_starts_the_children_that_say_so()
    {
        const string Children = """
            { "rest": { "local_ts": "10.7.0.0/24", "remote_ts": "10.8.0.0/24", "start_action": "none" },
              "net": { "local_ts": "10.1.0.0/24", "remote_ts": "10.2.0.0/24", "start_action": "start" },
              "more": { "local_ts": "10.3.0.0/24", "remote_ts": "10.2.0.0/24", "start_action": "start" } }
            """;
        (ToolRun listener, ushort port) = await ListenAsync(Children.Replace("\"start\"", "\"none\"", StringComparison.Ordinal));
        string file = _scene.Write("starter.json", File("alice.test", "bob.test", Children, $"\"remote_addrs\": \"127.0.0.1\", \"remote_port\": {port},"));
        ToolRun starter = _scene.Keep(ToolRun.Start("listen", file, "--port", "0", "--port-nat-t", "0"));
        await listener.WaitForAsync("Child SA net established");
        await listener.WaitForAsync("Child SA more established");
        starter.Signal(ToolRun.Interrupt);
        Assert.Equal(0, await starter.EndAsync());
        await listener.WaitForAsync("IKE SA closed  by the peer");
        Assert.DoesNotContain("10.7.0.0", starter.Output + listener.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_that_do_not_match_are_told_on_both_sides_in_the_words_of_routers()
    {
        (ToolRun listener, ushort port) = await ListenAsync(
            Net, more: "\"default_policy\": \"no\", \"proposals\": \"aes256-sha256-modp2048\", \"policies\": { \"40\": { \"proposal\": \"camellia256-sha512-ecp384\" } },");
        ToolRun connect = Connect(port, Net, [], more: "\"default_policy\": \"no\", \"proposals\": \"3des-md5-modp1024, aes256-sha256-modp1536\",");
        Assert.Equal(1, await connect.EndAsync());
        Assert.StartsWith("ike: net: The peer answered with NO-PROPOSAL-CHOSEN", connect.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("  The peer refused all 2 transforms of ours (NO-PROPOSAL-CHOSEN); it did not say which attribute it did not like.", connect.ErrorLines);
        Assert.Contains("3des-md5-modp1024 (Pre-shared key, 86400 s), aes256-sha256-modp1536 (Pre-shared key, 86400 s)", connect.Errors, StringComparison.Ordinal);

        await listener.WaitForAsync("Hint: ");
        string[] lines = [.. listener.OutputLines.Select(line => line.Trim())];
        Assert.Equal(
            [
                "Checking ISAKMP transform 1 against priority 1 policy", "Checking ISAKMP transform 2 against priority 1 policy",
                "Checking ISAKMP transform 1 against priority 40 policy", "Checking ISAKMP transform 2 against priority 40 policy",
            ],
            lines.Where(line => line.StartsWith("Checking", StringComparison.Ordinal)));
        Assert.Contains("Diffie-Hellman group offered does not match policy! (GROUP: offered modp1536; accepted modp2048; nothing in common)", lines);
        Assert.Equal(4, lines.Count(line => line == "atts are not acceptable"));
        Assert.Contains("no offers accepted!", lines);
        Assert.Contains(lines, line => line.StartsWith("Hint: The nearest, transform 2 against our priority 1 policy, differs only in the Diffie-Hellman group", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_quick_mode_is_told_on_both_sides()
    {
        (ToolRun listener, ushort port) = await ListenAsync(Net);
        ToolRun connect = Connect(port, Net.Replace("aes256-sha256", "aes128-sha1, aes256-sha1", StringComparison.Ordinal), "--json");
        Assert.Equal(1, await connect.EndAsync());
        JsonElement failed = Event(connect, "failed");
        Assert.Equal(("NO-PROPOSAL-CHOSEN", true), (failed.GetProperty("notify").GetString(), failed.GetProperty("sent_by_peer").GetBoolean()));
        Assert.Contains("refused all 2 proposals of ours", failed.GetProperty("report").GetProperty("summary").GetString(), StringComparison.Ordinal);

        await listener.WaitForAsync("Hint: The nearest, proposal 2 transform 1 against our priority 1 policy, differs only in the Hash algorithm");
        Assert.Contains("Checking IPSec proposal 1, ESP transform 1 against priority 1 policy", listener.Output, StringComparison.Ordinal);
        Assert.Contains("Child SA failed  None of the peer's proposals for the Child SA is acceptable.", listener.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_named_as_the_likely_cause()
    {
        (ToolRun listener, ushort port) = await ListenAsync(Net);
        ToolRun connect = Connect(port, Net, ["--timeout", "2"], "", secret: "battery staple");
        Assert.Equal(1, await connect.EndAsync());
        string line = Assert.Single(connect.ErrorLines); // and no complaint that a deletion was not confirmed: there is nothing to delete
        Assert.Contains("did not answer our proof within 2 s: mostly the pre-shared keys differ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("staple", connect.Output + connect.Errors + listener.Output + listener.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_identity_is_told_on_both_sides()
    {
        (ToolRun listener, ushort port) = await ListenAsync(Net);
        ToolRun connect = _scene.Connect(_scene.Write("initiator.json", File("carol.test", "bob.test", Net, $"\"remote_addrs\": \"127.0.0.1\", \"remote_port\": {port},")));
        Assert.Equal(1, await connect.EndAsync());
        Assert.Contains("  The peer refused us as carol.test (INVALID-ID-INFORMATION); it does not say why.", connect.ErrorLines);
        await listener.WaitForAsync("Peer identity does not match policy! The peer claims to be carol.test; we expect alice.test.");
    }

    [Fact]
    public async Task Short_lives_are_renewed_and_the_old_child_sa_is_named()
    {
        string children = Net.Replace("\"esp_proposals\"", "\"life_time\": \"4s\", \"esp_proposals\"", StringComparison.Ordinal);
        (ToolRun listener, ushort port) = await ListenAsync(children, "--json");
        ToolRun connect = Connect(port, children, "--stay", "--json", "--print-xfrm");
        await connect.WaitForAsync("child-sa-closed");
        connect.Signal(ToolRun.Interrupt);
        Assert.Equal(0, await connect.EndAsync());
        await listener.WaitForAsync("ike-sa-closed");
        foreach (ToolRun run in (ToolRun[])[connect, listener])
        {
            JsonElement[] established = [.. run.Json.Where(line => line.GetProperty("event").GetString() == "child-sa-established")];
            Assert.True(established.Length >= 2, run.Output);
            Assert.Equal(4, established[0].GetProperty("life_time").GetInt32());
            Assert.False(established[0].TryGetProperty("replaces", out _));
            Assert.Equal(established[0].GetProperty("spi_in").GetString(), established[1].GetProperty("replaces").GetString());
        }

        // At the end of the first life one of the sides is the first to delete it.
        string?[] reasons = [.. new[] { connect, listener }.Select(run => Event(run, "child-sa-closed").GetProperty("reason").GetString())];
        Assert.Contains("Replaced", reasons);
        Assert.All(reasons, reason => Assert.True(reason is "Replaced" or "PeerDeleted", reason));

        // The states of the second find the policies of the first, and the kernel drops both in time.
        JsonElement[] commands = [.. connect.Json.Where(line => line.TryGetProperty("xfrm", out _)).Take(2)];
        Assert.Equal(5, commands[0].GetProperty("xfrm").GetArrayLength());
        Assert.Equal(2, commands[1].GetProperty("xfrm").GetArrayLength());
        Assert.All(commands.SelectMany(each => each.GetProperty("xfrm").EnumerateArray()), line => Assert.Contains(" reqid 1 ", line.GetString(), StringComparison.Ordinal));
        Assert.All(commands[1].GetProperty("xfrm").EnumerateArray(), line => Assert.EndsWith(" limit time-hard 4", line.GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_versions_are_answered_by_one_listener()
    {
        string both = $$"""
            { "connections": {
                "old": {{Connection("bob.test", "alice.test", Mirror(Net), "\"version\": 1,")}},
                "new": {{Connection("bob.test", "alice.test", Mirror(Net), "\"version\": 2,")}} },
              "secrets": { "ike-1": { "secret": "correct horse" } } }
            """;
        (ToolRun listener, ushort port) = await _scene.ListenAsync(_scene.Write("responder.json", both), "--json");
        foreach (int version in (int[])[1, 2])
        {
            string file = _scene.Write("initiator.json", $$"""
                { "connections": { "net": {{Connection("alice.test", "bob.test", Net, $"\"version\": {version}, \"remote_addrs\": \"127.0.0.1\", \"remote_port\": {port},")}} },
                  "secrets": { "ike-1": { "secret": "correct horse" } } }
                """);
            ToolRun connect = _scene.Connect(file, "--json");
            Assert.True(await connect.EndAsync() == 0, connect.Errors);
            Assert.Equal(version, Event(connect, "ike-sa-established").GetProperty("version").GetInt32());
        }

        Assert.Equal([("old", 1), ("new", 2)], listener.Json.Where(line => line.GetProperty("event").GetString() == "ike-sa-established")
            .Select(line => (line.GetProperty("name").GetString()!, line.GetProperty("version").GetInt32())));
    }

    [Theory]
    [InlineData(1, 2, "NO-PROPOSAL-CHOSEN")]
    [InlineData(2, 1, "NO_PROPOSAL_CHOSEN")]
    public async Task The_other_version_is_named_where_it_is_the_matter(int asks, int answers, string notify)
    {
        string Of(int version, string own, string peer, string children, string more) => $$"""
            { "connections": { "net": {{Connection(own, peer, children, $"\"version\": {version}, {more}")}} }, "secrets": { "ike-1": { "secret": "correct horse" } } }
            """;
        (ToolRun listener, ushort port) = await _scene.ListenAsync(_scene.Write("responder.json", Of(answers, "bob.test", "alice.test", Mirror(Net), "")));
        ToolRun connect = _scene.Connect(_scene.Write("initiator.json", Of(asks, "alice.test", "bob.test", Net, $"\"remote_addrs\": \"127.0.0.1\", \"remote_port\": {port},")));
        Assert.Equal(1, await connect.EndAsync());
        Assert.Contains(notify, connect.ErrorLines[0], StringComparison.Ordinal);
        await listener.WaitForAsync($"The peer speaks IKEv{asks}; what is configured between 127.0.0.1 and 127.0.0.2 speaks IKEv{answers}.");
        await listener.WaitForAsync($"Hint: Set version = {asks} here, or version = {answers} on the peer");
    }

    [Fact]
    public async Task Wireshark_decrypts_what_was_recorded()
    {
        Tshark.Require();
        string capture = Path.Combine(_scene.Folder, "capture.pcap");
        (_, ushort port) = await ListenAsync(Net);
        ToolRun connect = Connect(port, Net, "--keylog", _scene.Folder, "--pcap", capture);
        Assert.True(await connect.EndAsync() == 0, connect.Errors);
        IReadOnlyList<string[]> rows = Tshark.Read(capture, _scene.Folder, "isakmp", ["isakmp.exchangetype", "isakmp.typepayload", "isakmp.id.data.fqdn"], "-d", $"udp.port=={port},udpencap");
        // Main mode's proofs: ID (5) and HASH (8), the first with INITIAL-CONTACT (11); Quick Mode: HASH, SA, proposal, transform, NONCE, two IDs.
        Assert.Equal(["5,8,11 alice.test", "5,8 bob.test"], rows.Skip(4).Take(2).Select(row => $"{row[1]} {row[2]}"));
        Assert.Equal(["8,1,2,3,10,5,5", "8,1,2,3,10,5,5", "8"], rows.Skip(6).Take(3).Select(row => row[1]));
        Assert.Equal(["8,12", "8,12"], rows.Skip(9).Select(row => row[1])); // deletions of both
    }

    private static JsonElement Event(ToolRun run, string kind) => run.Json.First(line => line.GetProperty("event").GetString() == kind);

    // The peer's side of the same children.
    private static string Mirror(string children) => children.Replace("local_ts", "\0", StringComparison.Ordinal).Replace("remote_ts", "local_ts", StringComparison.Ordinal).Replace("\0", "remote_ts", StringComparison.Ordinal);

    // An address for each side: Wireshark tells those of IKEv1 apart by their addresses.
    private static string Connection(string own, string peer, string children, string more) => $$"""
        { {{more}} "local_addrs": "127.0.0.{{(own == "bob.test" ? 1 : 2)}}",
          "local": { "auth": "psk", "id": "{{own}}" }, "remote": { "auth": "psk", "id": "{{peer}}" }, "children": {{children}} }
        """;

    private static string File(string own, string peer, string children, string more, string secret = "correct horse") => $$"""
        { "connections": { "net": {{Connection(own, peer, children, "\"version\": 1, " + more)}} },
          "secrets": { "ike-1": { "secret": "{{secret}}" } } }
        """;

    private Task<(ToolRun Listener, ushort Port)> ListenAsync(string children, string option = "", string more = "") =>
        _scene.ListenAsync(_scene.Write("responder.json", File("bob.test", "alice.test", Mirror(children), more)), option.Length > 0 ? [option] : []);

    private ToolRun Connect(ushort port, string children, params string[] options) => Connect(port, children, options, "");

    private ToolRun Connect(ushort port, string children, string[] options, string more, string secret = "correct horse") => _scene.Connect(
        _scene.Write("initiator.json", File("alice.test", "bob.test", children, $"{more} \"remote_addrs\": \"127.0.0.1\", \"remote_port\": {port},", secret)), options);
}
