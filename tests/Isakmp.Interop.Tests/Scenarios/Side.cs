using System.Collections.Immutable;
using Isakmp.Policies;

namespace Isakmp.Interop.Tests.Scenarios;

/// <summary>What one side of a scenario is configured with, in the words of swanctl.conf, whichever implementation plays it.</summary>
public sealed record Side
{
    /// <summary>The version of IKE.</summary>
    public IkeVersion Version { get; init; } = IkeVersion.V2;

    /// <summary>Who it says it is.</summary>
    public required string Identity { get; init; }

    /// <summary>Who the other must be.</summary>
    public required string PeerIdentity { get; init; }

    /// <summary>The pre-shared key, as text.</summary>
    public string Secret { get; init; } = "correct horse battery staple";

    /// <summary>IKE proposals, comma separated, the first preferred.</summary>
    public string IkeProposals { get; init; } = "aes128-sha256-x25519";

    /// <summary>ESP proposals, comma separated, the first preferred.</summary>
    public string EspProposals { get; init; } = "aes128gcm16";

    /// <summary>AH proposals, comma separated, the first preferred; a side that has some needs no ESP proposals.</summary>
    public string AhProposals { get; init; } = "";

    /// <summary>Whether packets are compressed before they are encrypted (<c>ipcomp</c>, RFC 3173).</summary>
    public bool IsCompressing { get; init; }

    /// <summary>How long a Child SA lives; null for the default of whoever plays the side.</summary>
    public TimeSpan? ChildLifetime { get; init; }

    /// <summary>How many units of 1,024 octets a Child SA may carry; null for no limit.</summary>
    public ulong? ChildKilobytes { get; init; }

    /// <summary>How long an IKE SA lives; null for the default of whoever plays the side.</summary>
    public TimeSpan? IkeLifetime { get; init; }

    /// <summary>What it protects behind itself, comma separated; empty for its own address.</summary>
    public string LocalSelectors { get; init; } = "";

    /// <summary>What it protects behind the other, comma separated; empty for the other's address.</summary>
    public string RemoteSelectors { get; init; } = "";

    /// <summary>Whether the Child SA protects payloads between the two hosts themselves, not whole packets between networks (RFC 7296 1.3.1).</summary>
    public bool IsTransport { get; init; }

    /// <summary>Whether it pretends to be behind a NAT, so that ESP goes in UDP (<c>encap = yes</c>).</summary>
    public bool ForceEncapsulation { get; init; }

    /// <summary>Whether as responder it asks every initiator for a cookie (RFC 7296 2.6).</summary>
    public bool DemandCookie { get; init; }

    /// <summary>How long the other may be silent before it is asked whether it lives (RFC 7296 2.4); null for never.</summary>
    public TimeSpan? LivenessInterval { get; init; }

    /// <summary>Children beside "net", which differ in name and selectors only.</summary>
    public ImmutableArray<(string Name, string LocalSelectors, string RemoteSelectors)> FurtherChildren { get; init; } = [];
}
