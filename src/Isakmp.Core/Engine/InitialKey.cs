using Isakmp.Primitives;

namespace Isakmp.Engine;

/// <summary>What tells one first message from another: the initiator's SPI, where it came from, and its hash (RFC 7296 section 2.1).</summary>
/// <param name="InitiatorSpi">The initiator's SPI.</param>
/// <param name="Remote">Where the message came from.</param>
/// <param name="Hash">The keyed hash of its octets; strangers choose the rest, so it alone spreads the table.</param>
internal readonly record struct InitialKey(Spi InitiatorSpi, NetEndPoint Remote, ulong Hash)
{
    public override int GetHashCode() => unchecked((int)(Hash ^ (Hash >> 32)));
}
