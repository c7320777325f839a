using Isakmp.Algorithms;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>What whoever protects a Quick Mode has agreed on with the peer, as far as its payloads depend on it.</summary>
internal sealed record QuickModeTerms
{
    /// <summary>The profile of the peer.</summary>
    public required PeerProfile Profile { get; init; }

    /// <summary>The pseudorandom function of KEYMAT.</summary>
    public required IPrf Prf { get; init; }

    /// <summary>The addresses of both sides.</summary>
    public required PacketInfo Path { get; init; }

    /// <summary>Whether Child SAs travel in UDP: then the encapsulation modes say so.</summary>
    public bool IsUdpEncapsulated { get; init; }

    /// <summary>Whether NAT traversal goes by a draft, whose numbers are of the private range.</summary>
    public bool IsNatDraft { get; init; }

    public bool IsLocalBehindNat { get; init; }

    public bool IsRemoteBehindNat { get; init; }

    /// <summary>The type of NAT-OA payloads in the dialect that is spoken.</summary>
    public PayloadType OriginalAddress => IsNatDraft ? PayloadType.V1NatOriginalAddressDraft : PayloadType.V1NatOriginalAddress;
}
