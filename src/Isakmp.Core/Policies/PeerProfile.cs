using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies.V1;

namespace Isakmp.Policies;

/// <summary>A connection as it is configured: addresses, identities, proposals, children, times. Immutable; built by <see cref="PeerProfileBuilder"/>.</summary>
public sealed class PeerProfile
{
    /// <summary>The port for IKE and ESP through NATs (RFC 3947 section 4): 4500.</summary>
    public const ushort DefaultNatTraversalPort = 4500;

    internal PeerProfile(string name) => Name = name;

    /// <summary>The name of the connection.</summary>
    public string Name { get; }

    /// <summary>The version of IKE.</summary>
    public IkeVersion Version { get; internal init; } = IkeVersion.V2;

    /// <summary>Our addresses (<c>local_addrs</c>); never empty.</summary>
    public ImmutableArray<AddressPattern> LocalAddresses { get; internal init; } = [AddressPattern.Any];

    /// <summary>The peer's addresses (<c>remote_addrs</c>); never empty.</summary>
    public ImmutableArray<AddressPattern> RemoteAddresses { get; internal init; } = [AddressPattern.Any];

    /// <summary>Who we claim to be (<c>local { id }</c>); null for our address.</summary>
    public Identity? LocalIdentity { get; internal init; }

    /// <summary>Who the peer must be (<c>remote { id }</c>).</summary>
    public IdentityPattern RemoteIdentity { get; internal init; } = IdentityPattern.Any;

    /// <summary>How we prove our identity (<c>local { auth }</c>).</summary>
    public AuthenticationKind LocalAuthentication { get; internal init; }

    /// <summary>How the peer must prove its identity (<c>remote { auth }</c>).</summary>
    public AuthenticationKind RemoteAuthentication { get; internal init; }

    /// <summary>The proposals for IKE SAs, the preferred first, numbered from 1, without SPI.</summary>
    public ImmutableArray<Proposal> IkeProposals { get; internal init; } = DefaultProposals.Ike;

    /// <summary>The policies for phase 1 of IKEv1 by priority, the default policy included unless it is turned off; empty in IKEv2.</summary>
    public ImmutableArray<IsakmpPolicy> Policies { get; internal init; } = [];

    /// <summary>The Child SAs; the first is negotiated together with the IKE SA.</summary>
    public ImmutableArray<ChildProfile> Children { get; internal init; } = [];

    /// <summary>When requests are sent again.</summary>
    public RetransmissionPolicy Retransmission { get; internal init; } = RetransmissionPolicy.Default;

    /// <summary>After how much silence the peer is asked for a sign of life (<c>dpd_delay</c>); null for never.</summary>
    public TimeSpan? LivenessInterval { get; internal init; }

    /// <summary>How often a NAT in front of us is kept open (RFC 3948 4); null for never.</summary>
    public TimeSpan? KeepAliveInterval { get; internal init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a negotiation may stay half open.</summary>
    public TimeSpan NegotiationTimeout { get; internal init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether ESP goes in UDP even where no NAT is found (<c>encap</c>).</summary>
    public bool ForceEncapsulation { get; internal init; }

    /// <summary>The UDP port that we move to when there is a NAT (RFC 7296 section 2.23).</summary>
    public ushort NatTraversalLocalPort { get; internal init; } = DefaultNatTraversalPort;

    /// <summary>The UDP port of the peer that we move to when there is a NAT (RFC 7296 section 2.23).</summary>
    public ushort NatTraversalRemotePort { get; internal init; } = DefaultNatTraversalPort;

    /// <summary>Whether an error without protection in IKE_SA_INIT ends the attempt at once instead of at the timeout (RFC 7296 2.21.1).</summary>
    public bool FailOnUnauthenticatedError { get; internal init; }

    /// <summary>What keeps the connection up.</summary>
    public KeepUpPolicy KeepUp { get; internal init; } = KeepUpPolicy.None;

    /// <summary>The child of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The child, or null.</returns>
    public ChildProfile? FindChild(string name) => Children.FirstOrDefault(child => child.Name == name);

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
