using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Offers the first Child SA in IKE_AUTH and checks the answer (RFC 7296 sections 1.2, 2.9).</summary>
internal sealed class InitiateChild : ExchangeTask
{
    private readonly ChildProfile _profile;
    private readonly ChildNegotiation _negotiation = new();
    private ImmutableArray<Proposal> _offer = [];
    private ImmutableArray<TrafficSelector> _local = [];
    private ImmutableArray<TrafficSelector> _remote = [];
    private IkeFailure? _failure;
    private ChildSpi _toDelete;

    public InitiateChild(ChildProfile profile) => _profile = profile;

    public override TaskStep BuildRequest(ExchangeContext context, ref MessageWriter writer)
    {
        SecurityProtocol protocol = _profile.Protocol;
        TaskStep step = _negotiation.AllocateSpi(context, protocol);
        if (step.Outcome != TaskOutcome.Done)
        {
            return step;
        }

        if (_negotiation.InboundSpi.IsZero)
        {
            return TaskStep.Fail(CloseReason.Denied, new IkeFailure(FailureKind.Denied, "No SPI was allocated for the Child SA."));
        }

        Session session = context.Session;
        _offer = _profile.Offer(NegotiationKind.FirstChildSa, _negotiation.InboundSpi); // RFC 7296 1.2: no key exchange in IKE_AUTH
        _local = _profile.ResolveLocal(session.Path.Local.Address);
        _remote = _profile.ResolveRemote(session.Path.Remote.Address);
        if (_profile.Mode == ChildMode.Transport)
        {
            NotifyPayload.Write(ref writer, NotifyType.UseTransportMode); // RFC 7296 1.3.1
        }

        Proposals.Write(ref writer, _offer);
        TrafficSelectors.Write(ref writer, PayloadType.TrafficSelectorInitiator, _local);
        TrafficSelectors.Write(ref writer, PayloadType.TrafficSelectorResponder, _remote);
        return TaskStep.Done;
    }

    public override TaskStep ProcessResponse(ExchangeContext context, in InboundMessage message)
    {
        if (_negotiation.Child is null)
        {
            _failure = Negotiate(context, message);
            if (_failure is not null)
            {
                return TaskStep.Done; // RFC 7296 1.2: the IKE SA is up all the same
            }
        }

        TaskStep step = _negotiation.InstallInbound(context);
        if (step.Outcome == TaskOutcome.Done && _negotiation.WasInstallationRefused)
        {
            _toDelete = _negotiation.InboundSpi;
            _failure = new IkeFailure(FailureKind.Denied, "The inbound direction of the Child SA was not installed.");
        }

        return step;
    }

    public override void Commit(ExchangeContext context)
    {
        if (_failure is null)
        {
            _negotiation.Commit(context);
            return;
        }

        if (!_toDelete.IsZero)
        {
            // RFC 7296 2.21.2: the peer believes that the Child SA exists
            context.Enqueue(new Exchange(ExchangeType.Informational, new DeleteChild(_profile.Protocol, _toDelete)));
        }

        _negotiation.Abandon(context);
        ChildNegotiation.EmitFailure(context, _profile.Name, _failure);
    }

    public override void Abandon(ExchangeContext context) => _negotiation.Abandon(context);

    protected override void Dispose(bool disposing)
    {
        _negotiation.Dispose();
        base.Dispose(disposing);
    }

    private IkeFailure? Negotiate(ExchangeContext context, in InboundMessage message)
    {
        if (!message.Has(PayloadType.SecurityAssociation))
        {
            return Refused(message);
        }

        _toDelete = _negotiation.InboundSpi;
        if (!SecurityAssociationView.TryRead(message.Body(PayloadType.SecurityAssociation), out SecurityAssociationView association).IsOk
            || !ChildNegotiation.TryReadSelectors(message, PayloadType.TrafficSelectorInitiator, out ImmutableArray<TrafficSelector> local)
            || !ChildNegotiation.TryReadSelectors(message, PayloadType.TrafficSelectorResponder, out ImmutableArray<TrafficSelector> remote))
        {
            return new IkeFailure(FailureKind.Malformed, "The peer's answer for the Child SA cannot be read.");
        }

        ImmutableArray<Proposal> answer = Proposals.Read(association);
        if (!ProposalVerification.Verify(_offer, answer, new SelectionOptions(NegotiationKind.FirstChildSa), out string? reason))
        {
            return new IkeFailure(
                FailureKind.PeerMisbehaved,
                $"The peer chose for the Child SA what was not offered: {reason}",
                Report: NegotiationReport.ForInvalidAnswer(_offer, answer, reason));
        }

        bool transport = message.HasNotify(NotifyType.UseTransportMode);
        if (transport)
        {
            SeeThroughNat(context.Session, ref local, ref remote);
        }

        if (!ChildNegotiation.IsUsable(ChildNegotiation.PeerSpi(answer[0])))
        {
            return new IkeFailure(FailureKind.PeerMisbehaved, "The peer chose a reserved SPI."); // RFC 4303 2.1
        }

        if (!TrafficSelectorNarrowing.IsNarrowing(_local, local) || !TrafficSelectorNarrowing.IsNarrowing(_remote, remote))
        {
            return new IkeFailure( // RFC 7296 2.9
                FailureKind.PeerMisbehaved,
                "The peer answered with traffic selectors that are not within those offered.",
                Report: NegotiationReport.ForWidenedTrafficSelectors([.. _local, .. _remote], [.. local, .. remote]));
        }

        if (transport != (_profile.Mode == ChildMode.Transport))
        {
            // RFC 7296 1.3.1: the responder may decline transport mode; then we delete the SA rather than change the mode
            ChildMode chosen = transport ? ChildMode.Transport : ChildMode.Tunnel;
            return new IkeFailure(
                FailureKind.PeerIncompatible,
                $"The peer chose {chosen} mode, and the child '{_profile.Name}' wants {_profile.Mode} mode.",
                Report: NegotiationReport.ForMode(chosen, _profile.Mode));
        }

        return _negotiation.TryDerive(context, _profile, _profile.Mode, answer[0], new(local, remote), isInitiator: true)
            ? null
            : new IkeFailure(FailureKind.PeerIncompatible, "The key size of a chosen algorithm is not known.");
    }

    /// <summary>In transport mode the answer holds the addresses that the responder sees; ours take their place (RFC 7296 section 2.23.1).</summary>
    private void SeeThroughNat(Session session, ref ImmutableArray<TrafficSelector> local, ref ImmutableArray<TrafficSelector> remote)
    {
        Framing.PacketInfo path = session.Path;
        if (session.IsLocalBehindNat && TransportSelectors.AreAt(_local, path.Local.Address))
        {
            local = TransportSelectors.At(local, path.Local.Address);
        }

        if (session.IsRemoteBehindNat && TransportSelectors.AreAt(_remote, path.Remote.Address))
        {
            remote = TransportSelectors.At(remote, path.Remote.Address);
        }
    }

    private IkeFailure Refused(in InboundMessage message)
    {
        if (!message.TryGetError(out NotifyPayloadView error))
        {
            return new IkeFailure(FailureKind.PeerMisbehaved, "The peer answered IKE_AUTH without a Child SA and without saying why.");
        }

        NegotiationReport report = error.Type == NotifyType.TsUnacceptable
            ? NegotiationReport.ForRefusedTrafficSelectors(_local, _remote)
            : NegotiationReport.ForRefusedOffer(_offer, error.Type);
        return new IkeFailure(FailureKind.PeerIncompatible, $"The peer refused the Child SA with {error.Type}.", error.Type, SentByPeer: true, report);
    }
}
