using System.Buffers.Binary;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Wire;

namespace Isakmp.Hosting;

/// <summary>Tells what a datagram is from the port on which it arrived and from its first octets.</summary>
internal static class PortFraming
{
    /// <summary>The port on which IKE has no marker and ESP does not occur (RFC 7296 section 2.23).</summary>
    public const ushort IkePort = 500;

    private const int LengthOffset = 24;

    /// <summary>Classifies a datagram.</summary>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="port">The port on which it arrived.</param>
    /// <param name="payload">The IKE message or the ESP packet.</param>
    /// <param name="encapsulation">What surrounded it, and must surround the answer.</param>
    /// <returns>The kind.</returns>
    public static DatagramKind Classify(ReadOnlySpan<byte> datagram, UdpPort port, out ReadOnlySpan<byte> payload, out Encapsulation encapsulation)
    {
        bool hasMarker = port.IsNatTraversal || !IsBareMessage(datagram, port.Local);
        encapsulation = hasMarker ? Encapsulation.NonEspMarker : Encapsulation.None;
        return UdpEncapsulation.Classify(datagram, hasMarker, out payload);
    }

    /// <summary>How IKE begins toward a port: without marker on port 500, with one on every other.</summary>
    /// <remarks>That is what the daemons do: a peer that listens elsewhere has no port that could be without ESP.</remarks>
    /// <param name="remote">The peer.</param>
    /// <returns>What must surround the first message.</returns>
    public static Encapsulation Toward(NetEndPoint remote) => remote.Port == IkePort ? Encapsulation.None : Encapsulation.NonEspMarker;

    // Daemons with ports of their own choice put the marker on all of them, and send ESP there too. The length in the header tells a bare message.
    private static bool IsBareMessage(ReadOnlySpan<byte> datagram, NetEndPoint local) =>
        local.Port == IkePort || datagram.Length < IkeHeader.Size
        || BinaryPrimitives.ReadUInt32BigEndian(datagram[LengthOffset..]) == (uint)datagram.Length;
}
