using System.Collections.Immutable;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges;

/// <summary>A snapshot of one Child SA; it holds no secret.</summary>
public sealed record ChildSaInfo
{
    /// <summary>Its handle.</summary>
    public required ChildId Id { get; init; }

    /// <summary>The name of its profile.</summary>
    public required string Name { get; init; }

    /// <summary>ESP or AH.</summary>
    public required SecurityProtocol Protocol { get; init; }

    /// <summary>Tunnel or transport.</summary>
    public required ChildMode Mode { get; init; }

    /// <summary>The SPI that we chose: the one in packets that we receive.</summary>
    public required ChildSpi InboundSpi { get; init; }

    /// <summary>The SPI that the peer chose: the one in packets that we send.</summary>
    public required ChildSpi OutboundSpi { get; init; }

    /// <summary>What is on our side of the tunnel.</summary>
    public required ImmutableArray<TrafficSelector> LocalSelectors { get; init; }

    /// <summary>What is on the peer's side.</summary>
    public required ImmutableArray<TrafficSelector> RemoteSelectors { get; init; }

    /// <summary>The negotiated algorithms: one transform of each type.</summary>
    public required Proposal Proposal { get; init; }

    /// <summary>Whether sequence numbers have 64 bits (RFC 4304).</summary>
    public required bool ExtendedSequenceNumbers { get; init; }

    /// <summary>Whether packets travel in UDP, because there is a NAT on the way or the profile says so (RFC 3948).</summary>
    public required bool IsUdpEncapsulated { get; init; }

    /// <summary>The outer addresses, and the ports where packets travel in UDP.</summary>
    public required PacketInfo Path { get; init; }

    /// <summary>How long it may be used, as IKEv1 has negotiated it; null without limit, and in IKEv2, where each side decides for itself.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How much it may protect, in units of 1,024 octets, as IKEv1 has negotiated it; null without limit.</summary>
    public ulong? LifetimeKilobytes { get; init; }

    /// <summary>The AH around the ESP that the rest of this tells of; null without.</summary>
    public AhSaInfo? Ah { get; init; }

    /// <summary>The compression; null without.</summary>
    public CompressionInfo? Compression { get; init; }

    /// <summary>The addresses before NATs, for checksums in transport mode; null where there is no NAT, and where the peer has not told them.</summary>
    public OriginalAddresses? OriginalAddresses { get; init; }
}
