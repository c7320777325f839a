using Isakmp.Messages;
using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>The AH around the ESP of a Child SA: both hold together, and packets are put into ESP first (RFC 2408 section 4.2); IKEv1 only.</summary>
public sealed record AhSaInfo
{
    /// <summary>The SPI that we chose: the one in the AH of packets that we receive.</summary>
    public required ChildSpi InboundSpi { get; init; }

    /// <summary>The SPI that the peer chose: the one in the AH of packets that we send.</summary>
    public required ChildSpi OutboundSpi { get; init; }

    /// <summary>The negotiated algorithms: one transform of each type.</summary>
    public required Proposal Proposal { get; init; }
}
