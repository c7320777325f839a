using System.Collections.Immutable;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Answers the offer of the first Child SA in IKE_AUTH: narrows selectors, chooses a proposal; a refusal leaves the IKE SA up (RFC 7296 sections 1.2, 2.9).</summary>
internal sealed class RespondChild : ExchangeTask
{
    private readonly RespondAuth _authentication;
    private readonly ChildNegotiation _negotiation = new();
    private ChildProfile? _profile;
    private Proposal? _chosen;
    private ChildNegotiation.Selectors _selectors;
    private ChildMode _mode;
    private NotifyType _refusal;
    private IkeFailure? _failure;
    private NegotiationReport? _refusedProposals;

    public RespondChild(RespondAuth authentication) => _authentication = authentication;

    public override TaskStep ProcessRequest(ExchangeContext context, in InboundMessage message)
    {
        if (_failure is not null)
        {
            return TaskStep.Done;
        }

        if (_chosen is null)
        {
            TaskStep selected = Select(context, message);
            if (selected.Outcome != TaskOutcome.Done || _failure is not null)
            {
                return selected;
            }
        }

        return Install(context);
    }

    public override void BuildResponse(ExchangeContext context, ref MessageWriter writer)
    {
        if (_failure is not null)
        {
            NotifyPayload.Write(ref writer, _refusal);
            return;
        }

        ChildSa child = _negotiation.Child!;
        if (_mode == ChildMode.Transport)
        {
            NotifyPayload.Write(ref writer, NotifyType.UseTransportMode);
        }

        Proposals.Write(ref writer, child.Proposal with { Spi = ChildNegotiation.ToOctets(child.InboundSpi) });
        TrafficSelectors.Write(ref writer, PayloadType.TrafficSelectorInitiator, child.RemoteSelectors);
        TrafficSelectors.Write(ref writer, PayloadType.TrafficSelectorResponder, child.LocalSelectors);
    }

    public override void Commit(ExchangeContext context)
    {
        if (_failure is not null)
        {
            _negotiation.Abandon(context);
            ChildNegotiation.EmitFailure(context, _profile?.Name, _failure);
        }
        else
        {
            _negotiation.Commit(context);
        }
    }

    public override void Abandon(ExchangeContext context) => _negotiation.Abandon(context);

    protected override void Dispose(bool disposing)
    {
        _negotiation.Dispose();
        base.Dispose(disposing);
    }

    private TaskStep Select(ExchangeContext context, in InboundMessage message)
    {
        if (!SecurityAssociationView.TryRead(message.Body(PayloadType.SecurityAssociation), out SecurityAssociationView association).IsOk
            || !ChildNegotiation.TryReadSelectors(message, PayloadType.TrafficSelectorInitiator, out ImmutableArray<TrafficSelector> theirs)
            || !ChildNegotiation.TryReadSelectors(message, PayloadType.TrafficSelectorResponder, out ImmutableArray<TrafficSelector> ours))
        {
            return TaskStep.InvalidSyntax("SA, TSi or TSr of the Child SA is missing or malformed"); // RFC 6023 3: childless must have been announced
        }

        bool wantsTransport = message.HasNotify(NotifyType.UseTransportMode);
        ImmutableArray<Proposal> offered = Proposals.Read(association);
        if (!TrySelectThroughNat(context.Session, offered, ours, theirs, wantsTransport)
            && !TrySelectProfile(context.Session.Path, _authentication.Profile!.Children, offered, ours, theirs, wantsTransport))
        {
            RefuseOffer(context, ours, theirs);
        }
        else if (!ChildNegotiation.IsUsable(ChildNegotiation.PeerSpi(_chosen!)))
        {
            Refuse(NotifyType.NoProposalChosen, "The peer chose a reserved SPI.", null, FailureKind.PeerMisbehaved); // RFC 4303 2.1
        }

        return TaskStep.Done;
    }

    /// <summary>Says why no child fits: the selectors of all, or the proposals of the first whose selectors fit.</summary>
    private void RefuseOffer(ExchangeContext context, ImmutableArray<TrafficSelector> ours, ImmutableArray<TrafficSelector> theirs)
    {
        if (_refusedProposals is null)
        {
            Refuse(NotifyType.TsUnacceptable, "The peer's traffic selectors have nothing in common with those of any child.", ReportSelectors(context, ours, theirs));
        }
        else
        {
            Refuse(NotifyType.NoProposalChosen, "None of the peer's proposals for the Child SA is acceptable.", _refusedProposals);
        }
    }

