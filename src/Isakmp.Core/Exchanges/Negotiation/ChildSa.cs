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

    /// <summary>Whether our delete of it is under way.</summary>
    public bool IsClosing { get; set; }

    public SecurityProtocol Protocol => Proposal.Protocol;

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
    };
}
