using System.Collections.Immutable;
using System.Buffers.Binary;
using Isakmp.Messages;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>What one Child SA is to protect, and how; built by <see cref="ChildProfileBuilder"/>.</summary>
public sealed class ChildProfile
{
    internal ChildProfile(string name) => Name = name;

    /// <summary>The name, unique within its profile.</summary>
    public string Name { get; }

    /// <summary>The traffic of our side (<c>local_ts</c>), possibly dynamic; never empty.</summary>
    public ImmutableArray<TrafficSelector> LocalSelectors { get; internal init; } = [TrafficSelector.Dynamic];

    /// <summary>The traffic of the peer's side (<c>remote_ts</c>), possibly dynamic; never empty.</summary>
    public ImmutableArray<TrafficSelector> RemoteSelectors { get; internal init; } = [TrafficSelector.Dynamic];

    /// <summary>The proposals for ESP or AH, the preferred first, numbered from 1, without SPI.</summary>
    public ImmutableArray<Proposal> Proposals { get; internal init; } = DefaultProposals.Esp;

    /// <summary>Proposals for AH around ESP, which hold together with one of <see cref="Proposals"/>; empty unless both are wanted, which only IKEv1 can negotiate (RFC 2408 4.2).</summary>
    public ImmutableArray<Proposal> OuterProposals { get; internal init; } = [];

    /// <summary>Whether packets are compressed with DEFLATE where the peer can too (<c>ipcomp</c>, RFC 3173); IKEv1 only as yet.</summary>
    public bool Compression { get; internal init; }

    /// <summary>How long an SA lives (<c>life_time</c>, <c>life_bytes</c>), which IKEv1 negotiates; 3,600 s by default.</summary>
    public V1Lifetime Lifetime { get; internal init; } = new(3_600, null);

    /// <summary>What to make of another lifetime of the peer's in IKEv1.</summary>
    public LifetimeRule LifetimeRule { get; internal init; }

    /// <summary>ESP or AH.</summary>
    public SecurityProtocol Protocol => Proposals[0].Protocol;

    /// <summary>Tunnel or transport mode.</summary>
    public ChildMode Mode { get; internal init; }

    /// <summary>What to do when the profile is loaded (<c>start_action</c>).</summary>
    public ConnectionAction OnLoad { get; internal init; }

    /// <summary>What to do when the peer closes this Child SA (<c>close_action</c>).</summary>
    public ConnectionAction OnClose { get; internal init; }

    /// <summary>What to do when the peer no longer answers (<c>dpd_action</c>).</summary>
    public ConnectionAction OnUnresponsive { get; internal init; }

    /// <summary>The proposals to send or to accept for an SA of one kind; IKE_AUTH has no key exchange for its Child SA, so they are left out there (RFC 7296 1.2).</summary>
    /// <param name="kind"><see cref="NegotiationKind.FirstChildSa"/> or <see cref="NegotiationKind.ChildSa"/>.</param>
    /// <param name="spi">Our SPI.</param>
    /// <returns>The proposals, numbered from 1.</returns>
    public ImmutableArray<Proposal> Offer(NegotiationKind kind, ChildSpi spi)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        ImmutableArray<byte> field = [.. octets];
        return [.. Proposals.Select(proposal =>
            (kind == NegotiationKind.FirstChildSa ? proposal.WithoutKeyExchange() : proposal) with { Spi = field })];
    }

    /// <summary>Our selectors with our address in the dynamic ones.</summary>
    /// <param name="address">Our address in the tunnel's outer packets, or the one assigned to us.</param>
    /// <returns>The selectors.</returns>
    public ImmutableArray<TrafficSelector> ResolveLocal(NetAddress address) => [.. LocalSelectors.Select(selector => selector.Resolve(address))];

    /// <summary>The peer's selectors with its address in the dynamic ones.</summary>
    /// <param name="address">The peer's address in the tunnel's outer packets, or the one assigned to it.</param>
    /// <returns>The selectors.</returns>
    public ImmutableArray<TrafficSelector> ResolveRemote(NetAddress address) => [.. RemoteSelectors.Select(selector => selector.Resolve(address))];

    /// <summary>Name, selectors and proposals on one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"{Name}: {string.Join(", ", LocalSelectors)} === {string.Join(", ", RemoteSelectors)} {(Mode == ChildMode.Transport ? "transport" : "tunnel")} {ProposalNotation.FormatList(Proposals)}";
}
