using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>Collects the settings of a <see cref="PeerProfile"/> in the notation of swanctl.conf, checks them once, and reports all errors together.</summary>
/// <example>
/// <code>
/// PeerProfile office = new PeerProfileBuilder("office")
///     .WithRemoteAddresses("192.0.2.2")
///     .WithLocalIdentity("alice.test").WithRemoteIdentity("bob.test")
///     .WithProposals("aes256gcm16-prfsha256-x25519")
///     .AddChild("net", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24"))
///     .Build(provider);
/// </code>
/// </example>
public sealed class PeerProfileBuilder
{
    private readonly string _name;
    private readonly List<string> _localAddresses = [];
    private readonly List<string> _remoteAddresses = [];
    private readonly List<string> _proposals = [];
    private readonly List<IsakmpPolicy> _policies = [];
    private readonly List<(string Name, ChildProfileBuilder Builder)> _children = [];
    private string? _localIdentity;
    private string? _remoteIdentity;
    private IkeVersion _version = IkeVersion.V2;
    private bool _hasDefaultPolicy = true;
    private V1Lifetime _phase1Lifetime = IsakmpPolicy.Default.Lifetime;
    private LifetimeRule _phase1LifetimeRule;
    private AuthenticationKind _localAuthentication;
    private AuthenticationKind _remoteAuthentication;
    private RetransmissionPolicy _retransmission = RetransmissionPolicy.Default;
    private TimeSpan? _livenessInterval;
    private TimeSpan? _keepAliveInterval = TimeSpan.FromSeconds(20);
    private TimeSpan _negotiationTimeout = TimeSpan.FromSeconds(30);
    private bool _forceEncapsulation;
    private bool _failOnUnauthenticatedError;
    private ushort _natTraversalLocalPort = PeerProfile.DefaultNatTraversalPort;
    private ushort _natTraversalRemotePort = PeerProfile.DefaultNatTraversalPort;
    private KeepUpPolicy _keepUp = KeepUpPolicy.None;

    /// <summary>Begins a profile.</summary>
    /// <param name="name">The name of the connection.</param>
    public PeerProfileBuilder(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _name = name;
    }

    /// <summary>Chooses the version of IKE (<c>version</c>); IKEv2 is the default.</summary>
    /// <param name="version">The version.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithVersion(IkeVersion version)
    {
        _version = version;
        return this;
    }

    /// <summary>Adds addresses of ours (<c>local_addrs</c>); without any, all are meant.</summary>
    /// <param name="addresses">Addresses, subnets, ranges or <c>%any</c>.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithLocalAddresses(params ReadOnlySpan<string> addresses)
    {
        _localAddresses.AddRange(addresses);
        return this;
    }

    /// <summary>Adds addresses of the peer (<c>remote_addrs</c>); without any, all are meant.</summary>
    /// <param name="addresses">Addresses, subnets, ranges or <c>%any</c>; a connection that we start needs an address.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithRemoteAddresses(params ReadOnlySpan<string> addresses)
    {
        _remoteAddresses.AddRange(addresses);
        return this;
    }

    /// <summary>Says who we are (<c>local { id }</c>); without it we are our address.</summary>
    /// <param name="identity">For example <c>alice.test</c>, <c>alice@example.org</c> or <c>192.0.2.1</c>.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithLocalIdentity(string identity)
    {
        _localIdentity = identity;
        return this;
    }

    /// <summary>Says who the peer must be (<c>remote { id }</c>); without it, it may be anybody who can authenticate.</summary>
    /// <param name="pattern">An identity, a wildcard such as <c>*.example.org</c>, or <c>%any</c>.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithRemoteIdentity(string pattern)
    {
        _remoteIdentity = pattern;
        return this;
    }

    /// <summary>Says how both sides prove their identity (<c>auth</c>); a shared key is the default.</summary>
    /// <param name="local">How we do.</param>
    /// <param name="remote">How the peer must.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithAuthentication(AuthenticationKind local, AuthenticationKind remote)
    {
        (_localAuthentication, _remoteAuthentication) = (local, remote);
        return this;
    }

    /// <summary>Adds proposals for the IKE SA (<c>proposals</c>), the preferred first; without any they are the defaults.</summary>
    /// <param name="proposals">Proposals, or lists of proposals separated by commas; <c>default</c> stands for the defaults.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithProposals(params ReadOnlySpan<string> proposals)
    {
        _proposals.AddRange(proposals);
        return this;
    }

