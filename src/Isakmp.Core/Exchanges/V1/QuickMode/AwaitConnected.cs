using Isakmp.Exchanges.Negotiation;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1.QuickMode;

/// <summary>The peer has set the commit bit: nothing is sent on the new SA before its notification CONNECTED (RFC 2408 section 3.1).</summary>
internal sealed class AwaitConnected : Phase2State
{
    private readonly QuickModeNegotiation _negotiation;

    public AwaitConnected(QuickModeNegotiation negotiation) => _negotiation = negotiation;

    public override MessageHash Hash => MessageHash.First;

    public override MessageShape Shape => MessageShape.Protected;

    public override string Awaited => "the notification CONNECTED, which the peer's commit bit announces";

    public override ReadOnlySpan<byte> InitiatorNonce => _negotiation.InitiatorNonce;

    public override ReadOnlySpan<byte> ResponderNonce => _negotiation.ResponderNonce;

    public override Phase2Step Receive(IsakmpContext context, in IsakmpMessage message, ref MessageWriter reply)
    {
        PayloadList payloads = message.Payloads;
        for (int i = payloads.IndexOf(PayloadType.V1Notification); i >= 0; i = payloads.IndexOf(PayloadType.V1Notification, i + 1))
        {
            if (NotifyPayloadView.TryRead(payloads[i].Body, out NotifyPayloadView notify).IsOk && notify.Type == V1NotifyType.Connected)
            {
                _negotiation.Activate(context);
                return Phase2Step.Advance(null, null);
            }
        }

        return Phase2Step.Ignore;
    }

    public override void Abandon(IsakmpContext context)
    {
        if (_negotiation.Child is { } child)
        {
            context.Remove(child, CloseReason.PeerUnresponsive);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _negotiation.Dispose();
        base.Dispose(disposing);
    }
}
