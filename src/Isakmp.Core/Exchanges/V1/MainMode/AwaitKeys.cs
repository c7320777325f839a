using System.Collections.Immutable;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1.MainMode;

/// <summary>Responder: we have chosen, and message 3 is to bring the initiator's half of the key exchange.</summary>
internal sealed class AwaitKeys : Phase1State
{
    private readonly byte[] _association;
    private readonly NatDialect? _nat;
    private readonly ImmutableArray<PeerProfile> _candidates;
    private readonly PreSharedKey _key = new();
    private KeyAgreement? _agreement;

    public AwaitKeys(byte[] association, NatDialect? nat, ImmutableArray<PeerProfile> candidates) =>
        (_association, _nat, _candidates) = (association, nat, candidates);

    public override MessageShape Shape => MessageShape.MainModeKeyExchange;

    public override string Awaited => "the initiator's half of the key exchange (message 3 of main mode)";

    public override Phase1Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply)
    {
        if (!KeyShare.TryRead(message.Payloads, out KeyShare share))
        {
            return Phase1Step.Ignore();
        }

        IsakmpSession session = context.Session;
        PeerProfile profile = _candidates[0]; // RFC 2409 5.4: the key is found by the address, before the peer names itself
        if (!_key.TryFind(context, profile))
        {
            return Phase1Step.Pending;
        }

        if (_key.Secret is not { } secret)
        {
            Identity local = PreSharedKey.LocalOf(profile, session.Path);
            Identity remote = PreSharedKey.RemoteOf(profile, session.Path);
            return Phase1Step.Fail(
                CloseReason.AuthenticationFailed,
                new IkeFailure(
                    FailureKind.NotAuthenticated, $"There is no pre-shared key for {local} and {remote}.", Report: NegotiationReport.ForMissingPhase1Key(local, remote)),
                V1NotifyType.AuthenticationFailed);
        }

        _agreement ??= KeyAgreement.Answer(session.Suite!.KeyExchange);
        NegotiationStep agreed = _agreement.Agree(context, share.PublicValue);
        if (!agreed.IsDone)
        {
            return KeyShare.NotAgreed(agreed);
        }

        byte[] own = new byte[context.NonceSize];
        context.Random.Fill(own);
        NatTraversal.Detect(session, _nat, message);
        var transcript = new Transcript(_association, share.PublicValue.ToArray(), _agreement.PublicValue);
        SharedKeyProof.DeriveKeys(context, secret, share.Nonce, own, _agreement.SharedSecret, transcript);
        session.State = IkeSaState.Authenticating;

        context.WriteHeader(ref reply, ExchangeType.IdentityProtection);
        KeyExchangePayload.Write(ref reply, _agreement.PublicValue.Span);
        NoncePayload.Write(ref reply, own);
        NatTraversal.WriteDetection(context, session.Nat, ref reply);
        var key = new ProvenKey(secret, _key.AskedFor);
        ImmutableArray<PeerProfile> candidates = [.. _candidates.Where(candidate => ReferenceEquals(candidate, profile) || key.IsKeyOf(context, candidate))];
        return Phase1Step.Advance(new AwaitIdentity(transcript, candidates, key), Phase1Reply.Plain);
    }

    protected override void Dispose(bool disposing)
    {
        _agreement?.Dispose();
        _key.Dispose();
        base.Dispose(disposing);
    }
}
