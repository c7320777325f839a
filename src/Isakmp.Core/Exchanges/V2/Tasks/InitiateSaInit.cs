using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>IKE_SA_INIT as initiator: offers, key exchange, nonce; a cookie or another group where the responder asks for it (RFC 7296 sections 1.2, 2.6).</summary>
internal sealed class InitiateSaInit : ExchangeTask
{
    // A responder that keeps asking for another cookie or group is broken, or not the responder.
    private const int MaxRepeats = 8;
    private const int MaxCookieSize = 64;

    private readonly PeerProfile _profile;
    private byte[] _nonce = [];
    private IKeyExchange? _keyExchange;
    private KeyExchangeState? _state;
    private byte[] _public = [];
    private byte[]? _cookie;
    private int _repeats;

    private KeyAgreementOperation? _agreement;
    private Proposal? _chosen;
    private IkeSuite? _suite;
    private SkKeys? _keys;
    private byte[] _peerNonce = [];
    private Spi _responderSpi;
    private IkeFailure? _refusal;

    public InitiateSaInit(PeerProfile profile) => _profile = profile;

    public override IkeFailure? Refusal => _refusal;

    public override TaskStep BuildRequest(ExchangeContext context, ref MessageWriter writer)
    {
        if (_keyExchange is null)
        {
            _nonce = new byte[context.NonceSize];
            context.Random.Fill(_nonce);
            Offer(context, FirstMethod());
        }

        if (_cookie is not null)
        {
            NotifyPayload.Write(ref writer, NotifyType.Cookie, _cookie); // RFC 7296 2.6: the first payload
        }

        Proposals.Write(ref writer, _profile.IkeProposals);
        KeyExchangePayload.Write(ref writer, _keyExchange!.Method, _public);
        NoncePayload.Write(ref writer, _nonce);
        return TaskStep.Done;
    }

    public override TaskStep ProcessResponse(ExchangeContext context, in InboundMessage message)
    {
        if (_agreement is not null)
        {
            return FinishAgreement(context);
        }

        if (message.TryGetNotify(NotifyType.Cookie, out NotifyPayloadView cookie) && !message.Has(PayloadType.SecurityAssociation))
        {
            TaskStep step = TakeCookie(cookie.Data);
            if (step.Outcome == TaskOutcome.Repeat && message.TryGetNotify(NotifyType.InvalidKePayload, out NotifyPayloadView group))
            {
                _ = TakeGroup(context, group.Data); // both in one answer: whatever becomes of the group, the cookie goes out
            }

            return step;
        }

        if (message.TryGetError(out NotifyPayloadView error))
        {
            return error.Type == NotifyType.InvalidKePayload ? TakeGroup(context, error.Data) : KeepRefusal(error.Type);
        }

        return TakeAnswer(context, message);
    }

    public override void Commit(ExchangeContext context)
    {
        Session session = context.Session;
        session.ResponderSpi = _responderSpi;
        session.Adopt(_chosen!, _suite!, _keys!, _nonce, _peerNonce);
        _keys = null;
    }

    protected override void Dispose(bool disposing)
    {
        _state?.Dispose();
        _keys?.Dispose();
        _agreement?.Discard();
        base.Dispose(disposing);
    }

    private KeyExchangeMethod FirstMethod() =>
        new(_profile.IkeProposals.SelectMany(static proposal => proposal.Transforms).First(static transform => transform.Type == TransformType.KeyExchange).Id);

    private void Offer(ExchangeContext context, KeyExchangeMethod method)
    {
        _state?.Dispose();
        _keyExchange = context.Crypto.GetKeyExchange(method)
            ?? throw new InvalidOperationException($"The profile '{_profile.Name}' names {method}, which the endpoint's provider lacks: build it with that provider.");
        _public = new byte[_keyExchange.InitiatorPublicSize];
        _state = _keyExchange.Offer(context.Random, _public);
    }

    private TaskStep TakeCookie(ReadOnlySpan<byte> cookie)
    {
        // A repeated demand for the cookie that we have returned answers an older request of ours: another request would make the peer begin another IKE SA.
        if (cookie.SequenceEqual(_cookie))
        {
            return TaskStep.Ignore;
        }

        if (cookie.Length is 0 or > MaxCookieSize || ++_repeats > MaxRepeats) // RFC 7296 2.6: 1 to 64 octets
        {
            return TaskStep.Ignore;
        }

        _cookie = cookie.ToArray();
        return TaskStep.Repeat;
    }

    private TaskStep TakeGroup(ExchangeContext context, ReadOnlySpan<byte> data)
    {
        if (data.Length != 2 || ++_repeats > MaxRepeats) // RFC 7296 1.2: two octets
        {
            return TaskStep.Ignore;
        }

        var method = new KeyExchangeMethod(BinaryPrimitives.ReadUInt16BigEndian(data));
        bool offered = _profile.IkeProposals.Any(proposal => proposal.Transforms.Any(transform =>
            transform.Type == TransformType.KeyExchange && transform.Id == method.Value));
        if (!offered || method == _keyExchange!.Method) // RFC 7296 1.2: one of those offered, or a forgery that would weaken the SA
        {
            _refusal = Refused(NotifyType.InvalidKePayload, $"The peer asks for the group {method}, which was not offered or is the one it got.", method);
            return TaskStep.Ignore;
        }

        Offer(context, method);
        return TaskStep.Repeat;
    }

