using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Isakmp.Testing;

namespace Isakmp.Tool.Tests;

/// <summary>Two processes of the tool on the loopback.</summary>
public sealed class NetworkTests : IDisposable
{
    private readonly ToolScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Connect_comes_up_and_deletes_what_it_made()
    {
        (ToolRun listener, ushort port) = await ListenAsync();
        ToolRun connect = Connect(Initiator(port));
        Assert.True(await connect.EndAsync() == 0, connect.Errors);

        Assert.Empty(connect.Errors);
        Assert.Contains("IKE SA established  alice.test === bob.test", connect.Output, StringComparison.Ordinal);
        Assert.Contains("Child SA net established", connect.Output, StringComparison.Ordinal);
        Assert.Contains("net is up", connect.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', connect.Output);
        await listener.WaitForAsync("IKE SA closed  by the peer");
        listener.Signal(ToolRun.Terminate);
        Assert.Equal(0, await listener.EndAsync());
        Assert.Empty(listener.Errors);
    }

    [Theory]
    [InlineData(ToolRun.Interrupt)]
    [InlineData(ToolRun.Terminate)]
    public async Task A_signal_ends_a_stay_properly(int signal)
    {
        (ToolRun listener, ushort port) = await ListenAsync();
        ToolRun connect = Connect(Initiator(port), "--stay");
        await connect.WaitForAsync("staying");
        connect.Signal(signal);
        Assert.Equal(0, await connect.EndAsync());
        Assert.Contains("IKE SA closed  on request", connect.Output, StringComparison.Ordinal);
        await listener.WaitForAsync("IKE SA closed  by the peer");
    }

    [Fact]
    public async Task The_end_of_the_listener_ends_a_stay()
    {
        (ToolRun listener, ushort port) = await ListenAsync();
        ToolRun connect = Connect(Initiator(port), "--stay");
        await connect.WaitForAsync("staying");
        listener.Signal(ToolRun.Interrupt);
        Assert.Equal(0, await listener.EndAsync());
        Assert.Equal(1, await connect.EndAsync());
        Assert.Contains("by the peer", Assert.Single(connect.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_tells_both_sides_the_same_child_sa()
    {
        (ToolRun listener, ushort port) = await ListenAsync("--json");
        ToolRun connect = Connect(Initiator(port), "--json");
        Assert.Equal(0, await connect.EndAsync());
        await listener.WaitForAsync("ike-sa-closed");

        JsonElement ours = Event(connect, "child-sa-established");
        JsonElement theirs = Event(listener, "child-sa-established");
        Assert.Equal(ours.GetProperty("spi_in").GetString(), theirs.GetProperty("spi_out").GetString());
        Assert.Equal(ours.GetProperty("local_ts")[0].GetString(), theirs.GetProperty("remote_ts")[0].GetString());
        Assert.Equal("alice.test", Event(listener, "ike-sa-established").GetProperty("remote_id").GetString());
        Assert.True(Event(connect, "up").GetProperty("seconds").GetDouble() > 0);
        Assert.DoesNotContain("xfrm", connect.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Xfrm_commands_of_both_sides_have_the_same_keys()
    {
        (ToolRun listener, ushort port) = await ListenAsync("--print-xfrm");
        ToolRun connect = Connect(Initiator(port), "--print-xfrm");
        Assert.Equal(0, await connect.EndAsync());
        await listener.WaitForAsync("IKE SA closed");

        string[] ours = Commands(connect);
        string[] theirs = Commands(listener);
        Assert.Equal(5, ours.Length);
        // What one side sends is what the other receives: only the order differs.
        Assert.Equal(ours.Where(IsState).Order(), theirs.Where(IsState).Order());
        Assert.All(connect.OutputLines, line => Assert.True(line.StartsWith("ip xfrm ", StringComparison.Ordinal) || line.StartsWith("# ", StringComparison.Ordinal), line));

        static bool IsState(string line) => line.StartsWith("ip xfrm state", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_proposal_is_code_1_with_the_report()
    {
        (ToolRun listener, ushort port) = await ListenAsync();
        ToolRun connect = Connect(Initiator(port, proposals: "aes256-sha256-modp2048"));
        Assert.Equal(1, await connect.EndAsync());
        Assert.StartsWith("ike: net: ", connect.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("NO_PROPOSAL_CHOSEN", connect.ErrorLines[0], StringComparison.Ordinal);
        Assert.True(connect.ErrorLines.Length > 1);
        Assert.DoesNotContain("NO_PROPOSAL_CHOSEN", connect.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", connect.Errors, StringComparison.Ordinal);
        await listener.WaitForAsync("Encryption algorithm offered does not match policy!");
    }

    [Fact]
    public async Task A_wrong_key_is_code_1()
    {
        (ToolRun listener, ushort port) = await ListenAsync();
        ToolRun connect = Connect(Initiator(port, secret: "battery staple"), "--json");
        Assert.Equal(1, await connect.EndAsync());
        JsonElement failed = Event(connect, "failed");
        Assert.Equal("AUTHENTICATION_FAILED", failed.GetProperty("notify").GetString());
        Assert.True(failed.GetProperty("sent_by_peer").GetBoolean());
        Assert.DoesNotContain("staple", connect.Output + connect.Errors + listener.Output + listener.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_ends_at_the_timeout()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ToolRun connect = Connect(Initiator((ushort)((IPEndPoint)silent.LocalEndPoint!).Port), "--timeout", "1");
        Assert.Equal(1, await connect.EndAsync());
        Assert.Contains("within 1 s", connect.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_before_it_is_up_is_code_130()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ToolRun connect = Connect(Initiator((ushort)((IPEndPoint)silent.LocalEndPoint!).Port));
        await connect.WaitForAsync("connecting");
        connect.Signal(ToolRun.Interrupt);
        Assert.Equal(130, await connect.EndAsync());
        Assert.Contains("interrupted", Assert.Single(connect.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_code_3()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        ToolRun listener = _scene.Keep(ToolRun.Start("listen", Responder(), "--port", $"{port}", "--port-nat-t", "0"));
        Assert.Equal(3, await listener.EndAsync());
        Assert.Contains($"UDP 127.0.0.1:{port} cannot be bound: it is in use", Assert.Single(listener.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_must_fit_where_there_are_several()
    {
        string file = Repository.PathOf("samples", "IkeTool", "examples", "loopback.json");
        (ToolRun none, int first) = await ToolRun.ToEndAsync("connect", file);
        (ToolRun wrong, int second) = await ToolRun.ToEndAsync("connect", file, "her");
        (ToolRun passive, int third) = await ToolRun.ToEndAsync("connect", file, "there");
        _ = (_scene.Keep(none), _scene.Keep(wrong), _scene.Keep(passive));
        Assert.Equal((2, 2, 2), (first, second, third));
        Assert.Contains("name one of them: here, there", none.Errors, StringComparison.Ordinal);
        Assert.Contains("did you mean 'here'?", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("names no address to connect to", passive.Errors, StringComparison.Ordinal);
    }

    private static JsonElement Event(ToolRun run, string kind) => run.Json.First(line => line.GetProperty("event").GetString() == kind);

    private static string[] Commands(ToolRun run) => [.. run.OutputLines.Where(line => line.StartsWith("ip ", StringComparison.Ordinal))];

    private Task<(ToolRun Listener, ushort Port)> ListenAsync(params string[] options) => _scene.ListenAsync(Responder(), options);

    private ToolRun Connect(string file, params string[] options) => _scene.Connect(file, options);

    private string Initiator(ushort port, string proposals = "aes128gcm16-prfsha256-x25519", string secret = "correct horse") => _scene.Write("initiator.json", $$"""
        {
          "connections": { "net": {
            "local_addrs": "127.0.0.1", "remote_addrs": "127.0.0.1", "remote_port": {{port}}, "proposals": "{{proposals}}",
            "local": { "auth": "psk", "id": "alice.test" }, "remote": { "auth": "psk", "id": "bob.test" },
            "children": { "net": { "local_ts": "10.1.0.0/24", "remote_ts": "10.2.0.0/24" } } } },
          "secrets": { "ike-1": { "secret": "{{secret}}" } }
        }
        """);

    private string Responder() => _scene.Write("responder.json", """
        {
          "connections": { "net": {
            "local_addrs": "127.0.0.1", "proposals": "aes128gcm16-prfsha256-x25519",
            "local": { "auth": "psk", "id": "bob.test" }, "remote": { "auth": "psk", "id": "alice.test" },
            "children": { "net": { "local_ts": "10.2.0.0/24", "remote_ts": "10.1.0.0/24" } } } },
          "secrets": { "ike-1": { "secret": "correct horse" } }
        }
        """);
}
