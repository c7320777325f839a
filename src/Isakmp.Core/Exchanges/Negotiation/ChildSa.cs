using System.Collections.Immutable;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>What the engine remembers of a Child SA: everything but its keys, which the caller has.</summary>
internal sealed class ChildSa
{
    public required ChildId Id { get; init; }

    public required ChildProfile Profile { get; init; }

    public required ChildMode Mode { get; init; }

    public required ChildSpi InboundSpi { get; init; }

    public required ChildSpi OutboundSpi { get; init; }

    public required ImmutableArray<TrafficSelector> LocalSelectors { get; init; }

    public required ImmutableArray<TrafficSelector> RemoteSelectors { get; init; }

    public required Proposal Proposal { get; init; }

    /// <summary>How long it may be used; null without limit, and in IKEv2.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How much it may protect, in units of 1,024 octets; null without limit, and in IKEv2.</summary>
    public ulong? LifetimeKilobytes { get; init; }

    /// <summary>The AH around its ESP; null without.</summary>
    public AhSaInfo? Ah { get; init; }

    /// <summary>Its compression; null without.</summary>
    public CompressionInfo? Compression { get; init; }

    /// <summary>The addresses before NATs; null where the peer has not told them.</summary>
    public OriginalAddresses? OriginalAddresses { get; init; }

    /// <summary>When it came to be.</summary>
    public IkeInstant EstablishedAt { get; set; }

    /// <summary>What it has protected as far as the caller has told, in octets.</summary>
    public ulong TrafficOctets { get; set; }

    /// <summary>Whether another has taken its place.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Whether we initiated the exchange that made it.</summary>
    public bool IsOurs { get; init; }

    /// <summary>When it is to be renewed, in monotonic ticks.</summary>
    public long RenewAt { get; set; } = long.MaxValue;

    /// <summary>When it ends, in monotonic ticks.</summary>
    public long ExpiresAt { get; set; } = long.MaxValue;

    /// <summary>Whether these times have been set.</summary>
    public bool HasTimes { get; set; }

    /// <summary>Whether it is to be renewed as soon as there is an IKE SA to do it under.</summary>
    public bool WaitsForSa { get; set; }

    /// <summary>Whether our renewal of it is under way.</summary>
    public bool IsRenewing { get; set; }

    /// <summary>Whether our delete of it is under way.</summary>
    public bool IsClosing { get; set; }

    public SecurityProtocol Protocol => Proposal.Protocol;

    /// <summary>Whether an SPI of the peer's is one of its own, in either of the protocols of a bundle.</summary>
    public bool HasOutbound(SecurityProtocol protocol, ChildSpi spi) =>
        (Protocol == protocol && OutboundSpi == spi) || (protocol == SecurityProtocol.Ah && Ah?.OutboundSpi == spi);

    /// <summary>Whether both protect the same traffic in the same way, so that one can take the place of the other.</summary>
    public bool IsSiblingOf(ChildSa other) =>
        !ReferenceEquals(this, other)
        && ReferenceEquals(Profile, other.Profile)
        && Mode == other.Mode
        && Protocol == other.Protocol
        && LocalSelectors.SequenceEqual(other.LocalSelectors)
        && RemoteSelectors.SequenceEqual(other.RemoteSelectors);

    /// <summary>Gives back everything that it is received by: the SPIs of a bundle, and the index of its compression.</summary>
    public void ReleaseSpis(NegotiationContext context)
    {
        context.ReleaseChildSpi(Protocol, InboundSpi);
        if (Ah is { } ah)
        {
            context.ReleaseChildSpi(SecurityProtocol.Ah, ah.InboundSpi);
        }

        if (Compression is { } compression)
        {
            context.ReleaseCompressionIndex(compression.InboundCpi);
        }
    }

    /// <param name="path">The addresses that its packets go between.</param>
    /// <param name="isUdpEncapsulated">Whether they travel in UDP.</param>
    public ChildSaInfo Describe(PacketInfo path, bool isUdpEncapsulated) => new()
    {
        Id = Id,
        Name = Profile.Name,
        Protocol = Protocol,
        Mode = Mode,
        InboundSpi = InboundSpi,
        OutboundSpi = OutboundSpi,
        LocalSelectors = LocalSelectors,
        RemoteSelectors = RemoteSelectors,
        Proposal = Proposal,
        ExtendedSequenceNumbers = Proposal.UsesExtendedSequenceNumbers,
        IsUdpEncapsulated = isUdpEncapsulated,
        Path = path,
        Lifetime = Lifetime,
        LifetimeKilobytes = LifetimeKilobytes,
        Ah = Ah,
        Compression = Compression,
        OriginalAddresses = OriginalAddresses,
    };
}
