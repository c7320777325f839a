using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Testing;

/// <summary>A UDP datagram as a simulated network carries it, marker included.</summary>
/// <param name="Time">When it was sent.</param>
/// <param name="Source">Where it comes from, as the sender sees itself.</param>
/// <param name="Destination">Where it goes, as the sender sees it.</param>
/// <param name="Octets">The payload of UDP.</param>
public sealed record SimulatedDatagram(IkeInstant Time, NetEndPoint Source, NetEndPoint Destination, byte[] Octets)
{
    /// <summary>What it is: told by the port that it goes to, as a receiver does.</summary>
    public DatagramKind Kind => UdpEncapsulation.Classify(Octets, Destination.Port != SimulatedHost.IkePort, out _);

    /// <summary>The IKE message in it, without marker.</summary>
    public byte[] Message
    {
        get
        {
            _ = UdpEncapsulation.Classify(Octets, Destination.Port != SimulatedHost.IkePort, out ReadOnlySpan<byte> message);
            return message.ToArray();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Source} -> {Destination} {Convert.ToHexString(Octets)}";
}
