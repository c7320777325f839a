using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Isakmp.Interop.Tests.Peers;
using Isakmp.Interop.Tests.Scenarios;
using Isakmp.Testing;

namespace Isakmp.Interop.Tests.Network;

/// <summary>Sockets of this process reach a charon in another namespace, and it reaches them.</summary>
public class NetworkNamespaceTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public Task Charon_answers_our_socket(bool ipv6, bool nat) =>
        Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel") with { Ipv6 = ipv6, Nat = nat }, async laboratory =>
        {
            Charon bob = await laboratory.StartCharonAsync(Role.Responder);
            IPEndPoint own = new(laboratory.AddressOf(Role.Initiator), 500);
            IPEndPoint peer = new(laboratory.AddressOf(Role.Responder), 500);

            byte[] answer = await Stranger.KnockAsync(laboratory.NodeOf(Role.Initiator), own, peer);

            Assert.Equal(Stranger.Request[..8], answer[..8]);
            Assert.NotEqual(new byte[8], answer[8..16]);
            Assert.Equal("21202220", Hex.Format(answer.AsSpan(16, 4)));
            Assert.Equal((uint)answer.Length, BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(24)));
            await bob.WaitForLogAsync($"received packet: from {laboratory.SeenAddress(Role.Initiator)}[{laboratory.SeenPort(Role.Initiator, 500)}] to {peer.Address}[500]");
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Our_socket_hears_charon(bool ipv6) => Laboratory.RunAsync(IkeV2Scenarios.Get("tunnel") with { Ipv6 = ipv6 }, async laboratory =>
    {
        IPEndPoint own = new(laboratory.AddressOf(Role.Responder), 500);
        using Socket socket = Open(laboratory, Role.Responder, own);
        Charon alice = await laboratory.StartCharonAsync(Role.Initiator);
        Task<CharonResult> initiation = alice.InitiateAsync(TimeSpan.FromSeconds(0.3));
        byte[] request = await ReceiveAsync(socket, own);
        Assert.Equal("21202208", Hex.Format(request.AsSpan(16, 4)));
        Assert.False((await initiation).Success);
    });

    [Fact]
    public Task A_NAT_that_rebinds_shows_another_port() => Laboratory.RunAsync(IkeV2Scenarios.Get("NAT before the initiator"), async laboratory =>
    {
        IPEndPoint server = new(laboratory.AddressOf(Role.Responder), 4500);
        using Socket outer = Open(laboratory, Role.Responder, server);
        using Socket inner = Open(laboratory, Role.Initiator, new(laboratory.AddressOf(Role.Initiator), 4500));
        NatGateway nat = Assert.IsType<NatGateway>(laboratory.Network.Nat);
        IPEndPoint[] seen = new IPEndPoint[2];
        for (byte i = 0; i < seen.Length; i++)
        {
            await inner.SendToAsync(new[] { i }, server);
            byte[] buffer = new byte[16];
            SocketReceiveFromResult received = await outer.ReceiveFromAsync(buffer, server);
            seen[i] = (IPEndPoint)received.RemoteEndPoint;
            Assert.Equal(i, buffer[0]);
            await outer.SendToAsync(new[] { i }, seen[i]);
            Assert.Equal([i], await ReceiveAsync(inner, server));
            nat.Rebind();
        }

        Assert.Equal("192.0.2.254", seen[0].Address.ToString());
        Assert.Equal(seen[0].Address, seen[1].Address);
        Assert.NotEqual(seen[0].Port, seen[1].Port);
    });

    private static Socket Open(Laboratory laboratory, Role role, IPEndPoint own) => laboratory.NodeOf(role).Namespace.Run(() =>
    {
        Socket socket = new(own.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(own);
        return socket;
    });

    private static async Task<byte[]> ReceiveAsync(Socket socket, IPEndPoint like)
    {
        byte[] buffer = new byte[65535];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        SocketReceiveFromResult received = await socket.ReceiveFromAsync(buffer, like, limit.Token);
        return buffer[..received.ReceivedBytes];
    }
}
