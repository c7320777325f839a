using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1.MainMode;

/// <summary>Initiator: the algorithms are agreed on, and message 4 is to bring the responder's half of the key exchange.</summary>
internal sealed class AwaitKeyExchange : Phase1State
{
    private readonly byte[] _association;
    private readonly NatDialect? _nat;
    private readonly KeyAgreement _agreement;
    private readonly byte[] _nonce;
    private readonly PreSharedKey _key = new();

    public AwaitKeyExchange(byte[] association, NatDialect? nat, KeyAgreement agreement, byte[] nonce) =>
        (_association, _nat, _agreement, _nonce) = (association, nat, agreement, nonce);

    public override MessageShape Shape => MessageShape.MainModeKeyExchange;

    public override string Awaited => "the responder's half of the key exchange (message 4 of main mode)";

    public override Phase1Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply)
    {
        if (!KeyShare.TryRead(message.Payloads, out KeyShare share))
        {
            return Phase1Step.Ignore();
        }

        IsakmpSession session = context.Session;
        NegotiationStep agreed = _agreement.Agree(context, share.PublicValue);
        if (!agreed.IsDone)
        {
            return KeyShare.NotAgreed(agreed);
        }

        if (!_key.TryFind(context, session.Profile!))
        {
            return Phase1Step.Pending;
        }

        Identity local = PreSharedKey.LocalOf(session.Profile!, session.Path);
        if (_key.Secret is not { } secret)
        {
            Identity remote = PreSharedKey.RemoteOf(session.Profile!, session.Path);
            return Phase1Step.Fail(CloseReason.AuthenticationFailed, new IkeFailure(
                FailureKind.NotAuthenticated, $"There is no pre-shared key for {local} and {remote}.", Report: NegotiationReport.ForMissingPhase1Key(local, remote)));
        }

        NatTraversal.Detect(session, _nat, message);
        var transcript = new Transcript(_association, _agreement.PublicValue, share.PublicValue.ToArray());
        SharedKeyProof.DeriveKeys(context, secret, _nonce, share.Nonce, _agreement.SharedSecret, transcript);
        session.State = IkeSaState.Authenticating;
        session.LocalIdentity = local;
        NatTraversal.Float(session);

        context.WriteHeader(ref reply, ExchangeType.IdentityProtection);
        SharedKeyProof.Write(session, transcript, local, ref reply);
        if (context.IsFirstContact)
        {
            InitialContact.Write(session, ref reply); // RFC 2407 4.6.3.3
        }

        return Phase1Step.Advance(new AwaitProof(transcript, new ProvenKey(secret, _key.AskedFor)), Phase1Reply.Encrypted);
    }

    protected override void Dispose(bool disposing)
    {
        _agreement.Dispose();
        _key.Dispose();
        base.Dispose(disposing);
    }
}
