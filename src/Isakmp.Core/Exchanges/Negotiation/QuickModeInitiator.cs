using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>The initiator's side of one Quick Mode: offers a Child SA for one pair of selectors and checks the answer (RFC 2409 section 5.5).</summary>
internal sealed class QuickModeInitiator : QuickModeNegotiation
{
    private readonly Phase2Offer _offer;
    private QuickModeResult? _result;

    /// <param name="terms">What the protecting SA has settled.</param>
    /// <param name="profile">What to offer.</param>
    /// <param name="local">The traffic of our side: with an address, and one port or all.</param>
    /// <param name="remote">The traffic of the peer's side, likewise.</param>
    /// <param name="replaces">The Child SA that is rekeyed, or null.</param>
    public QuickModeInitiator(QuickModeTerms terms, ChildProfile profile, TrafficSelector local, TrafficSelector remote, ChildSa? replaces)
        : base(terms)
    {
        Profile = profile;
        Replaces = replaces;
        Local = local;
        Remote = remote;
        _offer = Phase2Offer.For(profile, EncapsulationModes.For(profile.Mode, terms.IsUdpEncapsulated, terms.IsNatDraft));
    }

    public ChildProfile Profile { get; }

    /// <summary>The traffic of our side.</summary>
    public TrafficSelector Local { get; }

    /// <summary>The traffic of the peer's side.</summary>
    public TrafficSelector Remote { get; }

    public override ChildSa? Replaces { get; }

    /// <summary>Whether an SPI is one that we have offered to receive on.</summary>
    public bool Receives(ChildSpi spi) => !spi.IsZero && (Spis[V1Protocol.Esp] == spi || Spis[V1Protocol.Ah] == spi);

    protected override bool IsInitiator => true;

    /// <summary>Takes SPIs, draws the nonce and begins the key exchange; to be called again with the answer to an operation.</summary>
    public NegotiationStep Prepare(NegotiationContext context)
    {
        if (!V1ClientIdentities.IsExpressible(Local) || !V1ClientIdentities.IsExpressible(Remote))
        {
            return NegotiationStep.Fail(new IkeFailure(
                FailureKind.Denied,
                $"Quick Mode cannot say the traffic {Local} === {Remote} of the child '{Profile.Name}': it knows one port or all, and needs an address (RFC 2407 4.6.2)."));
        }

        NegotiationStep step = Spis.Allocate(context, _offer.Protocols);
        if (!step.IsDone)
        {
            return step;
        }

        DrawNonce(context);
        if (_offer.KeyExchange is { } method && Agreement is null)
        {
            if (context.Crypto.GetKeyExchange(method) is not { } exchange)
            {
                return NegotiationStep.Fail(new IkeFailure(FailureKind.Denied, $"The crypto provider '{context.Crypto.Name}' lacks {method}."));
            }

            Agreement = KeyAgreement.Offer(context, exchange);
        }

        return NegotiationStep.Done;
    }

    /// <summary>Writes SA, Ni [, KE], IDci, IDcr [, NAT-OAi, NAT-OAr]; each time the same octets.</summary>
    public void WriteOffer(NegotiationContext context, ref MessageWriter writer)
    {
        V1Proposals.Write(ref writer, _offer.WithSpis(Spis.Octets));
        WriteNonceAndKeyExchange(ref writer);
        V1ClientIdentities.Write(ref writer, Local);
        V1ClientIdentities.Write(ref writer, Remote);
        if (OriginalAddressPayloads.AreUsed(Terms, Profile.Mode))
        {
            OriginalAddressPayloads.Write(ref writer, Terms, IsInitiator);
        }
    }

    /// <summary>Checks the answer, derives the keys and waits until the inbound direction is installed; to be called again with the answer to an operation.</summary>
    /// <param name="context">The engine's services.</param>
    /// <param name="answer">The payloads of message 2.</param>
    /// <param name="derivationKey">SKEYID_d.</param>
    public NegotiationStep ReadAnswer(NegotiationContext context, in PayloadList answer, ReadOnlySpan<byte> derivationKey)
    {
        if (_result is null && Accept(context, answer) is { } failure)
        {
            return NegotiationStep.Fail(failure);
        }

        NegotiationStep step = Agree(context, answer);
        if (step.IsDone)
        {
            step = Derive(context, _result!, derivationKey);
        }

        return step.IsDone ? InstallInbound(context) : step;
    }

    /// <summary>What can be concluded from the peer's error notification.</summary>
    public NegotiationReport ExplainRefusal(V1NotifyType error) => error == V1NotifyType.InvalidIdInformation
        ? NegotiationReport.ForRefusedClientIdentities(Local, Remote)
        : NegotiationReport.ForRefusedPhase2(_offer, error);

    private IkeFailure? Accept(NegotiationContext context, in PayloadList answer)
    {
        if (QuickModeMessage.Read(answer, out QuickModeMessage message) is { } failure)
        {
            return failure;
        }

        if (!_offer.TryAccept(message.Proposals, out Phase2Choice? choice, out string? reason))
        {
            return Refuse(
                FailureKind.PeerMisbehaved,
                $"The peer chose for the Child SA what was not offered: {reason}",
                V1NotifyType.NoProposalChosen,
                NegotiationReport.ForInvalidPhase2Answer(_offer, message.Proposals, reason));
        }

        if ((CheckSpis(choice) ?? CheckKeyExchange(choice, message)) is { } fault)
        {
            return fault;
        }

        if (ReadClients(message, out (TrafficSelector Local, TrafficSelector Remote) clients) is { } widened)
        {
            return widened;
        }

        TakePeerNonce(message.Nonce);
        Spis.ReleaseAllBut(context, Protocols(choice));
        _result = new QuickModeResult(
            Profile,
            choice,
            clients.Local,
            clients.Remote,
            choice.Lifetime.Shorter(ResponderLifetime.Read(answer, isPhase1: false)),
            OriginalAddressPayloads.AreUsed(Terms, Profile.Mode) ? OriginalAddressPayloads.Read(answer, Terms, IsInitiator) : null);
        return null;
    }

    /// <summary>The answer's identities must be ours, or lie within ours.</summary>
    private IkeFailure? ReadClients(in QuickModeMessage message, out (TrafficSelector Local, TrafficSelector Remote) clients)
    {
        clients = (Local, Remote);
        if (message.InitiatorClient is not { } local || message.ResponderClient is not { } remote)
        {
            // RFC 2409 5.5: left out, they are the addresses of phase 1
            return IsAt(Local, Terms.Path.Local.Address) && IsAt(Remote, Terms.Path.Remote.Address)
                ? null
                : Refuse(FailureKind.PeerMisbehaved, "The peer left the client identities out of its answer.", V1NotifyType.InvalidIdInformation);
        }

        if (Profile.Mode == ChildMode.Transport)
        {
            // RFC 3947 5.2: the responder may answer with the addresses that it sees
            local = Terms.IsLocalBehindNat ? ClientAddress.See(local, Local) : local;
            remote = Terms.IsRemoteBehindNat ? ClientAddress.See(remote, Remote) : remote;
        }

        if (!Local.Contains(local) || !Remote.Contains(remote))
        {
            return Refuse(
                FailureKind.PeerMisbehaved,
                "The peer answered with client identities that are not within those offered.",
                V1NotifyType.InvalidIdInformation,
                NegotiationReport.ForWidenedClientIdentities(Local, Remote, local, remote));
        }

        clients = (local, remote);
        return null;
    }

    private static bool IsAt(TrafficSelector selector, Primitives.NetAddress address) => selector.IsHost && selector.StartAddress == address;
}
