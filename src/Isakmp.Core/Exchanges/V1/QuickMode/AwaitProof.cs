using Isakmp.Exchanges.Negotiation;
using Isakmp.Protection.V1;
using Isakmp.Wire;

namespace Isakmp.Exchanges.V1.QuickMode;

/// <summary>Responder: the answer is out and we can receive; message 3 is to prove that the offer was no replay, and that the peer can receive too.</summary>
internal sealed class AwaitProof : Phase2State
{
    private readonly QuickModeResponder _negotiation;
    private readonly bool _waitsForConnected;
    private bool _isHandedOn;

    /// <param name="negotiation">What was negotiated.</param>
    /// <param name="waitsForConnected">Whether the initiator has set the commit bit.</param>
    public AwaitProof(QuickModeResponder negotiation, bool waitsForConnected) => (_negotiation, _waitsForConnected) = (negotiation, waitsForConnected);

    public override MessageHash Hash => MessageHash.Third;

    public override MessageShape Shape => MessageShape.Protected;

    public override string Awaited => "the initiator's proof (message 3 of Quick Mode)";

    public override ReadOnlySpan<byte> InitiatorNonce => _negotiation.InitiatorNonce;

    public override ReadOnlySpan<byte> ResponderNonce => _negotiation.ResponderNonce;

    public override Phase2Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply)
    {
        if (_waitsForConnected || (message.Header.Flags & HeaderFlags.Commit) != 0)
        {
            _isHandedOn = true;
            return Phase2Step.Advance(new AwaitConnected(_negotiation), null);
        }

        _negotiation.Activate(context);
        return Phase2Step.Advance(null, null);
    }

    public override void Abandon(IsakmpContext context)
    {
        if (!_isHandedOn && _negotiation.Child is { } child)
        {
            context.Remove(child, CloseReason.PeerUnresponsive);
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
