using System.Collections.Immutable;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>A snapshot of one IKE SA; it holds no secret.</summary>
public sealed record IkeSaInfo
{
    /// <summary>The connection it belongs to.</summary>
    public required ConnectionId Connection { get; init; }

    /// <summary>Its handle.</summary>
    public required IkeSaId Id { get; init; }

    /// <summary>The version of IKE that it speaks; in IKEv1 it is called ISAKMP SA.</summary>
    public required IkeVersion Version { get; init; }

    /// <summary>The name of the profile, or null while none is selected.</summary>
    public required string? ProfileName { get; init; }

    /// <summary>Who began it.</summary>
    public required IkeRole Role { get; init; }

    /// <summary>How far it has come.</summary>
    public required IkeSaState State { get; init; }

    /// <summary>The initiator's SPI.</summary>
    public required Spi InitiatorSpi { get; init; }

    /// <summary>The responder's SPI; zero until it is known.</summary>
    public required Spi ResponderSpi { get; init; }

    /// <summary>The identity that we claim, once it is fixed.</summary>
    public required Identity? LocalIdentity { get; init; }

    /// <summary>The identity that the peer proved, or claims while the SA is not established.</summary>
    public required Identity? RemoteIdentity { get; init; }

    /// <summary>The addresses in use.</summary>
    public required PacketInfo Path { get; init; }

    /// <summary>The negotiated algorithms, once they are.</summary>
    public required Proposal? Proposal { get; init; }

    /// <summary>Whether there is a NAT in front of us, so that we send keep-alives (RFC 7296 section 2.23).</summary>
    public required bool IsLocalBehindNat { get; init; }

    /// <summary>Whether there is a NAT in front of the peer, so that its address may change (RFC 7296 section 2.23).</summary>
    public required bool IsRemoteBehindNat { get; init; }

    /// <summary>How long it may be used, as IKEv1 has negotiated it; null without limit, and in IKEv2, where each side decides for itself.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>When both sides were authenticated; null before.</summary>
    public required IkeInstant? EstablishedAt { get; init; }

    /// <summary>Its Child SAs.</summary>
    public required ImmutableArray<ChildSaInfo> Children { get; init; }
}
