using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1.MainMode;

/// <summary>Initiator: we have proved ourselves, and message 6 is to prove the responder.</summary>
internal sealed class AwaitProof : Phase1State
{
    private readonly Transcript _transcript;
    private readonly ProvenKey _key;
    private readonly PeerAuthorization _authorization = new();

    public AwaitProof(Transcript transcript, ProvenKey key) => (_transcript, _key) = (transcript, key);

    public override MessageShape Shape => MessageShape.MainModeSharedKeyProof;

    public override bool IsProtected => true;

    public override string Awaited => "the responder's proof (message 6 of main mode)";

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
        PeerProfile profile = session.Profile!;
        if (profile.RemoteIdentity.MatchScore(remote) == 0)
        {
            return Phase1Step.Fail(
                CloseReason.AuthenticationFailed,
                new IkeFailure(
                    FailureKind.NotAuthenticated, $"The peer is {remote}, and the profile '{profile.Name}' wants {profile.RemoteIdentity}.",
                    Report: NegotiationReport.ForIdentity(remote, profile.RemoteIdentity)),
                V1NotifyType.InvalidIdInformation);
        }

        Phase1Step? refused = _key.Refuse(context, session.LocalIdentity!, remote) ?? _authorization.Ask(context, session.LocalIdentity!, remote, profile);
        if (refused is not null)
        {
            return refused.Value;
        }

        session.RemoteIdentity = remote;
        session.Lifetime = session.Lifetime.Shorter(ResponderLifetime.Read(message.Payloads, isPhase1: true));
        return Phase1Step.Established(Phase1Reply.None);
    }

    protected override void Dispose(bool disposing)
    {
        _key.Dispose();
        base.Dispose(disposing);
    }

    public override IkeFailure ExplainGarbage(IsakmpContext context) => KeysDiffer.Explain(context.Session);
}