    private TaskStep KeepRefusal(NotifyType type)
    {
        _refusal = Refused(type, $"The peer refused the first message with {type}.");
        return _profile.FailOnUnauthenticatedError && type != NotifyType.InvalidKePayload
            ? TaskStep.Fail(CloseReason.PeerIncompatible, _refusal)
            : TaskStep.Ignore; // RFC 7296 2.21.1: it may be forged
    }

    private IkeFailure Refused(NotifyType type, string text, KeyExchangeMethod? requested = null) => new(
        FailureKind.PeerIncompatible, text, type, SentByPeer: true, NegotiationReport.ForRefusedOffer(_profile.IkeProposals, type, requested));

    private TaskStep TakeAnswer(ExchangeContext context, in InboundMessage message)
    {
        ReadOnlySpan<byte> answer = message.Body(PayloadType.SecurityAssociation);
        if (message.Header.ResponderSpi.IsZero
            || !SecurityAssociationView.TryRead(answer, out SecurityAssociationView association).IsOk
            || !KeyExchangePayloadView.TryRead(message.Body(PayloadType.KeyExchange), out KeyExchangePayloadView keyExchange).IsOk
            || !NoncePayloadView.TryRead(message.Body(PayloadType.Nonce), out NoncePayloadView nonce).IsOk)
        {
            return TaskStep.Ignore; // an error at worst leaves the request waiting for a better answer
        }

        ImmutableArray<Proposal> proposals = Proposals.Read(association);
        if (!ProposalVerification.Verify(_profile.IkeProposals, proposals, new SelectionOptions(NegotiationKind.InitialIkeSa), out string? reason))
        {
            _refusal = new IkeFailure(
                FailureKind.PeerMisbehaved,
                $"The peer chose what was not offered: {reason}",
                Report: NegotiationReport.ForInvalidAnswer(_profile.IkeProposals, proposals, reason));
            return TaskStep.Ignore;
        }

        if (!context.TryGetSuite(proposals[0], out _suite)
            || _suite.KeyExchange.Method != keyExchange.Method
            || keyExchange.Method != _keyExchange!.Method) // RFC 7296 1.2: the group of the KE payload is the chosen one
        {
            _refusal = Misbehaved($"The peer's key exchange ({keyExchange.Method}) is not the one that it chose.");
            return TaskStep.Ignore;
        }

        _chosen = proposals[0];
        _peerNonce = nonce.Data.ToArray();
        _responderSpi = message.Header.ResponderSpi;
        if (context.Asks(EndpointQuestions.KeyAgreement))
        {
            _agreement = new KeyAgreementOperation { KeyExchange = _keyExchange, State = _state, PeerPublic = keyExchange.Data.ToArray() };
            context.Ask(_agreement);
            return TaskStep.Pending;
        }

        using var secret = new SecretBuffer(_keyExchange.SharedSecretSize);
        KeyExchangeStatus status = _keyExchange.Finish(_state!, keyExchange.Data, secret.Span);
        if (status != KeyExchangeStatus.Ok)
        {
            _refusal = Misbehaved($"The peer's public value for {keyExchange.Method} was refused: {status}.");
            return TaskStep.Ignore;
        }

        Derive(context, secret);
        return TaskStep.Done;
    }

    private TaskStep FinishAgreement(ExchangeContext context)
    {
        KeyAgreementOperation agreement = _agreement!;
        if (agreement.IsExpired)
        {
            return TaskStep.Fail(CloseReason.Denied, new IkeFailure(FailureKind.Denied, "The key agreement was not answered in time."));
        }

        if (agreement.Answer?.SharedSecret is not { } secret || secret.Length != _suite!.KeyExchange.SharedSecretSize)
        {
            // the answer may be a forgery whose public value is unfit: the right one may still come (RFC 7296 2.21.1)
            _refusal = Misbehaved($"The peer's public value for {agreement.KeyExchange.Method} was refused.");
            agreement.Discard();
            _agreement = null;
            return TaskStep.Ignore;
        }

        Derive(context, secret);
        return TaskStep.Done;
    }

    private void Derive(ExchangeContext context, SecretBuffer secret)
    {
        _keys?.Dispose();
        _keys = KeySchedule.DeriveIkeKeys(_suite!, secret.Span, _nonce, _peerNonce, context.Session.InitiatorSpi, _responderSpi);
        context.LogKeys(_chosen!, _keys, _responderSpi);
    }

    private static IkeFailure Misbehaved(string text) => new(FailureKind.PeerMisbehaved, text);
}
