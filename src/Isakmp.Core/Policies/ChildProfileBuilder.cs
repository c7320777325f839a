using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>Collects the settings of a <see cref="ChildProfile"/> in the notation of swanctl.conf; they are checked when the profile is built.</summary>
public sealed class ChildProfileBuilder
{
    private readonly string _name;
    private readonly List<string> _espProposals = [];
    private readonly List<string> _ahProposals = [];
    private readonly List<string> _localSelectors = [];
    private readonly List<string> _remoteSelectors = [];
    private ChildMode _mode;
    private bool _compression;
    private TimeSpan _lifetime = TimeSpan.FromHours(1);
    private ulong? _lifetimeKilobytes;
    private LifetimeRule _lifetimeRule;
    private ConnectionAction _onLoad;
    private ConnectionAction _onClose;
    private ConnectionAction _onUnresponsive;

    internal ChildProfileBuilder(string name) => _name = name;

    /// <summary>Adds traffic of our side (<c>local_ts</c>), for example <c>10.1.0.0/24</c>; without any it is our address.</summary>
    /// <param name="selectors">Traffic selectors.</param>
    /// <returns>This builder.</returns>
    public ChildProfileBuilder WithLocalSelectors(params ReadOnlySpan<string> selectors)
    {
        _localSelectors.AddRange(selectors);
        return this;
    }

    /// <summary>Adds traffic of the peer's side (<c>remote_ts</c>), for example <c>10.2.0.0/24</c>; without any it is the peer's address.</summary>
    /// <param name="selectors">Traffic selectors.</param>
    /// <returns>This builder.</returns>
    public ChildProfileBuilder WithRemoteSelectors(params ReadOnlySpan<string> selectors)
    {
        _remoteSelectors.AddRange(selectors);
        return this;
    }

    /// <summary>Adds proposals for ESP (<c>esp_proposals</c>), for example <c>aes256gcm16</c>; without any, and without AH, they are the defaults.</summary>
    /// <param name="proposals">Proposals, or lists of proposals separated by commas.</param>
    /// <returns>This builder.</returns>
    public ChildProfileBuilder WithEspProposals(params ReadOnlySpan<string> proposals)
    {
        _espProposals.AddRange(proposals);
        return this;
    }

    /// <summary>Adds proposals for AH (<c>ah_proposals</c>), for example <c>sha256</c>; in IKEv1, together with proposals for ESP, for AH around ESP.</summary>
    /// <param name="proposals">Proposals, or lists of proposals separated by commas.</param>
    /// <returns>This builder.</returns>
    public ChildProfileBuilder WithAhProposals(params ReadOnlySpan<string> proposals)
    {
        _ahProposals.AddRange(proposals);
        return this;
    }

    /// <summary>Chooses tunnel mode, which is the default, or transport mode (<c>mode</c>).</summary>
    /// <param name="mode">The mode.</param>
    /// <returns>This builder.</returns>
    public ChildProfileBuilder WithMode(ChildMode mode)
    {
        _mode = mode;
        return this;
    }

    /// <summary>Says what brings the Child SA up and back (<c>start_action</c>, <c>close_action</c>, <c>dpd_action</c>).</summary>
    /// <param name="onLoad">When the profile is loaded.</param>
    /// <param name="onClose">When the peer closes it.</param>
    /// <param name="onUnresponsive">When the peer no longer answers.</param>
    /// <returns>This builder.</returns>
    public ChildProfileBuilder WithActions(
        ConnectionAction onLoad,
        ConnectionAction onClose = ConnectionAction.None,
        ConnectionAction onUnresponsive = ConnectionAction.None)
    {
        (_onLoad, _onClose, _onUnresponsive) = (onLoad, onClose, onUnresponsive);
        return this;
    }

    /// <summary>Compresses packets with DEFLATE where the peer can too (<c>ipcomp</c>, RFC 3173); IKEv1 only as yet.</summary>
    /// <param name="compress">Whether to.</param>
    /// <returns>This builder.</returns>
    public ChildProfileBuilder WithCompression(bool compress = true)
    {
        _compression = compress;
        return this;
    }

    /// <summary>Says how long an SA lives (<c>life_time</c>, <c>life_bytes</c>), which IKEv1 negotiates.</summary>
    /// <param name="duration">The time, 1 h by default.</param>
    /// <param name="kilobytes">The traffic in units of 1,024 octets, or null for no limit.</param>
    /// <param name="rule">What to make of another lifetime of the peer's.</param>
    /// <returns>This builder.</returns>
    public ChildProfileBuilder WithLifetime(TimeSpan duration, ulong? kilobytes = null, LifetimeRule rule = LifetimeRule.Claim)
    {
        (_lifetime, _lifetimeKilobytes, _lifetimeRule) = (duration, kilobytes, rule);
        return this;
    }

    internal ChildProfile Build(ICryptoProvider provider, ImmutableArray<PolicyError>.Builder errors, bool isV1)
    {
        var check = new ProfileChecker(provider, errors, $"children.{_name}.");
        bool isBoth = _ahProposals.Count > 0 && _espProposals.Count > 0;
        bool isAh = _ahProposals.Count > 0 && !isBoth;
        check.Require(isV1 || !isBoth, "ah_proposals", "A child uses ESP or AH, not both, except in IKEv1: remove esp_proposals or ah_proposals.");
        check.Require(isV1 || !_compression, "ipcomp", "Compression is negotiated in IKEv1 only as yet: leave it out.");
        check.Require(_lifetime >= TimeSpan.FromSeconds(1), "life_time", "The lifetime must be at least 1 s.");
        check.Require(_lifetimeKilobytes is not 0, "life_bytes", "The lifetime in kilobytes must be above 0: leave it out for no limit.");

        ImmutableArray<TrafficSelector> local = check.ParseSelectors("local_ts", _localSelectors);
        ImmutableArray<TrafficSelector> remote = check.ParseSelectors("remote_ts", _remoteSelectors);
        check.CheckFamilies(local, remote);
        var child = new ChildProfile(_name)
        {
            LocalSelectors = local,
            RemoteSelectors = remote,
            Proposals = isAh
                ? check.ParseProposals("ah_proposals", _ahProposals, SecurityProtocol.Ah, isV1)
                : check.ParseProposals("esp_proposals", _espProposals, SecurityProtocol.Esp, isV1),
            OuterProposals = isBoth && isV1 ? check.ParseProposals("ah_proposals", _ahProposals, SecurityProtocol.Ah, isV1) : [],
            Compression = _compression,
            Lifetime = new((ulong)Math.Max(0, _lifetime.TotalSeconds), _lifetimeKilobytes),
            LifetimeRule = _lifetimeRule,
            Mode = _mode,
            OnLoad = _onLoad,
            OnClose = _onClose,
            OnUnresponsive = _onUnresponsive,
        };
        check.Require(
            !isV1 || Phase2Suites.For(child).Any(suite => !Phase2Suites.Groups(suite).IsEmpty), "ah_proposals",
            "Quick Mode has one key exchange for ESP and AH together: give esp_proposals and ah_proposals a group in common, or let one of them name none.");
        return child;
    }
}
