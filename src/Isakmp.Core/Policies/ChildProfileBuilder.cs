using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Messages;
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

    /// <summary>Adds proposals for AH (<c>ah_proposals</c>), for example <c>sha256</c>.</summary>
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

    internal ChildProfile Build(ICryptoProvider provider, ImmutableArray<PolicyError>.Builder errors)
    {
        var check = new ProfileChecker(provider, errors, $"children.{_name}.");
        bool isAh = _ahProposals.Count > 0;
        if (isAh && _espProposals.Count > 0)
        {
            check.Fail("ah_proposals", "A child uses ESP or AH, not both: remove esp_proposals or ah_proposals.");
        }

        ImmutableArray<TrafficSelector> local = check.ParseSelectors("local_ts", _localSelectors);
        ImmutableArray<TrafficSelector> remote = check.ParseSelectors("remote_ts", _remoteSelectors);
        check.CheckFamilies(local, remote);
        return new(_name)
        {
            LocalSelectors = local,
            RemoteSelectors = remote,
            Proposals = isAh
                ? check.ParseProposals("ah_proposals", _ahProposals, SecurityProtocol.Ah)
                : check.ParseProposals("esp_proposals", _espProposals, SecurityProtocol.Esp),
            Mode = _mode,
            OnLoad = _onLoad,
            OnClose = _onClose,
            OnUnresponsive = _onUnresponsive,
        };
    }
}
