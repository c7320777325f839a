using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>The responder's search for the child that an offer is for: its selectors must cover the client identities, and its proposals satisfy the offer.</summary>
internal sealed class QuickModeSelection
{
    private const int NoFit = 1_000;

    private readonly QuickModeTerms _terms;
    private readonly ImmutableArray<V1Proposal> _offered;
    private readonly List<NegotiationReport> _refused = [];

    /// <param name="terms">What the protecting SA has settled.</param>
    /// <param name="offered">The peer's proposals.</param>
    /// <param name="local">IDcr, or our address.</param>
    /// <param name="remote">IDci, or the peer's address.</param>
    public QuickModeSelection(QuickModeTerms terms, ImmutableArray<V1Proposal> offered, TrafficSelector local, TrafficSelector remote)
    {
        _terms = terms;
        _offered = offered;
        Local = local;
        Remote = remote;
    }

    /// <summary>The traffic of our side: as offered, and after a choice for transport mode with the address that we see.</summary>
    public TrafficSelector Local { get; private set; }

    /// <summary>The traffic of the peer's side, likewise.</summary>
    public TrafficSelector Remote { get; private set; }

    /// <summary>Takes the child whose selectors fit best among those whose proposals one of the peer's satisfies.</summary>
    public bool TrySelect([NotNullWhen(true)] out ChildProfile? profile, [NotNullWhen(true)] out Phase2Choice? choice)
    {
        if ((_terms.IsLocalBehindNat || _terms.IsRemoteBehindNat) && OffersTransport())
        {
            // In transport mode the identities hold addresses from before the NATs.
            TrafficSelector local = _terms.IsLocalBehindNat ? ClientAddress.See(Local, _terms.Path.Local.Address) : Local;
            TrafficSelector remote = _terms.IsRemoteBehindNat ? ClientAddress.See(Remote, _terms.Path.Remote.Address) : Remote;
            if (TrySelect(_terms.Profile.Children.Where(static child => child.Mode == ChildMode.Transport), local, remote, out profile, out choice))
            {
                (Local, Remote) = (local, remote);
                return true;
            }
        }

        return TrySelect(_terms.Profile.Children, Local, Remote, out profile, out choice);
    }

    /// <summary>Why no child was found: the identities of all, or the proposals of the nearest whose selectors fit.</summary>
    public IkeFailure Refusal() => _refused.Count > 0
        ? new IkeFailure(
            FailureKind.PeerIncompatible, "None of the peer's proposals for the Child SA is acceptable.", Report: NegotiationReport.NearestOf([.. _refused]))
        {
            V1Notify = V1NotifyType.NoProposalChosen,
        }
        : new IkeFailure(
            FailureKind.PeerIncompatible,
            "The peer's client identities are not within the traffic of any child.",
            Report: NegotiationReport.ForClientIdentities(
                Remote,
                [.. _terms.Profile.Children.SelectMany(child => child.ResolveRemote(_terms.Path.Remote.Address))],
                Local,
                [.. _terms.Profile.Children.SelectMany(child => child.ResolveLocal(_terms.Path.Local.Address))]))
        {
            V1Notify = V1NotifyType.InvalidIdInformation,
        };

    private bool OffersTransport() => _offered.Any(static proposal => proposal.Transforms.Any(static transform =>
        V1IpsecParameters.Read(transform).Mode is not { } mode || EncapsulationModes.ModeOf(mode) == ChildMode.Transport));

    private bool TrySelect(
        IEnumerable<ChildProfile> children,
        TrafficSelector local,
        TrafficSelector remote,
        [NotNullWhen(true)] out ChildProfile? profile,
        [NotNullWhen(true)] out Phase2Choice? choice)
    {
        IEnumerable<(ChildProfile Child, int Fit)> fitting = children
            .Select(child => (Child: child, Fit: Fit(local, child.ResolveLocal(_terms.Path.Local.Address)) + Fit(remote, child.ResolveRemote(_terms.Path.Remote.Address))))
            .Where(static candidate => candidate.Fit < NoFit)
            .OrderBy(static candidate => candidate.Fit);
        foreach ((ChildProfile candidate, _) in fitting)
        {
            var mode = EncapsulationModes.For(candidate.Mode, _terms.IsUdpEncapsulated, _terms.IsNatDraft);
            if (Phase2Selection.TrySelect(_offered, candidate, mode, out choice, out NegotiationReport report))
            {
                profile = candidate;
                return true;
            }

            _refused.Add(report);
        }

        profile = null;
        choice = null;
        return false;
    }

    // An identity that is one of the selectors goes before one that lies within: who configures both means the narrower for it.
    private static int Fit(TrafficSelector identity, ImmutableArray<TrafficSelector> selectors) =>
        selectors.Contains(identity) ? 0 : selectors.Any(selector => selector.Contains(identity)) ? 1 : NoFit;
}
