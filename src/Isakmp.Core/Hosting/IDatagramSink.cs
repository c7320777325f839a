using Isakmp.Framing;
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

    /// <summary>Sees a datagram that is about to be sent.</summary>
    /// <param name="port">Where it leaves from.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="datagram">The UDP payload; valid during the call only.</param>
    void OnSending(UdpPort port, in PacketInfo path, ReadOnlySpan<byte> datagram);

    /// <summary>Counts a failed receive.</summary>
    void OnReceiveError();
}
