using Isakmp.Framing;

namespace Isakmp.Engine;

/// <summary>A datagram to send.</summary>
/// <param name="Path">Where it goes, and what must be put around it.</param>
/// <param name="Length">Its size in octets, without marker or prefix.</param>
/// <param name="IsKeepAlive">Whether it is the one octet of a NAT keep-alive, which takes no marker (RFC 3948 section 2.3).</param>
public readonly record struct Transmit(PacketInfo Path, int Length, bool IsKeepAlive);
