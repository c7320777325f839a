using System.Collections.Immutable;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1.MainMode;

/// <summary>Responder: keys exist, and message 5 is to say and prove who the initiator is.</summary>
internal sealed class AwaitIdentity : Phase1State
{
    private readonly Transcript _transcript;
    private readonly ImmutableArray<PeerProfile> _candidates;
    private readonly ProvenKey _key;
    private readonly PeerAuthorization _authorization = new();
    private SelectProfileOperation? _selection;

    public AwaitIdentity(Transcript transcript, ImmutableArray<PeerProfile> candidates, ProvenKey key) => (_transcript, _candidates, _key) = (transcript, candidates, key);

    public override MessageShape Shape => MessageShape.MainModeSharedKeyProof;

    public override bool IsProtected => true;

    public override string Awaited => "the initiator's proof (message 5 of main mode)";

    /// <summary>Whether the initiator has said that it holds nothing else of ours.</summary>
    public bool IsFirstContact { get; private set; }

    public override Phase1Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply)
    {
        IsakmpSession session = context.Session;
        if (!SharedKeyProof.TryVerify(session, _transcript, message.Payloads, out IdentificationPayloadView claimed))
        {
            return Phase1Step.Ignore(ExplainGarbage(context));
        }

        if (Phase1Identity.Refuse(claimed) is { } wrong)
        {
            return wrong;
        }

        Identity remote = Phase1Identity.Of(claimed);
        if (context.Asks(EndpointQuestions.SelectProfile) && _selection is null)
        {
            _selection = new SelectProfileOperation { Path = session.Path, RemoteIdentity = remote, RequestedIdentity = null, Current = session.Profile };
            context.Ask(_selection);
            return Phase1Step.Pending;
        }

        PeerProfile? profile = _selection is null ? _candidates.FirstOrDefault(candidate => candidate.RemoteIdentity.MatchScore(remote) > 0)
            : _selection.Answer is { Version: IkeVersion.V1 } answer && answer.RemoteIdentity.MatchScore(remote) > 0 ? answer : null;
        if (profile is null)
        {
            return NoProfile(session, remote);
        }

        Identity local = PreSharedKey.LocalOf(profile, session.Path);
        if ((_key.Refuse(context, local, remote) ?? _authorization.Ask(context, local, remote, profile)) is { } refused)
        {
            return refused;
        }

        session.Profile = profile;
        session.LocalIdentity = local;
        session.RemoteIdentity = remote;
        IsFirstContact = InitialContact.IsIn(message.Payloads);
        context.WriteHeader(ref reply, ExchangeType.IdentityProtection);
        SharedKeyProof.Write(session, _transcript, local, ref reply);
        if (session.Choice!.Parameters.Lifetime.Exceeds(session.Lifetime))
        {
            ResponderLifetime.Write(ref reply, V1Protocol.Isakmp, IsakmpCookies.Of(session), session.Lifetime); // RFC 2407 4.6.3.1
        }

        return Phase1Step.Established(Phase1Reply.Encrypted);
    }

    public override IkeFailure ExplainGarbage(IsakmpContext context) => KeysDiffer.Explain(context.Session);

    protected override void Dispose(bool disposing)
    {
        _key.Dispose();
        base.Dispose(disposing);
    }

    private Phase1Step NoProfile(IsakmpSession session, Identity remote) => Phase1Step.Fail(
        CloseReason.AuthenticationFailed,
        new IkeFailure(
            FailureKind.NotAuthenticated,
            $"No profile of ours is for the identity {remote}.",
            Report: _candidates is [PeerProfile only]
                ? NegotiationReport.ForIdentity(remote, only.RemoteIdentity)
                : NegotiationReport.ForNoProfile(session.Path.Local.Address, session.Path.Remote.Address, remote)),
        V1NotifyType.InvalidIdInformation);
}
