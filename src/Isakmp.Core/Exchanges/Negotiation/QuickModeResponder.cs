using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>The responder's side of one Quick Mode: finds the child that an offer is for, chooses, answers (RFC 2409 section 5.5).</summary>
internal sealed class QuickModeResponder : QuickModeNegotiation
{
    private readonly ChildSaTable _existing;
    private QuickModeResult? _result;
    private ChildSa? _replaces;
    private byte[] _initiatorIdentity = [];
    private byte[] _responderIdentity = [];

    /// <param name="terms">What the protecting SA has settled.</param>
    /// <param name="existing">The Child SAs of the connection.</param>
    public QuickModeResponder(QuickModeTerms terms, ChildSaTable existing)
        : base(terms) => _existing = existing;

    /// <summary>The newest Child SA for the same traffic when the offer came: IKEv1 has no word for rekeying.</summary>
    public override ChildSa? Replaces => _replaces;

    protected override bool IsInitiator => false;

    /// <summary>Chooses, takes SPIs, agrees on keys and waits until the inbound direction is installed; to be called again with the answer to an operation.</summary>
    /// <param name="context">The engine's services.</param>
    /// <param name="offer">The payloads of message 1.</param>
    /// <param name="derivationKey">SKEYID_d.</param>
    public NegotiationStep ReadOffer(NegotiationContext context, in PayloadList offer, ReadOnlySpan<byte> derivationKey)
    {
        if (_result is null && Select(context, offer) is { } failure)
        {
            return NegotiationStep.Fail(failure);
        }

        NegotiationStep step = Spis.Allocate(context, Protocols(_result!.Choice));
        if (step.IsDone)
        {
            DrawNonce(context);
            step = Agree(context, offer);
        }

        if (step.IsDone)
        {
            step = Derive(context, _result, derivationKey);
        }

        return step.IsDone ? InstallInbound(context) : step;
    }

    /// <summary>Writes SA, Nr [, KE] [, IDci, IDcr] [, NAT-OAi, NAT-OAr] [, RESPONDER-LIFETIME]; each time the same octets.</summary>
    public void WriteAnswer(NegotiationContext context, ref MessageWriter writer)
    {
        Phase2Choice choice = _result!.Choice;
        V1Proposals.Write(ref writer, choice.Answer(Spis.Octets));
        WriteNonceAndKeyExchange(ref writer);
        if (_initiatorIdentity.Length > 0)
        {
            // As they came: some peers compare octets.
            writer.WritePayload(PayloadType.V1Identification, _initiatorIdentity);
            writer.WritePayload(PayloadType.V1Identification, _responderIdentity);
        }

        if (OriginalAddressPayloads.AreUsed(Terms, choice.Mode))
        {
            OriginalAddressPayloads.Write(ref writer, Terms, IsInitiator);
        }

        if (choice.IsLifetimeShortened)
        {
            ResponderLifetime.Write(ref writer, choice.Main.Protocol, Spis.Octets(choice.Main.Protocol).AsSpan(), choice.Lifetime);
        }
    }

    private IkeFailure? Select(NegotiationContext context, in PayloadList offer)
    {
        if (QuickModeMessage.Read(offer, out QuickModeMessage message) is { } failure)
        {
            return failure;
        }

        TrafficSelector remote = message.InitiatorClient ?? TrafficSelector.ForAddress(Terms.Path.Remote.Address);
        TrafficSelector local = message.ResponderClient ?? TrafficSelector.ForAddress(Terms.Path.Local.Address);
        var selection = new QuickModeSelection(Terms, message.Proposals, local, remote);
        if (!selection.TrySelect(out ChildProfile? profile, out Phase2Choice? choice))
        {
            return selection.Refusal();
        }

        if ((CheckSpis(choice) ?? CheckKeyExchange(choice, message)) is { } fault)
        {
            return fault;
        }

        if (choice.KeyExchange is { } method)
        {
            if (context.Crypto.GetKeyExchange(method) is not { } exchange)
            {
                return Refuse(FailureKind.Denied, $"The crypto provider '{context.Crypto.Name}' lacks {method}.", V1NotifyType.NoProposalChosen);
            }

            Agreement = KeyAgreement.Answer(exchange);
        }

        TakePeerNonce(message.Nonce);
        _initiatorIdentity = message.InitiatorIdentity.ToArray();
        _responderIdentity = message.ResponderIdentity.ToArray();
        _result = new QuickModeResult(
            profile,
            choice,
            selection.Local,
            selection.Remote,
            choice.Lifetime,
            OriginalAddressPayloads.AreUsed(Terms, choice.Mode) ? OriginalAddressPayloads.Read(offer, Terms, IsInitiator) : null);
        _replaces = FindReplaced(_result);
        return null;
    }

    private ChildSa? FindReplaced(QuickModeResult result)
    {
        SecurityProtocol protocol = result.Choice.Main.Protocol == V1Protocol.Ah ? SecurityProtocol.Ah : SecurityProtocol.Esp;
        ImmutableArray<TrafficSelector> local = [result.Local];
        ImmutableArray<TrafficSelector> remote = [result.Remote];
        return _existing.LastOrDefault(child => !child.IsClosing
            && child.Profile.Name == result.Profile.Name && child.Protocol == protocol && child.Mode == result.Choice.Mode
            && child.LocalSelectors.SequenceEqual(local) && child.RemoteSelectors.SequenceEqual(remote));
    }
}
