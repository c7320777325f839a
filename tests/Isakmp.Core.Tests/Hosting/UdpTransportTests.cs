using System.Net;
using System.Net.Sockets;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Hosting;

public sealed class UdpTransportTests : IDisposable
{
    private readonly RecordingSink _sink = new();
    private readonly List<IDisposable> _open = [];

    public void Dispose() => _open.ForEach(item => item.Dispose());

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task The_local_address_of_each_datagram_is_known(string address)
    {
        SkipWithout(address);
        UdpTransport transport = Open(address);
        using Socket peer = Peer(address);
        foreach (UdpPort port in transport.Ports)
        {
            await peer.SendToAsync(new byte[] { 1, 2, 3 }, new IPEndPoint(IPAddress.Parse(address), port.Local.Port));

            (NetEndPoint local, NetEndPoint remote, byte[] datagram) = await _sink.NextAsync();
            Assert.Equal(port.Local, local);
            Assert.Equal(NetEndPoint.From((IPEndPoint)peer.LocalEndPoint!), remote);
            Assert.Equal([1, 2, 3], datagram);
        }
    }

    [Theory]
    [InlineData("127.0.0.1", Encapsulation.None)]
    [InlineData("127.0.0.1", Encapsulation.NonEspMarker)]
    [InlineData("::1", Encapsulation.NonEspMarker)]
    public async Task Datagrams_leave_from_the_end_point_of_their_path(string address, Encapsulation encapsulation)
    {
        SkipWithout(address);
        UdpTransport transport = Open(address);
        using Socket peer = Peer(address);
        NetEndPoint local = transport.Ports.Single(port => port.IsNatTraversal == (encapsulation == Encapsulation.NonEspMarker)).Local;
        var path = new PacketInfo(local, NetEndPoint.From((IPEndPoint)peer.LocalEndPoint!), encapsulation);

        Assert.True(transport.TrySend(path, [1]));
        Assert.True(await transport.SendAsync(path, new byte[] { 2, 2 }, CancellationToken.None));
        // A profile that says 4500 where the host has another port is served all the same.
        Assert.True(transport.TrySend(path with { Local = local with { Port = 4500 } }, [3, 3, 3]));

        var buffer = new byte[100];
        for (int length = 1; length <= 3; length++)
        {
            SocketReceiveFromResult received = await peer.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Parse(address), 0));
            Assert.Equal(length, received.ReceivedBytes);
            Assert.Equal(local, NetEndPoint.From((IPEndPoint)received.RemoteEndPoint));
        }
    }

    [Fact]
    public void An_address_that_is_not_ours_sends_nothing()
    {
        UdpTransport transport = Open("127.0.0.1");
        NetEndPoint remote = NetEndPoint.Parse("127.0.0.1:9");
        Assert.False(transport.TrySend(new PacketInfo(NetEndPoint.Parse("192.0.2.1:500"), remote), [1]));
        Assert.False(transport.TrySend(new PacketInfo(transport.Ports[0].Local, NetEndPoint.Parse("[2001:db8::1]:500")), [1]));
    }

    [Fact]
    public void A_port_in_use_is_named_with_the_way_out()
    {
        UdpTransport first = Open("127.0.0.1");
        ushort port = first.Ports.First(p => !p.IsNatTraversal).Local.Port;
        using var second = new UdpTransport([NetAddress.Parse("127.0.0.1")], port, 0, _sink);

        IkeBindException exception = Assert.Throws<IkeBindException>(second.Open);
        Assert.Equal(new NetEndPoint(NetAddress.Parse("127.0.0.1"), port), exception.LocalEndPoint);
        Assert.Contains("in use", exception.Message, StringComparison.Ordinal);
        Assert.Empty(second.Ports);
    }

    [Fact]
    public void A_foreign_address_cannot_be_bound()
    {
        using var transport = new UdpTransport([NetAddress.Parse("192.0.2.77")], 0, 0, _sink);
        Assert.Contains("no such address", Assert.Throws<IkeBindException>(transport.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_addresses_of_the_machine_get_the_same_ports()
    {
        using var transport = new UdpTransport([], 0, 0, _sink);
        transport.Open();

        Assert.Contains(transport.Ports, port => port.Local.Address == NetAddress.Parse("127.0.0.1"));
        Assert.Equal(2, transport.Ports.Select(port => port.Local.Port).Distinct().Count());
        Assert.All(transport.Ports.GroupBy(port => port.Local.Address), group => Assert.Equal(2, group.Count()));
        transport.Dispose();
        await transport.WhenClosedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(transport.Ports);
    }

    [Fact]
    public void The_system_knows_the_local_address_toward_a_peer()
    {
        Assert.Equal(NetAddress.Parse("127.0.0.1"), LocalAddresses.Toward(NetEndPoint.Parse("127.0.0.1:500")));
        Assert.Equal(0, LocalAddresses.ScopeOf(NetAddress.Parse("127.0.0.1")));
    }

    private static void SkipWithout(string address)
    {
        if (!LocalAddresses.All().Exists(entry => entry.Address == NetAddress.Parse(address)))
        {
            Assert.Skip($"this machine has no address {address}");
        }
    }

    private static Socket Peer(string address)
    {
        var local = IPAddress.Parse(address);
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(local, 0));
        return socket;
    }

    private UdpTransport Open(string address)
    {
        var transport = new UdpTransport([NetAddress.Parse(address)], 0, 0, _sink);
        transport.Open();
        _open.Add(transport);
        return transport;
    }
}
