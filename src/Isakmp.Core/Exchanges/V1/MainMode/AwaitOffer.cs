using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1.MainMode;

/// <summary>Responder: message 1 has come or is to come; it is answered with the transform that our policies choose.</summary>
internal sealed class AwaitOffer : Phase1State
{
    private SelectProfileOperation? _selection;

    public override MessageShape Shape => MessageShape.MainModeOffer;

    public override string Awaited => "the offer (message 1 of main mode)";

    public override Phase1Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply)
    {
        IsakmpSession session = context.Session;
        ReadOnlySpan<byte> association = message.Payloads.Body(PayloadType.V1SecurityAssociation);
        if (!SecurityAssociationView.TryRead(association, out SecurityAssociationView view).IsOk)
        {
            return Fail(FailureKind.Malformed, "The peer's offer cannot be read.", V1NotifyType.PayloadMalformed);
        }

        if (view.Doi != DomainOfInterpretation.Ipsec)
        {
            return Fail(FailureKind.PeerIncompatible, $"The peer offers for the domain of interpretation {view.Doi}.", V1NotifyType.DoiNotSupported);
        }

        if (context.Asks(EndpointQuestions.SelectProfile) && _selection is null)
        {
            _selection = new SelectProfileOperation { Path = session.Path, RemoteIdentity = null, RequestedIdentity = null, Current = null };
            context.Ask(_selection);
            return Phase1Step.Pending;
        }

        IEnumerable<PeerProfile> profiles = _selection is null ? context.ProfilesFor(session.Path)
            : _selection.Answer is { Version: IkeVersion.V1 } answer ? [answer] : [];
        Phase1Choice? choice = Choose(V1Proposals.Read(view), profiles, out ImmutableArray<PeerProfile> candidates, out NegotiationReport? nearest);
        if (choice is null)
        {
            return Refuse(context, nearest);
        }

        if (!context.TryGetSuite(choice, out IsakmpSuite? suite))
        {
            return Fail(FailureKind.Internal, "A profile names an algorithm that the endpoint's provider lacks.", V1NotifyType.NoProposalChosen);
        }

        PeerCapabilities peer = PeerCapabilities.Read(message.Payloads);
        session.Choice = choice;
        session.Suite = suite;
        session.Lifetime = choice.Lifetime;
        session.Profile = candidates[0];
        session.AnswersLiveness = peer.AnswersLiveness;
        context.WriteHeader(ref reply, ExchangeType.IdentityProtection);
        V1Proposals.Write(ref reply, [choice.Answer]);
        peer.WriteShared(ref reply);
        return Phase1Step.Advance(new AwaitKeys(association.ToArray(), peer.Nat, candidates), Phase1Reply.Plain);
    }

    /// <summary>The first profile that has something in common with the offer chooses; those that would choose the same remain, until the peer names itself.</summary>
    private static Phase1Choice? Choose(
        ImmutableArray<V1Proposal> offered, IEnumerable<PeerProfile> profiles, out ImmutableArray<PeerProfile> candidates, out NegotiationReport? nearest)
    {
        Phase1Choice? chosen = null;
        nearest = null;
        ImmutableArray<PeerProfile>.Builder found = ImmutableArray.CreateBuilder<PeerProfile>();
        foreach (PeerProfile profile in profiles)
        {
            if (!Phase1Selection.TrySelect(offered, profile.Policies, out Phase1Choice? choice, out NegotiationReport report))
            {
                nearest ??= report;
            }
            else if (chosen is null || chosen.Answer.Equals(choice.Answer))
            {
                chosen ??= choice;
                found.Add(profile);
            }
        }

        candidates = found.ToImmutable();
        return chosen;
    }

    private static Phase1Step Refuse(IsakmpContext context, NegotiationReport? nearest)
    {
        IsakmpSession session = context.Session;
        string text = nearest is null
            ? $"No profile of ours for IKEv1 is for a peer at {session.Path.Remote.Address}."
            : "None of the transforms that the peer offers for phase 1 is acceptable.";
        nearest ??= context.ExplainNoProfile(session.Path);
        return Fail(FailureKind.PeerIncompatible, text, V1NotifyType.NoProposalChosen, nearest);
    }

    private static Phase1Step Fail(FailureKind kind, string text, V1NotifyType notify, NegotiationReport? report = null) =>
        Phase1Step.Fail(CloseReason.PeerIncompatible, new IkeFailure(kind, text, Report: report), notify);
}
