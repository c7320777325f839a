using System.Net;
using System.Net.Sockets;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Hosting;

/// <summary>Runs alone, because it counts the bytes of the whole process.</summary>
[CollectionDefinition(nameof(UdpAllocationTests), DisableParallelization = true)]
[Collection(nameof(UdpAllocationTests))]
public class UdpAllocationTests
{
    private const int Datagrams = 2_000;

    [Fact]
    public void Sending_and_receiving_allocate_nothing_per_datagram()
    {
        var sink = new RecordingSink { Keeps = false };
        using var transport = new UdpTransport([NetAddress.Parse("127.0.0.1")], 0, 0, sink);
        transport.Open();
        NetEndPoint from = transport.Ports.First(port => !port.IsNatTraversal).Local;
        NetEndPoint to = transport.Ports.First(port => port.IsNatTraversal).Local;
        Exchange(transport, sink, new PacketInfo(from, to));

        long before = GC.GetTotalAllocatedBytes(precise: true);
        Exchange(transport, sink, new PacketInfo(from, to));
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        // Less than the smallest object (24 bytes) for each: what remains is the runtime's own.
        Assert.True(allocated < Datagrams * 12, $"{allocated} bytes for {Datagrams} datagrams");
    }

    [Fact]
    public async Task A_host_drops_what_belongs_to_no_SA_without_allocating()
    {
        await using HostPair pair = HostPair.Start();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        SocketAddress target = new IPEndPoint(IPAddress.Loopback, pair.Bob.NatTraversalEndPoints[0].Port).Serialize();

        // An INFORMATIONAL request of an unknown SA behind the marker, and an ESP packet without a data plane.
        byte[] stranger = Convert.FromHexString("00000000" + "0102030405060708" + "1112131415161718" + "2e202508" + "00000000" + "0000001c");
        byte[] esp = Convert.FromHexString("c000000100000001aabbccdd");
        Send(pair.Bob, peer, target, stranger, esp);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        Send(pair.Bob, peer, target, stranger, esp);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.True(allocated < Datagrams * 12, $"{allocated} bytes for {Datagrams} datagrams");
        Assert.True(pair.Bob.EndpointStatistics.UnknownSpi >= Datagrams);
    }

    private static void Send(IkeHost host, Socket peer, SocketAddress target, byte[] first, byte[] second)
    {
        for (int i = 0; i < Datagrams; i++)
        {
            long seen = host.DatagramsReceived;
            _ = peer.SendTo(i % 2 == 0 ? first : second, SocketFlags.None, target);
            var spin = default(SpinWait);
            while (host.DatagramsReceived == seen)
            {
                spin.SpinOnce();
                Assert.True(spin.Count < 1_000_000, "a datagram was lost on the loopback");
            }
        }
    }

    private static void Exchange(UdpTransport transport, RecordingSink sink, in PacketInfo path)
    {
        Span<byte> datagram = stackalloc byte[300];
        for (int i = 0; i < Datagrams; i++)
        {
            int seen = sink.Count;
            Assert.True(transport.TrySend(path, datagram));
            var spin = default(SpinWait);
            while (sink.Count == seen)
            {
                spin.SpinOnce();
                Assert.True(spin.Count < 1_000_000, "a datagram was lost on the loopback");
            }
        }
    }
}
