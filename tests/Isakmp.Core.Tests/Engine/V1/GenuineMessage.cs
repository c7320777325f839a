using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Messages that an endpoint would take now, built so that building them changes nothing of the peer.</summary>
internal static class GenuineMessage
{
    /// <summary>The messages of the exchange under way first.</summary>
    public static List<byte[]> Of(Scene scene)
    {
        ScriptedPeer peer = scene.Peer;
        switch (scene.Subject.Endpoint.ListIkeSas().Single().State)
        {
            case IkeSaState.Established:
                break;
            case IkeSaState.Authenticating:
                return [Copy(peer.Phase1).Seal(peer.Proof())];
            default:
                return [peer.Keys is null && peer.IsInitiator ? peer.Plain(ExchangeType.IdentityProtection, 0, peer.KeyShare())
                    : scene.LastRequest.Length == 0 ? peer.Choose(scene.Pending)
                    : peer.AnswerKeyShare(scene.Pending)];
        }

        List<byte[]> messages = [];
        if (scene.Quick is { IsInitiator: false } answering && scene.Pending.Length > 0)
        {
            List<Payload> payloads = answering.Acceptance();
            Payload hash = V1Payload.Hash(peer.Keys!.Hash2(answering.Exchange.Id, answering.InitiatorNonce, Payload.Chain([.. payloads])));
            messages.Add(Copy(answering.Exchange).Seal([hash, .. payloads]));
        }
        else if (scene.Quick is { IsInitiator: true } asking && scene.Subject.Endpoint.ListIkeSas()[0].Children.Length > 0 && scene.LastResponse.Length > 0)
        {
            messages.Add(Copy(asking.Exchange).Seal(asking.Confirmation()));
        }

        messages.Add(peer.Inform(peer.Dpd(false, 1_000_000)));
        messages.Add(peer.Inform(peer.DeleteIsakmp()));
        messages.Add(new PeerQuickMode(peer).Open());
        return messages;

        PeerExchange Copy(PeerExchange exchange) => new(peer, exchange.Type, exchange.Id, exchange.Iv);
    }
}
