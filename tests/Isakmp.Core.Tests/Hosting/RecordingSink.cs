using System.Threading.Channels;
using Isakmp.Framing;
using Isakmp.Hosting;
using Isakmp.Primitives;

namespace Isakmp.Core.Tests.Hosting;

/// <summary>Keeps what arrives.</summary>
internal sealed class RecordingSink : IDatagramSink
{
    private readonly Channel<(NetEndPoint Local, NetEndPoint Remote, byte[] Datagram)> _arrived =
        Channel.CreateUnbounded<(NetEndPoint, NetEndPoint, byte[])>();

    private int _count;

    public bool Keeps { get; set; } = true;

    public int Count => Volatile.Read(ref _count);

    public void OnDatagram(UdpPort port, ReadOnlySpan<byte> datagram, NetEndPoint remote, int scope)
    {
        _ = Interlocked.Increment(ref _count);
        if (Keeps)
        {
            Assert.True(_arrived.Writer.TryWrite((port.Local, remote, datagram.ToArray())));
        }
    }

    public void OnSending(UdpPort port, in PacketInfo path, ReadOnlySpan<byte> datagram)
    {
    }

    public void OnReceiveError()
    {
    }

    public async Task<(NetEndPoint Local, NetEndPoint Remote, byte[] Datagram)> NextAsync() =>
        await _arrived.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
}
