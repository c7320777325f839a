using System.Collections.Immutable;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1.MainMode;

/// <summary>Initiator: the offer is out, and message 2 is to bring what the responder has chosen of it.</summary>
internal sealed class AwaitChoice : Phase1State
{
    private readonly byte[] _association;

    private AwaitChoice(Phase1Offer offer, byte[] association) => (Offer, _association) = (offer, association);

    public Phase1Offer Offer { get; }

    public override MessageShape Shape => MessageShape.MainModeOffer;

    public override string Awaited => "the choice among the offered transforms (message 2 of main mode)";

    /// <summary>Writes message 1.</summary>
    public static AwaitChoice Begin(IsakmpContext context, ref MessageWriter writer)
    {
        Phase1Offer offer = Phase1Offer.For(context.Session.Profile!.Policies);
        context.WriteHeader(ref writer, ExchangeType.IdentityProtection);
        int start = writer.Length + PayloadView.HeaderSize;
        V1Proposals.Write(ref writer, offer.Proposals);
        byte[] association = writer.Written[start..].ToArray();
        PeerCapabilities.WriteOwn(ref writer);
        return new AwaitChoice(offer, association);
    }

    public override Phase1Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply)
    {
        if (message.Header.ResponderSpi.IsZero
            || !SecurityAssociationView.TryRead(message.Payloads.Body(PayloadType.V1SecurityAssociation), out SecurityAssociationView view).IsOk)
        {
            return Phase1Step.Ignore(); // an error at worst leaves the request waiting for a better answer
        }

        ImmutableArray<V1Proposal> answer = V1Proposals.Read(view);
        if (!Offer.TryAccept(answer, out Phase1Choice? choice, out string? reason))
        {
            return Phase1Step.Ignore(new IkeFailure(
                FailureKind.PeerMisbehaved,
                $"The peer chose for phase 1 what was not offered: {reason}",
                Report: NegotiationReport.ForInvalidPhase1Answer(Offer, answer, reason)));
        }

        if (!context.TryGetSuite(choice, out IsakmpSuite? suite))
        {
            return Phase1Step.Ignore(new IkeFailure(FailureKind.Internal, "The peer chose an algorithm that the endpoint's provider lacks."));
        }

        PeerCapabilities peer = PeerCapabilities.Read(message.Payloads);
        IsakmpSession session = context.Session;
        session.ResponderCookie = message.Header.ResponderSpi;
        session.Choice = choice;
        session.Suite = suite;
        session.Lifetime = choice.Lifetime;
        session.AnswersLiveness = peer.AnswersLiveness;

        byte[] nonce = new byte[context.NonceSize];
        context.Random.Fill(nonce);
        KeyAgreement agreement = KeyAgreement.Offer(context, suite.KeyExchange);
        context.WriteHeader(ref reply, ExchangeType.IdentityProtection);
        KeyExchangePayload.Write(ref reply, agreement.PublicValue.Span);
        NoncePayload.Write(ref reply, nonce);
        NatTraversal.WriteDetection(context, peer.Nat, ref reply);
        return Phase1Step.Advance(new AwaitKeyExchange(_association, peer.Nat, agreement, nonce), Phase1Reply.Plain);
    }
}
