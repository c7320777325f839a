using Isakmp.Primitives;

namespace Isakmp.Framing;

/// <summary>Where a datagram came from or goes to.</summary>
/// <param name="Local">Our address and port: a concrete address, because NAT detection hashes it (RFC 7296 section 2.23).</param>
/// <param name="Remote">The peer's address and port.</param>
/// <param name="Encapsulation">What surrounds the message; the endpoint itself never sees a marker.</param>
/// <param name="Interface">The index of the interface, or the number of the stream; 0 if the caller does not care.</param>
public readonly record struct PacketInfo(NetEndPoint Local, NetEndPoint Remote, Encapsulation Encapsulation = Encapsulation.None, int Interface = 0)
{
    /// <summary>Returns both ends, for example <c>192.0.2.1:500 - 192.0.2.2:500</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Local} - {Remote}";
}
