using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Proves our identity and verifies the peer's as initiator of IKE_AUTH, by a pre-shared key (RFC 7296 sections 1.2, 2.15).</summary>
internal sealed class InitiateAuth : ExchangeTask
{
    private readonly SharedKeyLookup _lookup = new();
    private Identity? _local;
    private Identity? _remote;
    private AuthorizeOperation? _authorization;

    public override TaskStep BuildRequest(ExchangeContext context, ref MessageWriter writer)
    {
        Session session = context.Session;
        PeerProfile profile = session.Profile!;
        _local ??= profile.LocalIdentity ?? Identity.FromAddress(session.Path.Local.Address);
        Identity? expected = profile.RemoteIdentity.Identity;
        if (!_lookup.TryFind(context, _local, expected))
        {
            return TaskStep.Pending;
        }

        if (_lookup.Secret is null)
        {
            return TaskStep.Fail(CloseReason.AuthenticationFailed, new IkeFailure(
                FailureKind.NotAuthenticated,
                expected is not null
                    ? $"There is no pre-shared key for {_local} and {expected}."
                    : $"The profile '{profile.Name}' does not name one peer, so it needs a pre-shared key that names {_local} or nobody, and there is none.",
                Report: expected is null ? null : NegotiationReport.ForMissingSharedKey(_local, expected)));
        }

        IdentificationPayload.Write(ref writer, PayloadType.IdentificationInitiator, _local.Type, _local.Data.AsSpan());
        if (expected is not null)
        {
            IdentificationPayload.Write(ref writer, PayloadType.IdentificationResponder, expected.Type, expected.Data.AsSpan());
        }

        Span<byte> mac = stackalloc byte[64];
        mac = mac[..session.Suite!.Prf.OutputSize];
        PeerProof.ComputeOwn(session, _lookup.Secret, _local, mac);
        AuthenticationPayload.Write(ref writer, AuthenticationMethod.SharedKeyMessageIntegrityCode, mac);
        return TaskStep.Done;
    }

    public override TaskStep ProcessResponse(ExchangeContext context, in InboundMessage message)
    {
        if (_authorization is not null)
        {
            return Authorized();
        }

        if (!message.Has(PayloadType.Authentication))
        {
            return Refused(message);
        }

        if (!IdentificationPayloadView.TryRead(message.Body(PayloadType.IdentificationResponder), out IdentificationPayloadView claimed).IsOk
            || !AuthenticationPayloadView.TryRead(message.Body(PayloadType.Authentication), out AuthenticationPayloadView authentication).IsOk)
        {
            return Malformed("IDr or AUTH is missing or malformed");
        }

        Session session = context.Session;
        _remote = Identity.From(claimed);
        if (session.Profile!.RemoteIdentity.MatchScore(_remote) == 0)
        {
            return NotAuthenticated(
                $"The peer proved to be {_remote}, and {session.Profile.RemoteIdentity} was expected.",
                NegotiationReport.ForIdentity(_remote, session.Profile.RemoteIdentity));
        }

        if (!_lookup.TryFind(context, _local!, _remote))
        {
            return TaskStep.Pending;
        }

        if (_lookup.Secret is null)
        {
            return NotAuthenticated(
                $"There is no pre-shared key for {_local} and {_remote}.", NegotiationReport.ForMissingSharedKey(_local!, _remote));
        }

        if (!PeerProof.Verify(session, _lookup.Secret, message.Body(PayloadType.IdentificationResponder), authentication))
        {
            return NotAuthenticated(
                $"The AUTH payload of {_remote} does not verify: the pre-shared keys differ.",
                NegotiationReport.ForWrongAuthentication(_local!, _remote));
        }

        if (message.TryGetUnknownError(out NotifyPayloadView unknown))
        {
            // The peer may believe that the IKE SA is up, so it is deleted: the failure names no notify to be sent back.
            return TaskStep.Fail(CloseReason.PeerIncompatible, new IkeFailure(
                FailureKind.PeerIncompatible,
                $"The peer's answer to IKE_AUTH holds the error {unknown.Type}, which is not known here: the request has failed (RFC 7296 3.10.1).",
                Report: NegotiationReport.ForPeerError(unknown.Type)));
        }

        if (context.Asks(EndpointQuestions.Authorize))
        {
            _authorization = new AuthorizeOperation { LocalIdentity = _local!, RemoteIdentity = _remote, Profile = session.Profile };
            context.Ask(_authorization);
            return TaskStep.Pending;
        }

        return TaskStep.Done;
    }

    public override void Commit(ExchangeContext context) => PeerProof.Establish(context, _local!, _remote!);

    protected override void Dispose(bool disposing)
    {
        _lookup.Dispose();
        base.Dispose(disposing);
    }

    private TaskStep Authorized() => _authorization!.Answer
        ? TaskStep.Done
        : TaskStep.Fail(CloseReason.Denied, new IkeFailure(FailureKind.Denied, $"{_remote} was not authorized.", NotifyType.AuthenticationFailed));

    private TaskStep Refused(in InboundMessage message)
    {
        if (!message.TryGetError(out NotifyPayloadView error))
        {
            return Malformed("the answer has neither AUTH nor an error");
        }

        FailureKind kind = error.Type == NotifyType.AuthenticationFailed ? FailureKind.NotAuthenticated : FailureKind.PeerIncompatible;
        CloseReason reason = error.Type == NotifyType.AuthenticationFailed ? CloseReason.AuthenticationFailed : CloseReason.PeerIncompatible;
        return TaskStep.Fail(reason, new IkeFailure(
            kind,
            $"The peer refused IKE_AUTH with {error.Type}.",
            error.Type,
            SentByPeer: true,
            kind == FailureKind.NotAuthenticated
                ? NegotiationReport.ForRefusedAuthentication(_local!, _remote)
                : NegotiationReport.ForPeerError(error.Type)));
    }

    private static TaskStep Malformed(string what) => TaskStep.Fail(
        CloseReason.Malformed, new IkeFailure(FailureKind.Malformed, $"The answer to IKE_AUTH cannot be used: {what}.", NotifyType.InvalidSyntax));

    private static TaskStep NotAuthenticated(string text, NegotiationReport report) => TaskStep.Fail(
        CloseReason.AuthenticationFailed, new IkeFailure(FailureKind.NotAuthenticated, text, NotifyType.AuthenticationFailed, Report: report));
}
