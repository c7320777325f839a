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
