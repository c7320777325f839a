using Isakmp.Exchanges.Negotiation;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Exchanges.V1.QuickMode;

/// <summary>Responder: message 1 has come, and is answered once the inbound direction can receive.</summary>
internal sealed class AwaitOffer : Phase2State
{
    private QuickModeResponder? _negotiation;

    public override MessageHash Hash => MessageHash.First;

    public override MessageShape Shape => MessageShape.QuickMode;

    public override string Awaited => "the offer (message 1 of Quick Mode)";

    // The answer's hash covers the offer's nonce.
    public override ReadOnlySpan<byte> InitiatorNonce => _negotiation is { } negotiation ? negotiation.InitiatorNonce : default;

    public override ReadOnlySpan<byte> ResponderNonce => _negotiation is { } negotiation ? negotiation.ResponderNonce : default;

    public override Phase2Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply)
    {
        IsakmpSession session = context.Session;
        _negotiation ??= new QuickModeResponder(QuickModeBasis.Of(session), session.Children);
        NegotiationStep read = _negotiation.ReadOffer(context, message.Payloads, session.Keys!.D);
        if (!read.IsDone)
        {
            return read.IsPending ? Phase2Step.Pending : Phase2Step.Fail(read.Failure!);
        }

        _negotiation.Commit(context, session.Children);
        _negotiation.WriteAnswer(context, ref reply);
        QuickModeResponder negotiation = _negotiation;
        _negotiation = null;
        bool waits = (message.Header.Flags & HeaderFlags.Commit) != 0;
        return Phase2Step.Advance(new AwaitProof(negotiation, waits), MessageHash.Second);
    }

    public override void Abandon(IsakmpContext context) => _negotiation?.Abandon(context);

    protected override void Dispose(bool disposing)
    {
        _negotiation?.Dispose();
        base.Dispose(disposing);
    }
}
