using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>Sees every datagram of a host as it is in UDP: IKE with and without marker, ESP, keep-alives, and whatever else arrives.</summary>
public interface IDatagramTap
{
    /// <summary>A datagram has arrived or is about to be sent.</summary>
    /// <remarks>
    /// Called from any thread and by several at a time, before the datagram is processed or handed to the system; so an answer comes after its request.
    /// An exception goes to <see cref="IkeHostOptions.ErrorHandler"/> and changes nothing.
    /// </remarks>
    /// <param name="outbound">Whether we send it.</param>
    /// <param name="time">The moment.</param>
    /// <param name="path">The socket's own address and port, and the peer's.</param>
    /// <param name="datagram">The UDP payload, non-ESP marker included; valid during the call only.</param>
    void OnDatagram(bool outbound, IkeInstant time, in PacketInfo path, ReadOnlySpan<byte> datagram);
}
