using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>Verifies the peer's identity and proves ours as responder of IKE_AUTH, by a pre-shared key (RFC 7296 sections 1.2, 2.15).</summary>
internal sealed class RespondAuth : ExchangeTask
{
    private readonly SharedKeyLookup _lookup = new();
    private Identity? _local;
    private Identity? _remote;
    private PeerProfile? _profile;
    private SelectProfileOperation? _selection;
    private AuthorizeOperation? _authorization;

    /// <summary>The profile that the identities selected; other tasks of the same message read it before it is committed.</summary>
    public PeerProfile? Profile => _profile;

    public override TaskStep ProcessRequest(ExchangeContext context, in InboundMessage message)
    {
        if (_authorization is not null)
        {
            return Authorized();
        }

        if (!IdentificationPayloadView.TryRead(message.Body(PayloadType.IdentificationInitiator), out IdentificationPayloadView claimed).IsOk)
        {
            return TaskStep.InvalidSyntax("IDi is malformed");
        }

        Identity? requested = null;
        if (message.Has(PayloadType.IdentificationResponder))
        {
            if (!IdentificationPayloadView.TryRead(message.Body(PayloadType.IdentificationResponder), out IdentificationPayloadView named).IsOk)
            {
                return TaskStep.InvalidSyntax("IDr is malformed");
            }

            requested = Identity.From(named);
        }

        _remote = Identity.From(claimed);
        if (_profile is null)
        {
            TaskStep selected = SelectProfile(context, requested);
            if (selected.Outcome != TaskOutcome.Done)
            {
                return selected;
            }
        }

        return VerifyPeer(context, message);
    }

    public override void BuildResponse(ExchangeContext context, ref MessageWriter writer)
    {
        IdentificationPayload.Write(ref writer, PayloadType.IdentificationResponder, _local!.Type, _local.Data.AsSpan());
        Span<byte> mac = stackalloc byte[64];
        mac = mac[..context.Session.Suite!.Prf.OutputSize];
        PeerProof.ComputeOwn(context.Session, _lookup.Secret!, _local, mac);
        AuthenticationPayload.Write(ref writer, AuthenticationMethod.SharedKeyMessageIntegrityCode, mac);
    }

    public override void Commit(ExchangeContext context)
    {
        context.Session.Profile = _profile;
        PeerProof.Establish(context, _local!, _remote!);
    }

    protected override void Dispose(bool disposing)
    {
        _lookup.Dispose();
        base.Dispose(disposing);
    }

    private TaskStep SelectProfile(ExchangeContext context, Identity? requested)
    {
        Session session = context.Session;
        if (context.Asks(EndpointQuestions.SelectProfile))
        {
            if (_selection is null)
            {
                _selection = new SelectProfileOperation
                {
                    Path = session.Path, RemoteIdentity = _remote, RequestedIdentity = requested, Current = session.Profile,
                };
                context.Ask(_selection);
                return TaskStep.Pending;
            }

            _profile = _selection.Answer is { } answered && Fits(answered, requested) ? answered : null;
        }
        else
        {
            _profile = session.Candidates.FirstOrDefault(profile => Fits(profile, requested));
        }

        if (_profile is null)
        {
            return NotAuthenticated(
                $"No profile of ours is for the identity {_remote}{(requested is null ? string.Empty : $", asking for {requested}")}.",
                session.Candidates is [PeerProfile only] && only.RemoteIdentity.MatchScore(_remote!) == 0
                    ? NegotiationReport.ForIdentity(_remote!, only.RemoteIdentity)
                    : NegotiationReport.ForNoProfile(session.Path.Local.Address, session.Path.Remote.Address, _remote));
        }

        _local = _profile.LocalIdentity ?? Identity.FromAddress(session.Path.Local.Address);
        return TaskStep.Done;
    }

    /// <summary>Whether a profile is for the peer's identity; if the peer asks for one of ours (IDr), that one too (RFC 7296 section 2.15).</summary>
    private bool Fits(PeerProfile profile, Identity? requested) =>
        profile.RemoteIdentity.MatchScore(_remote!) > 0
        && (requested is null || profile.LocalIdentity is null || profile.LocalIdentity.Equals(requested));

    private TaskStep VerifyPeer(ExchangeContext context, in InboundMessage message)
    {
        if (!message.Has(PayloadType.Authentication))
        {
            // RFC 7296 2.16: without AUTH the peer wants EAP, which this profile does not offer
            return NotAuthenticated($"{_remote} asks for EAP, and the profile '{_profile!.Name}' wants a pre-shared key.", null);
        }

        if (!AuthenticationPayloadView.TryRead(message.Body(PayloadType.Authentication), out AuthenticationPayloadView authentication).IsOk)
        {
            return TaskStep.InvalidSyntax("AUTH is malformed");
        }

        if (!_lookup.TryFind(context, _local!, _remote))
        {
            return TaskStep.Pending;
        }

        if (_lookup.Secret is null)
        {
            return NotAuthenticated(
                $"There is no pre-shared key for {_local} and {_remote}.", NegotiationReport.ForMissingSharedKey(_local!, _remote!));
        }

        if (!PeerProof.Verify(context.Session, _lookup.Secret, message.Body(PayloadType.IdentificationInitiator), authentication))
        {
            return authentication.Method == AuthenticationMethod.SharedKeyMessageIntegrityCode
                ? NotAuthenticated(
                    $"The AUTH payload of {_remote} does not verify: the pre-shared keys differ.",
                    NegotiationReport.ForWrongAuthentication(_local!, _remote!))
                : NotAuthenticated(
                    $"{_remote} authenticates by {authentication.Method}, and the profile '{_profile!.Name}' wants a pre-shared key.",
                    NegotiationReport.ForAuthenticationMethod(_remote!, authentication.Method, _profile.RemoteAuthentication));
        }

        if (context.Asks(EndpointQuestions.Authorize))
        {
            _authorization = new AuthorizeOperation { LocalIdentity = _local!, RemoteIdentity = _remote!, Profile = _profile! };
            context.Ask(_authorization);
            return TaskStep.Pending;
        }

        return TaskStep.Done;
    }

    private TaskStep Authorized() => _authorization!.Answer
        ? TaskStep.Done
        : TaskStep.Reject(
            NotifyType.AuthenticationFailed,
            new IkeFailure(FailureKind.Denied, $"{_remote} was not authorized.", NotifyType.AuthenticationFailed),
            closes: CloseReason.Denied);

    private static TaskStep NotAuthenticated(string text, NegotiationReport? report) => TaskStep.Reject(
        NotifyType.AuthenticationFailed, // RFC 7296 2.21.2
        new IkeFailure(FailureKind.NotAuthenticated, text, NotifyType.AuthenticationFailed, Report: report),
        closes: CloseReason.AuthenticationFailed);
}
