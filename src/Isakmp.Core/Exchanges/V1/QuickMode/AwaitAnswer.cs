using Isakmp.Exchanges.Negotiation;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Exchanges.V1.QuickMode;

/// <summary>Initiator: the offer is being built or is out, and message 2 is to bring the answer.</summary>
internal sealed class AwaitAnswer : Phase2State
{
    private readonly QuickModeInitiator _negotiation;
    private bool _isHandedOn;

    public AwaitAnswer(QuickModeInitiator negotiation) => _negotiation = negotiation;

    /// <summary>What is negotiated.</summary>
    public QuickModeInitiator Negotiation => _negotiation;

    public override MessageHash Hash => MessageHash.Second;

    public override MessageShape Shape => MessageShape.QuickMode;

    public override string Awaited => "the answer to our offer (message 2 of Quick Mode)";

    public override ReadOnlySpan<byte> InitiatorNonce => _negotiation.InitiatorNonce;

    public override ReadOnlySpan<byte> ResponderNonce => _negotiation.ResponderNonce;

    /// <summary>Writes the payloads of message 1, as soon as the caller has allocated what it must.</summary>
    public Phase2Step Begin(IsakmpContext context, ref MessageWriter body)
    {
        NegotiationStep prepared = _negotiation.Prepare(context);
        if (!prepared.IsDone)
        {
            return prepared.IsPending ? Phase2Step.Pending : Phase2Step.Fail(prepared.Failure!);
        }

        _negotiation.WriteOffer(context, ref body);
        return Phase2Step.Advance(this, MessageHash.First);
    }

    public override Phase2Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply)
    {
        IsakmpSession session = context.Session;
        NegotiationStep read = _negotiation.ReadAnswer(context, message.Payloads, session.Keys!.D);
        if (!read.IsDone)
        {
            return read.IsPending ? Phase2Step.Pending : Phase2Step.Fail(read.Failure!);
        }

        _negotiation.Commit(context, session.Children);
        if ((message.Header.Flags & HeaderFlags.Commit) != 0)
        {
            _isHandedOn = true;
            return Phase2Step.Advance(new AwaitConnected(_negotiation), MessageHash.Third); // RFC 2408 3.1: who has not set the bit waits for CONNECTED
        }

        _negotiation.Activate(context);
        return Phase2Step.Advance(null, MessageHash.Third);
    }

    public override void Abandon(IsakmpContext context)
    {
        if (!_isHandedOn)
        {
            _negotiation.Abandon(context);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isHandedOn)
        {
            _negotiation.Dispose();
        }

        base.Dispose(disposing);
    }
}