    /// <summary>IKEv1: adds policies with priorities of their own; proposals take the free priorities from 1 on.</summary>
    /// <param name="policies">The policies.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithPolicies(params ReadOnlySpan<IsakmpPolicy> policies)
    {
        _policies.AddRange(policies);
        return this;
    }

    /// <summary>IKEv1: keeps or turns off the default policy, which stands behind all others (<see cref="IsakmpPolicy.Default"/>); it is on.</summary>
    /// <param name="enabled">Whether it is on.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithDefaultPolicy(bool enabled)
    {
        _hasDefaultPolicy = enabled;
        return this;
    }

    /// <summary>IKEv1: says how long the SA of phase 1 lives, for the policies that come from proposals and the default one.</summary>
    /// <param name="duration">The time, 86,400 s by default.</param>
    /// <param name="rule">What to make of another lifetime of the peer's.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithPhase1Lifetime(TimeSpan duration, LifetimeRule rule = LifetimeRule.Claim)
    {
        (_phase1Lifetime, _phase1LifetimeRule) = (new((ulong)Math.Max(0, duration.TotalSeconds), null), rule);
        return this;
    }

    /// <summary>Adds a Child SA (<c>children</c>).</summary>
    /// <param name="name">Its name, unique in the profile.</param>
    /// <param name="configure">Makes its settings; without it the child protects the traffic between the two endpoints with the defaults.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder AddChild(string name, Action<ChildProfileBuilder>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var builder = new ChildProfileBuilder(name);
        configure?.Invoke(builder);
        _children.Add((name, builder));
        return this;
    }

    /// <summary>Says when requests are sent again.</summary>
    /// <param name="retransmission">The times.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithRetransmission(RetransmissionPolicy retransmission)
    {
        ArgumentNullException.ThrowIfNull(retransmission);
        _retransmission = retransmission;
        return this;
    }

    /// <summary>Says after how much silence the peer is asked for a sign of life (<c>dpd_delay</c>).</summary>
    /// <param name="interval">The time, or null for never, which is the default.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithLiveness(TimeSpan? interval)
    {
        _livenessInterval = interval;
        return this;
    }

    /// <summary>Says how often a NAT in front of us is kept open.</summary>
    /// <param name="interval">The time, 20 s by default, or null for never.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithKeepAlive(TimeSpan? interval)
    {
        _keepAliveInterval = interval;
        return this;
    }

    /// <summary>Says how long a negotiation may stay half open.</summary>
    /// <param name="timeout">The time, 30 s by default.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithNegotiationTimeout(TimeSpan timeout)
    {
        _negotiationTimeout = timeout;
        return this;
    }

    /// <summary>Puts ESP in UDP even where no NAT is found (<c>encap</c>).</summary>
    /// <param name="force">Whether to.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithForcedEncapsulation(bool force = true)
    {
        _forceEncapsulation = force;
        return this;
    }

    /// <summary>Chooses the UDP ports that both sides move to when there is a NAT; 4500 on both is the default (RFC 7296 2.23).</summary>
    /// <param name="local">Our port.</param>
    /// <param name="remote">The peer's port.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithNatTraversalPorts(ushort local, ushort remote)
    {
        (_natTraversalLocalPort, _natTraversalRemotePort) = (local, remote);
        return this;
    }

    /// <summary>Lets an error without protection end an attempt at once; by default it is kept for the report and the attempt goes on (RFC 7296 2.21.1).</summary>
    /// <param name="fail">Whether to.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithFailureOnUnauthenticatedError(bool fail = true)
    {
        _failOnUnauthenticatedError = fail;
        return this;
    }

    /// <summary>Says what keeps the connection up.</summary>
    /// <param name="keepUp">The policy.</param>
    /// <returns>This builder.</returns>
    public PeerProfileBuilder WithKeepUp(KeepUpPolicy keepUp)
    {
        ArgumentNullException.ThrowIfNull(keepUp);
        _keepUp = keepUp;
        return this;
    }

    /// <summary>Builds the profile.</summary>
    /// <param name="provider">The algorithms that there are.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="PolicyException">The settings are wrong; the exception lists all that is wrong and how to mend it.</exception>
    public PeerProfile Build(ICryptoProvider provider) =>
        TryBuild(provider, out PeerProfile? profile, out ImmutableArray<PolicyError> errors) ? profile : throw new PolicyException(_name, errors);

    /// <summary>Builds the profile.</summary>
    /// <param name="provider">The algorithms that there are.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="errors">All that is wrong and how to mend it; empty on success.</param>
    /// <returns>Whether the settings are right.</returns>
    public bool TryBuild(ICryptoProvider provider, [NotNullWhen(true)] out PeerProfile? profile, out ImmutableArray<PolicyError> errors)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ImmutableArray<PolicyError>.Builder found = ImmutableArray.CreateBuilder<PolicyError>();
        var check = new ProfileChecker(provider, found, string.Empty);
        Check(check);
        bool isV1 = _version == IkeVersion.V1;
        profile = new PeerProfile(_name)
        {
            Version = _version,
            LocalAddresses = check.ParseAddresses("local_addrs", _localAddresses),
            RemoteAddresses = check.ParseAddresses("remote_addrs", _remoteAddresses),
            LocalIdentity = check.ParseIdentity("local.id", _localIdentity),
            RemoteIdentity = check.ParsePattern("remote.id", _remoteIdentity),
            LocalAuthentication = _localAuthentication,
            RemoteAuthentication = _remoteAuthentication,
            IkeProposals = isV1 ? [] : check.ParseProposals("proposals", _proposals, SecurityProtocol.Ike),
            Policies = isV1 ? BuildPolicies(check) : [],
            Children = [.. _children.Select(child => child.Builder.Build(provider, found, isV1))],
            Retransmission = _retransmission,
            LivenessInterval = _livenessInterval,
            KeepAliveInterval = _keepAliveInterval,
            NegotiationTimeout = _negotiationTimeout,
            ForceEncapsulation = _forceEncapsulation,
            NatTraversalLocalPort = _natTraversalLocalPort,
            NatTraversalRemotePort = _natTraversalRemotePort,
            FailOnUnauthenticatedError = _failOnUnauthenticatedError,
            KeepUp = _keepUp,
        };
        errors = found.ToImmutable();
        profile = errors.IsEmpty ? profile : null;
        return profile is not null;
    }

    // The word default stands for the default policy, which has its own place.
    private ImmutableArray<IsakmpPolicy> BuildPolicies(ProfileChecker check)
    {
        List<string> items = [.. _proposals.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))];
        int defaults = items.RemoveAll(item => item.Equals(ProposalNotation.DefaultWord, StringComparison.OrdinalIgnoreCase));
        ImmutableArray<Proposal> proposals = items.Count == 0 ? [] : check.ParseProposals("proposals", items, SecurityProtocol.Ike, isV1: true);
        IEnumerable<IsakmpPolicy> expanded = proposals.SelectMany(Phase1Suite.Expand);
        return [.. new PolicyChecker(check).Build([.. expanded.Take(1024)], _policies, _hasDefaultPolicy || defaults > 0)
            .Select(policy => _policies.Contains(policy) ? policy : policy with { Lifetime = _phase1Lifetime, LifetimeRule = _phase1LifetimeRule })];
    }

    private void Check(ProfileChecker check)
    {
        check.Require(_version is IkeVersion.V1 or IkeVersion.V2, "version", "The version is V1 or V2.");
        check.Require(_version == IkeVersion.V1 || _policies.Count == 0, "policies", "Policies with priorities belong to IKEv1: set the version to V1, or write proposals.");
        check.Require(_phase1Lifetime.Seconds > 0, "ike_lifetime", "The lifetime of phase 1 must be at least 1 s.");
        check.Require(_children.Count > 0, "children", "The connection has no child, so it would protect nothing: add one with AddChild.");
        foreach (string name in _children.GroupBy(child => child.Name).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            check.Fail("children", $"There is more than one child '{name}': give each its own name.");
        }

        check.Require(_retransmission.InitialTimeout > TimeSpan.Zero, "retransmit_timeout", "The time until a request is repeated must be above 0.");
        check.Require(_retransmission.Base >= 1, "retransmit_base", "The factor between repetitions must be at least 1.");
        check.Require(_retransmission.Tries is >= 0 and <= 100, "retransmit_tries", "The number of repetitions must be from 0 to 100.");
        check.Require(_retransmission.Jitter is >= 0 and <= 1, "retransmit_jitter", "The jitter is a part of each time, from 0 to 1.");
        check.Require(!(_retransmission.Limit <= TimeSpan.Zero), "retransmit_limit", "The longest time between repetitions must be above 0.");
        check.Require(!(_livenessInterval <= TimeSpan.Zero), "dpd_delay", "The time of silence must be above 0: leave it out for no check.");
        check.Require(!(_keepAliveInterval <= TimeSpan.Zero), "keep_alive", "The keep-alive interval must be above 0: leave it out for none.");
        check.Require(_negotiationTimeout > TimeSpan.Zero, "half_open_timeout", "The time for a negotiation must be above 0.");
        check.Require(_keepUp.Tries >= 0, "keyingtries", "The number of tries must be 0 (for ever) or more.");
    }
}