    /// <summary>In transport mode the peer's selectors hold addresses from behind the NATs: looks with those that we see, for children of transport mode alone.</summary>
    private bool TrySelectThroughNat(
        Session session, ImmutableArray<Proposal> offered, ImmutableArray<TrafficSelector> ours, ImmutableArray<TrafficSelector> theirs, bool wantsTransport)
    {
        if (!wantsTransport || !(session.IsLocalBehindNat || session.IsRemoteBehindNat))
        {
            return false;
        }

        // RFC 7296 2.23.1: the server substitutes; if nothing is found, it undoes that and looks again
        Framing.PacketInfo path = session.Path;
        return TrySelectProfile(
            path,
            _authentication.Profile!.Children.Where(static child => child.Mode == ChildMode.Transport),
            offered,
            session.IsLocalBehindNat ? TransportSelectors.At(ours, path.Local.Address) : ours,
            session.IsRemoteBehindNat ? TransportSelectors.At(theirs, path.Remote.Address) : theirs,
            wantsTransport);
    }

    /// <summary>Takes the first child whose selectors have a part in common and whose proposals one of the peer's satisfies, one of the mode that the peer asks for before others.</summary>
    private bool TrySelectProfile(
        Framing.PacketInfo path,
        IEnumerable<ChildProfile> children,
        ImmutableArray<Proposal> offered,
        ImmutableArray<TrafficSelector> ours,
        ImmutableArray<TrafficSelector> theirs,
        bool wantsTransport)
    {
        ChildMode wanted = wantsTransport ? ChildMode.Transport : ChildMode.Tunnel;
        IEnumerable<ChildProfile> ordered = children.OrderBy(child => child.Mode == wanted ? 0 : 1);
        foreach (ChildProfile candidate in ordered)
        {
            if (!TrafficSelectorNarrowing.TryNarrow(
                    ours, candidate.ResolveLocal(path.Local.Address), out ImmutableArray<TrafficSelector> local)
                || !TrafficSelectorNarrowing.TryNarrow(
                    theirs, candidate.ResolveRemote(path.Remote.Address), out ImmutableArray<TrafficSelector> remote))
            {
                continue;
            }

            if (ProposalSelection.TrySelect(
                offered, candidate.Proposals, new SelectionOptions(NegotiationKind.FirstChildSa), out _chosen, out NegotiationReport report))
            {
                _profile = candidate;
                _selectors = new(local, remote);

                // RFC 7296 1.3.1: transport mode only where the peer asks for it; a child that wants tunnel mode declines
                _mode = wantsTransport && candidate.Mode == ChildMode.Transport ? ChildMode.Transport : ChildMode.Tunnel;
                return true;
            }

            _profile ??= candidate;
            _refusedProposals ??= report;
        }

        return false;
    }

    private NegotiationReport ReportSelectors(ExchangeContext context, ImmutableArray<TrafficSelector> ours, ImmutableArray<TrafficSelector> theirs)
    {
        Framing.PacketInfo path = context.Session.Path;
        return NegotiationReport.ForTrafficSelectors(
            theirs,
            [.. _authentication.Profile!.Children.SelectMany(child => child.ResolveRemote(path.Remote.Address))],
            ours,
            [.. _authentication.Profile.Children.SelectMany(child => child.ResolveLocal(path.Local.Address))]);
    }

    private TaskStep Install(ExchangeContext context)
    {
        TaskStep step = _negotiation.AllocateSpi(context, _chosen!.Protocol);
        if (step.Outcome != TaskOutcome.Done)
        {
            return step;
        }

        if (_negotiation.InboundSpi.IsZero)
        {
            Refuse(NotifyType.NoAdditionalSas, "No SPI was allocated for the Child SA.", null, FailureKind.Denied);
            return TaskStep.Done;
        }

        if (_negotiation.Child is null
            && !_negotiation.TryDerive(context, _profile!, _mode, _chosen, _selectors, isInitiator: false))
        {
            Refuse(NotifyType.NoProposalChosen, "The key size of a chosen algorithm is not known.", null);
            return TaskStep.Done;
        }

        step = _negotiation.InstallInbound(context);
        if (step.Outcome == TaskOutcome.Done && _negotiation.WasInstallationRefused)
        {
            Refuse(NotifyType.NoAdditionalSas, "The inbound direction of the Child SA was not installed.", null, FailureKind.Denied);
        }

        return step;
    }

    private void Refuse(NotifyType notify, string text, NegotiationReport? report, FailureKind kind = FailureKind.PeerIncompatible)
    {
        _refusal = notify;
        _failure = new IkeFailure(kind, text, notify, Report: report);
    }
}
