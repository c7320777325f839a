using System.Net;
using System.Net.Sockets;
using Isakmp.Interop.Tests.Network;
using Isakmp.Interop.Tests.Scenarios;

namespace Isakmp.Interop.Tests.Peers;

/// <summary>The harness and its scenarios, shown by charon talking to charon.</summary>
public class CharonTests
{
    [Theory]
    [MemberData(nameof(IkeV2Scenarios.Samples), MemberType = typeof(IkeV2Scenarios))]
    public Task Both_come_up_as_promised_and_both_logs_agree_on_every_key(string name) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync());
        CharonIkeSa atBob = await bob.WaitForEstablishedAsync();
        CharonIkeSa atAlice = await alice.WaitForEstablishedAsync();

        CharonExpectations.AssertAsPromised(laboratory, Role.Responder, atBob, bob.ReadLog());
        CharonExpectations.AssertAsPromised(laboratory, Role.Initiator, atAlice, alice.ReadLog());
        Assert.Equal((atAlice.InitiatorSpi, atAlice.ResponderSpi), (atBob.InitiatorSpi, atBob.ResponderSpi));
        Assert.Equal(alice.ReadLog().IkeKeys(atAlice.UniqueId), bob.ReadLog().IkeKeys(atBob.UniqueId));
        ChildKeys keys = alice.ReadLog().ChildKeys();
        Assert.Equal(keys, bob.ReadLog().ChildKeys().Mirrored);
        Assert.Equal((keys.SpiIn, keys.SpiOut), (atAlice.Children[0].SpiIn, atAlice.Children[0].SpiOut));
    });

    [Theory]
    [InlineData("wrong pre-shared key")]
    [InlineData("no common ESP proposal")]
    public Task A_refusal_is_the_one_promised(string name) => Laboratory.RunAsync(IkeV2Scenarios.Get(name), async laboratory =>
    {
        await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        CharonResult result = await alice.InitiateAsync();
        Assert.False(result.Success);
        Outcome promised = laboratory.Scenario.Outcome;
        await alice.WaitForLogAsync($"received {promised.Notify} notify");
        await alice.WaitForSasAsync(sas => sas.Count == (promised.HasIkeSa ? 1 : 0));
    });

    [Fact]
    public Task Either_side_deletes_what_it_was_told_to() => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        await alice.InitiateAsync();
        await bob.WaitForEstablishedAsync();
        Assert.Equal(new CharonResult(true, ""), await bob.TerminateChildAsync());
        await alice.WaitForSasAsync(sas => sas is [{ Children.IsEmpty: true }]);
        Assert.Equal(new CharonResult(true, ""), await alice.TerminateIkeAsync());
        await bob.WaitForSasAsync(sas => sas.Count == 0);
    });

    [Fact]
    public Task A_silent_peer_is_given_up() =>
        Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel").WithInitiator(side => side with { LivenessInterval = TimeSpan.FromSeconds(1) }), async laboratory =>
        {
            CharonOptions hasty = new() { RetransmitTimeout = TimeSpan.FromSeconds(0.05), RetransmitTries = 1, RetransmitBase = 1 };
            Charon bob = await laboratory.StartCharonAsync(Role.Responder);
            Charon alice = await laboratory.StartCharonAsync(Role.Initiator, hasty);
            await alice.InitiateAsync();
            await alice.WaitForLogAsync("sending DPD request");
            await bob.KillAsync();
            await alice.WaitForSasAsync(sas => sas.Count == 0);
        });

    [Fact]
    public Task An_orderly_end_is_told_to_the_peer() => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel"), async laboratory =>
    {
        Charon bob = await laboratory.StartCharonAsync(Role.Responder);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        await alice.InitiateAsync();
        await bob.WaitForEstablishedAsync();
        await alice.ShutDownAsync();
        await bob.WaitForSasAsync(sas => sas.Count == 0);
    });

    [Fact]
    public Task User_space_ESP_carries_packets() => Laboratory.RunAsync(IkeV2Scenarios.Get("NAT forced by both, tunnel"), async laboratory =>
    {
        CharonOptions userSpace = new() { Kernel = KernelKind.UserSpace };
        (NetworkNode a, NetworkNode b) = (laboratory.Network.A, laboratory.Network.B);
        await a.AddAddressAsync("10.1.0.1/32");
        await b.AddAddressAsync("10.2.0.1/32");
        await laboratory.StartCharonAsync(Role.Responder, userSpace);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator, userSpace);
        Assert.Equal(new CharonResult(true, ""), await alice.InitiateAsync());

        using UdpClient sender = a.Namespace.Run(() => new UdpClient(new IPEndPoint(IPAddress.Parse("10.1.0.1"), 7000)));
        using UdpClient receiver = b.Namespace.Run(() => new UdpClient(new IPEndPoint(IPAddress.Parse("10.2.0.1"), 7000)));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        await sender.SendAsync("inside"u8.ToArray(), new IPEndPoint(IPAddress.Parse("10.2.0.1"), 7000), limit.Token);
        UdpReceiveResult received = await receiver.ReceiveAsync(limit.Token);
        Assert.Equal("inside"u8, received.Buffer);
        CharonIkeSa sa = Assert.Single(await alice.ListSasAsync());
        Assert.Equal(1, sa.Children[0].PacketsOut);
    });
}
