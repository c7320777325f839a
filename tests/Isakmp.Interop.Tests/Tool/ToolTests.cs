using System.Text.Json;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Testing;

namespace Isakmp.Interop.Tests.Tool;

/// <summary>The <c>ike</c> program against charon, as a user runs it.</summary>
public class ToolTests
{
    [Fact]
    public Task Connect_brings_a_connection_up_and_takes_it_down() => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        ToolProcess ike = Start(laboratory, Role.Initiator, "connect", "--json", "--print-xfrm");
        Assert.Equal(0, await ike.WaitForExitAsync());

        JsonElement child = Assert.Single(ike.Told("child-sa-established"));
        ChildKeys keys = bob.ReadLog().ChildKeys();
        Assert.Equal((keys.SpiOut, keys.SpiIn), (child.GetProperty("spi_in").GetString(), child.GetProperty("spi_out").GetString()));
        string[] xfrm = [.. child.GetProperty("xfrm").EnumerateArray().Select(line => line.GetString()!)];
        // The kernel's view: a state to each SPI, with the key of that direction.
        Assert.Contains(keys.EncryptionInitiator, Assert.Single(xfrm, line => line.Contains($"state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x{keys.SpiIn}", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(keys.EncryptionResponder, Assert.Single(xfrm, line => line.Contains($"state add src 192.0.2.2 dst 192.0.2.1 proto esp spi 0x{keys.SpiOut}", StringComparison.Ordinal)), StringComparison.Ordinal);
        await bob.WaitForSasAsync(sas => sas.Count == 0);
        Assert.Equal("", ike.Errors.Trim());
    });

    [Theory]
    [InlineData("tunnel")]
    [InlineData("NAT forced by both, tunnel")]
    public Task Wireshark_decrypts_what_connect_recorded(string name) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        Tshark.Require();
        TestFolder folder = TestFolder.Create("keylog");
        string capture = folder.File("capture.pcap");
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        ToolProcess ike = Start(laboratory, Role.Initiator, "connect", "--keylog", folder.Path, "--pcap", capture);
        Assert.Equal(0, await ike.WaitForExitAsync());

        // What the peer says of the keys, and what Wireshark makes of them.
        IkeKeys keys = bob.ReadLog().IkeKeys();
        string[] row = File.ReadAllText(folder.File("ikev2_decryption_table")).Split(',');
        Assert.Equal((keys.SkEi, keys.SkEr, keys.SkAi, keys.SkAr), (row[2], row[3], row[5], row[6]));
        IReadOnlyList<string[]> read = Tshark.Read(capture, folder.Path, "isakmp", ["isakmp.exchangetype", "isakmp.typepayload"]);
        Assert.Equal(["34", "34", "35", "35", "37", "37"], read.Select(message => message[0]));
        Assert.All(read.Skip(2).Take(2), message => Assert.Contains(",39,", message[1], StringComparison.Ordinal));
        Assert.Equal("46,42", read[4][1]); // our Delete
        Assert.Empty(Tshark.Read(capture, folder.Path, "_ws.malformed || _ws.expert.message contains \"incorrect\"", ["frame.number"]));
    });

    [Fact]
    public Task Connect_stays_until_it_is_interrupted() => Laboratory.RunAsync(IkeV2Scenarios.Get("NAT forced by both, tunnel"), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        ToolProcess ike = Start(laboratory, Role.Initiator, "connect", "--stay");
        CharonExpectations.AssertAsPromised(laboratory, Role.Responder, await bob.WaitForEstablishedAsync(), bob.ReadLog());
        await ike.WaitForOutputAsync("net is up"); // an interrupt before that ends with another code
        ike.SendInterrupt();
        Assert.Equal(0, await ike.WaitForExitAsync());
        await bob.WaitForSasAsync(sas => sas.Count == 0);
        Assert.DoesNotContain(bob.ReadLog().ChildKeys().EncryptionInitiator, ike.Output, StringComparison.Ordinal);
    });

    [Fact]
    public Task Listen_answers_until_it_is_interrupted() => Laboratory.RunAsync(IkeV2Scenarios.Get("several proposals"), async laboratory =>
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
    [InlineData("wrong pre-shared key", "AUTHENTICATION_FAILED")]
    [InlineData("no common ESP proposal", "NO_PROPOSAL_CHOSEN")]
    public Task Connect_fails_where_the_peer_refuses(string name, string notify) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        ToolProcess ike = Start(laboratory, Role.Initiator, "connect");
        Assert.Equal(1, await ike.WaitForExitAsync());
        Assert.Contains(notify, ike.Output + ike.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(laboratory.Scenario.Initiator.Secret, ike.Output + ike.Errors, StringComparison.Ordinal);
    });

    [Fact]
    public Task Listen_tells_why_it_refused() => Laboratory.RunAsync(IkeV2Scenarios.Get("no common IKE proposal"), async laboratory =>
    {
        ToolProcess ike = Start(laboratory, Role.Responder, "listen", "--json");
        await ike.WaitForOutputAsync("listening");
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.False((await alice.InitiateAsync()).Success);
        await ike.WaitForOutputAsync("negotiation-refused");
        Assert.Equal("NO_PROPOSAL_CHOSEN", Assert.Single(ike.Told("negotiation-refused")).GetProperty("notify").GetString());
    });

    private static ToolProcess Start(Laboratory laboratory, Role role, string command, params string[] options)
    {
        TestFolder folder = TestFolder.Create("ike");
        string file = folder.File("ike.json");
        File.WriteAllText(file, ToolConfiguration.Write(laboratory.SideOf(role), laboratory.AddressOf(role), laboratory.PeerAddressOf(role)));
        return laboratory.Own(ToolProcess.Start(laboratory.NodeOf(role).Namespace, [command, file, .. options]));
    }
}
