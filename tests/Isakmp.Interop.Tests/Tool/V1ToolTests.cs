using System.Text.Json;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Testing;

namespace Isakmp.Interop.Tests.Tool;

/// <summary>The <c>ike</c> program against charon by IKEv1, as a user runs it.</summary>
public class V1ToolTests
{
    [Theory]
    [InlineData("tunnel")]
    [InlineData("NAT before the initiator")]
    public Task Connect_brings_a_connection_up_and_takes_it_down(string name) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        ToolProcess ike = Start(laboratory, Role.Initiator, "connect", "--json", "--print-xfrm");
        Assert.Equal(0, await ike.WaitForExitAsync());

        JsonElement child = Assert.Single(ike.Told("child-sa-established"));
        ChildKeys keys = bob.ReadLog().ChildKeys();
        Assert.Equal((keys.SpiOut, keys.SpiIn), (child.GetProperty("spi_in").GetString(), child.GetProperty("spi_out").GetString()));
        string[] states = [.. child.GetProperty("xfrm").EnumerateArray().Select(line => line.GetString()!).Where(line => line.StartsWith("ip xfrm state", StringComparison.Ordinal))];
        Assert.Contains(keys.EncryptionInitiator, Assert.Single(states, line => line.Contains($" spi 0x{keys.SpiIn} ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(keys.EncryptionResponder, Assert.Single(states, line => line.Contains($" spi 0x{keys.SpiOut} ", StringComparison.Ordinal)), StringComparison.Ordinal);
        await bob.WaitForSasAsync(sas => sas.Count == 0);
        Assert.Equal("", ike.Errors.Trim());
    });

    [Fact]
    public Task Connect_brings_all_children_up_and_follows_their_rekeying() => Laboratory.RunAsync(IkeV1Scenarios.Get("two children"), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        ToolProcess ike = Start(laboratory, Role.Initiator, "connect", "--json", "--stay");
        await ike.WaitForOutputAsync("\"event\":\"up\"");
        Assert.Equal(["lab", "net"], ike.Told("child-sa-established").Select(child => child.GetProperty("name").GetString()).Order());
        _ = await bob.WaitForSasAsync(sas => sas.Count == 1 && sas[0].Children.Count(child => child.State == "INSTALLED") == 2);

        Assert.True((await bob.RekeyChildAsync("lab")).Success);
        await ike.WaitForOutputAsync("\"replaces\"");
        JsonElement renewed = ike.Told("child-sa-established")[^1];
        Assert.Equal(
            ike.Told("child-sa-established").First(child => child.GetProperty("name").GetString() == "lab").GetProperty("spi_in").GetString(),
            renewed.GetProperty("replaces").GetString());
        ike.SendInterrupt();
        Assert.Equal(0, await ike.WaitForExitAsync());
        await bob.WaitForSasAsync(sas => sas.Count == 0);
    });

    [Fact]
    public Task Wireshark_decrypts_what_connect_recorded() => Laboratory.RunAsync(IkeV1Scenarios.Get("NAT forced by both, tunnel"), async laboratory =>
    {
        Tshark.Require();
        TestFolder folder = TestFolder.Create("keylog");
        string capture = folder.File("capture.pcap");
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        ToolProcess ike = Start(laboratory, Role.Initiator, "connect", "--keylog", folder.Path, "--pcap", capture);
        Assert.Equal(0, await ike.WaitForExitAsync());

        // What the peer says of the key, and what Wireshark makes of it.
        Assert.Equal(bob.ReadLog().IkeV1Keys().EncryptionKey, File.ReadAllText(folder.File("ikev1_decryption_table")).Trim().Split(',')[1]);
        IReadOnlyList<string[]> read = Tshark.Read(capture, folder.Path, "isakmp.flag_e == 1", ["isakmp.exchangetype", "isakmp.typepayload"]);
        Assert.Equal(["2 5,8,11", "2 5,8", "32 8,1,2,3,10,5,5", "32 8,1,2,3,10,5,5", "32 8"], read.Take(5).Select(row => string.Join(' ', row)));
        Assert.All(read, row => Assert.NotEqual("", row[1]));
    });

    [Fact]
    public Task Listen_answers_until_it_is_interrupted() => Laboratory.RunAsync(IkeV1Scenarios.Get("several proposals"), async laboratory =>
    {
        ToolProcess ike = Start(laboratory, Role.Responder, "listen", "--json");
        await ike.WaitForOutputAsync("listening");
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync());
        CharonExpectations.AssertAsPromised(laboratory, Role.Initiator, await alice.WaitForEstablishedAsync(), alice.ReadLog());
        await ike.WaitForOutputAsync("child-sa-active");
        ike.SendInterrupt();
        Assert.Equal(0, await ike.WaitForExitAsync());
        await alice.WaitForSasAsync(sas => sas.Count == 0);
        Assert.Equal(alice.ReadLog().ChildKeys().SpiOut, Assert.Single(ike.Told("child-sa-established")).GetProperty("spi_in").GetString());
    });

    [Theory]
    [InlineData("no common IKE proposal", "NO-PROPOSAL-CHOSEN", "The peer refused our only transform")]
    [InlineData("no common ESP proposal", "NO-PROPOSAL-CHOSEN", "The peer refused our only proposal")]
    [InlineData("no common selectors", "INVALID-ID-INFORMATION", "offered for our side (IDci, local_ts): 10.99.0.0/24")]
    [InlineData("unknown initiator", "AUTHENTICATION-FAILED", "The peer refused us as mallory.test (AUTHENTICATION-FAILED)")]
    public Task Connect_fails_where_the_peer_refuses(string name, string notify, string words) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        ToolProcess ike = Start(laboratory, Role.Initiator, "connect");
        Assert.Equal(1, await ike.WaitForExitAsync());
        Assert.Contains(notify, ike.Errors, StringComparison.Ordinal);
        Assert.Contains(words, ike.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(laboratory.Scenario.Initiator.Secret, ike.Output + ike.Errors, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("no common IKE proposal", "negotiation-refused", "NO-PROPOSAL-CHOSEN", "Diffie-Hellman group")]
    [InlineData("no common ESP proposal", "child-sa-failed", "NO-PROPOSAL-CHOSEN", "Hash algorithm")]
    [InlineData("no common selectors", "child-sa-failed", "INVALID-ID-INFORMATION", "Make our remote_ts cover the peer's local_ts")]
    public Task Listen_tells_why_it_refused(string name, string kind, string notify, string hint) => Laboratory.RunAsync(IkeV1Scenarios.Get(name), async laboratory =>
    {
        ToolProcess ike = Start(laboratory, Role.Responder, "listen", "--json");
        await ike.WaitForOutputAsync("listening");
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.False((await alice.InitiateAsync()).Success);
        await ike.WaitForOutputAsync(kind);
        JsonElement told = ike.Told(kind)[0];
        Assert.Equal((notify, false), (told.GetProperty("notify").GetString(), told.GetProperty("sent_by_peer").GetBoolean()));
        Assert.Contains(hint, told.GetProperty("report").GetProperty("hint").GetString(), StringComparison.Ordinal);
    });

    private static ToolProcess Start(Laboratory laboratory, Role role, string command, params string[] options)
    {
        TestFolder folder = TestFolder.Create("ike");
        string file = folder.File("ike.json");
        File.WriteAllText(file, ToolConfiguration.Write(laboratory.SideOf(role), laboratory.AddressOf(role), laboratory.PeerAddressOf(role)));
        return laboratory.Own(ToolProcess.Start(laboratory.NodeOf(role).Namespace, [command, file, .. options]));
    }
}
