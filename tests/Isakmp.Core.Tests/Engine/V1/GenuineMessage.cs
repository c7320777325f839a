using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Messages that an endpoint would take now, built so that building them changes nothing of the peer.</summary>
internal static class GenuineMessage
{
    /// <summary>The messages of the exchange under way first.</summary>
    public static List<byte[]> Of(Scene scene)
    {
        ScriptedPeer peer = scene.Peer;
        switch (scene.State)
        {
            case SceneState.Initiating:
                return [peer.Choose(scene.Pending)];
            case SceneState.ExchangingKeys:
                return [peer.AnswerKeyShare(scene.Pending)];
            case SceneState.Chosen:
                return [peer.Plain(ExchangeType.IdentityProtection, 0, peer.KeyShare())];
            case SceneState.Proving or SceneState.Keyed:
                return [Copy(peer.Phase1).Seal(peer.Proof())];
            default:
                break;
        }

        List<byte[]> messages = [];
        if (scene is { State: SceneState.QuickOffered, Quick: { } answering })
        {
            List<Payload> payloads = answering.Acceptance();
            Payload hash = V1Payload.Hash(peer.Keys!.Hash2(answering.Exchange.Id, answering.InitiatorNonce, Payload.Chain([.. payloads])));
            messages.Add(Copy(answering.Exchange).Seal([hash, .. payloads]));
        }
        else if (scene is { State: SceneState.QuickAnswered, Quick: { } asking })
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
