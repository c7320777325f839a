using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>Takes what the sockets receive.</summary>
internal interface IDatagramSink
{
    /// <summary>Takes a datagram; called by one receiving loop per port.</summary>
    /// <param name="port">Where it arrived.</param>
    /// <param name="datagram">The UDP payload; valid during the call only.</param>
    /// <param name="remote">Who sent it.</param>
    /// <param name="scope">The interface of a link-local sender, else 0.</param>
    void OnDatagram(UdpPort port, ReadOnlySpan<byte> datagram, NetEndPoint remote, int scope);

    /// <summary>Counts a failed receive.</summary>
    void OnReceiveError();
}
