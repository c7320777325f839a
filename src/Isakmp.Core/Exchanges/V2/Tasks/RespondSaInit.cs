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

/// <summary>IKE_SA_INIT as responder: selects a profile by the addresses and a proposal by the profile (RFC 7296 section 1.2).</summary>
internal sealed class RespondSaInit : ExchangeTask
{
    private byte[] _nonce = [];
    private SelectProfileOperation? _selection;
    private KeyAgreementOperation? _agreement;
    private ImmutableArray<PeerProfile> _candidates = [];
    private Proposal? _chosen;
    private IkeSuite? _suite;
    private SkKeys? _keys;
    private byte[] _public = [];
    private byte[] _peerNonce = [];

    public override TaskStep ProcessRequest(ExchangeContext context, in InboundMessage message)
    {
        if (_agreement is not null)
        {
            return FinishAgreement(context);
        }

        if (_selection is null && context.Asks(EndpointQuestions.SelectProfile))
        {
            _selection = new SelectProfileOperation { Path = message.Path, RemoteIdentity = null, RequestedIdentity = null, Current = null };
            context.Ask(_selection);
            return TaskStep.Pending;
        }

        return Negotiate(context, message);
    }

    public override void BuildResponse(ExchangeContext context, ref MessageWriter writer)
    {
        Proposals.Write(ref writer, _chosen!);
        KeyExchangePayload.Write(ref writer, _suite!.KeyExchange.Method, _public);
        NoncePayload.Write(ref writer, _nonce);
    }

    public override void Commit(ExchangeContext context)
    {
        Session session = context.Session;
        session.Profile = _candidates[0];
        session.Candidates = _candidates;
        session.Adopt(_chosen!, _suite!, _keys!, _nonce, _peerNonce);
        _keys = null;
    }

    protected override void Dispose(bool disposing)
    {
        _keys?.Dispose();
        _agreement?.Discard();
        base.Dispose(disposing);
    }

    private TaskStep Negotiate(ExchangeContext context, in InboundMessage message)
    {
        if (!SecurityAssociationView.TryRead(message.Body(PayloadType.SecurityAssociation), out SecurityAssociationView association).IsOk
            || !KeyExchangePayloadView.TryRead(message.Body(PayloadType.KeyExchange), out KeyExchangePayloadView keyExchange).IsOk
            || !NoncePayloadView.TryRead(message.Body(PayloadType.Nonce), out NoncePayloadView nonce).IsOk)
        {
            return TaskStep.InvalidSyntax("a payload of IKE_SA_INIT is malformed");
        }

        IEnumerable<PeerProfile> profiles = _selection is null
            ? context.ProfilesFor(message.Path)
            : _selection.Answer is { } answered ? [answered] : [];
        TaskStep selected = Select(context, Proposals.Read(association), profiles);
        if (selected.Outcome != TaskOutcome.Done)
        {
            return selected;
        }

        if (keyExchange.Method != _suite!.KeyExchange.Method)
        {
            return AskForGroup(_suite.KeyExchange.Method, keyExchange.Method); // RFC 7296 1.2
        }

        _nonce = new byte[context.NonceSize];
        context.Random.Fill(_nonce);
        _peerNonce = nonce.Data.ToArray();
        return Agree(context, keyExchange.Data);
    }

    /// <summary>Takes the first profile for these addresses that has a proposal in common with the peer, and keeps its rivals with the same outcome for the identities to choose among.</summary>
    private TaskStep Select(ExchangeContext context, ImmutableArray<Proposal> offered, IEnumerable<PeerProfile> profiles)
    {
        NegotiationReport? nearest = null;
        var candidates = ImmutableArray.CreateBuilder<PeerProfile>();
        foreach (PeerProfile profile in profiles)
        {
            bool fits = ProposalSelection.TrySelect(offered, profile.IkeProposals, new SelectionOptions(NegotiationKind.InitialIkeSa), out Proposal? chosen, out NegotiationReport report);
            if (!fits)
            {
                nearest ??= report;
            }
            else if (_chosen is null && context.TryGetSuite(chosen!, out _suite))
            {
                _chosen = chosen;
                candidates.Add(profile);
            }
            else if (_chosen is not null && chosen!.Equals(_chosen))
            {
                candidates.Add(profile);
            }
        }

        _candidates = candidates.ToImmutable();
        if (_chosen is not null)
        {
            return TaskStep.Done;
        }

        string text = nearest is null
            ? $"No profile of ours for IKEv2 is for a peer at {context.Session.Path.Remote.Address}."
            : "None of the peer's proposals is acceptable.";
        nearest ??= context.ExplainNoProfile(context.Session.Path);
        return TaskStep.Reject(
            NotifyType.NoProposalChosen,
            new IkeFailure(FailureKind.PeerIncompatible, text, NotifyType.NoProposalChosen, Report: nearest),
            closes: CloseReason.PeerIncompatible);
    }

    private static TaskStep AskForGroup(KeyExchangeMethod wanted, KeyExchangeMethod offered)
    {
        byte[] group = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(group, wanted.Value);
        return TaskStep.Reject(
            NotifyType.InvalidKePayload,
            new IkeFailure(
                FailureKind.PeerIncompatible, $"The peer guessed the group {offered}; it was asked for {wanted}.", NotifyType.InvalidKePayload),
            group,
            CloseReason.PeerIncompatible);
    }

    private TaskStep Agree(ExchangeContext context, ReadOnlySpan<byte> peerPublic)
    {
        IKeyExchange keyExchange = _suite!.KeyExchange;
        if (context.Asks(EndpointQuestions.KeyAgreement))
        {
            _agreement = new KeyAgreementOperation { KeyExchange = keyExchange, State = null, PeerPublic = peerPublic.ToArray() };
            context.Ask(_agreement);
            return TaskStep.Pending;
        }

        _public = new byte[keyExchange.ResponderPublicSize];
        using var secret = new SecretBuffer(keyExchange.SharedSecretSize);
        KeyExchangeStatus status = keyExchange.Respond(peerPublic, context.Random, _public, secret.Span);
        if (status != KeyExchangeStatus.Ok)
        {
            return TaskStep.InvalidSyntax($"the public value for {keyExchange.Method} was refused ({status})"); // RFC 6989 2
        }

        Derive(context, secret);
        return TaskStep.Done;
    }

    private TaskStep FinishAgreement(ExchangeContext context)
    {
        if (_agreement!.Answer is not { } answer || answer.PublicValue.Length != _suite!.KeyExchange.ResponderPublicSize
            || answer.SharedSecret.Length != _suite.KeyExchange.SharedSecretSize)
        {
            return TaskStep.InvalidSyntax("the key agreement was refused");
        }

        _public = answer.PublicValue.ToArray();
        Derive(context, answer.SharedSecret);
        return TaskStep.Done;
    }

    private void Derive(ExchangeContext context, SecretBuffer secret)
    {
        _keys = KeySchedule.DeriveIkeKeys(
            _suite!, secret.Span, _peerNonce, _nonce, context.Session.InitiatorSpi, context.Session.ResponderSpi);
        context.LogKeys(_chosen!, _keys, context.Session.ResponderSpi);
    }
}
