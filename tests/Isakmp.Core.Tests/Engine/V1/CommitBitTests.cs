using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>The commit bit: whoever has not set it waits for CONNECTED before it sends on the new SA (RFC 2408 section 3.1).</summary>
public sealed class CommitBitTests
{
    private const byte Flags = PeerExchange.Encrypted | PeerExchange.Commit;

    /// <summary>CONNECTED comes as a fourth message of the Quick Mode or as an Informational with its Message ID, under the vector of either chain: the RFCs do not say which.</summary>
    public static TheoryData<bool, bool> Ways => new((false, false), (true, false), (true, true));

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_initiator_waits_for_CONNECTED(bool isInformational, bool hasOwnVector)
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered);
        PeerQuickMode quick = scene.Quick;
        quick.Exchange.Flags = Flags;
        byte[] third = scene.Subject.Ask(quick.Answer());
        quick.TakeConfirmation(third, third[19]);
        scene.TakeChild(quick);
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ActivateOutboundEvent);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(Connected(scene, quick, isInformational, hasOwnVector)));
        scene.Subject.TakeEvent<ActivateOutboundEvent>();
        Assert.Empty(scene.Subject.Sent);
        Assert.Single(scene.Subject.OnlySa.Children);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_responder_waits_for_CONNECTED(bool isInformational, bool hasOwnVector)
    {
        using Scene scene = Scene.Begin(SceneState.Childless);
        var quick = new PeerQuickMode(scene.Peer);
        quick.Exchange.Flags = Flags;
        byte[] second = scene.Subject.Ask(quick.Open());
        quick.TakeAnswer(second, second[19]);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(quick.Confirm()));
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ActivateOutboundEvent);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(Connected(scene, quick, isInformational, hasOwnVector)));
        scene.Subject.TakeEvent<ActivateOutboundEvent>();
        scene.TakeChild(quick);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void CONNECTED_without_a_right_hash_is_none(bool isInformational, bool hasOwnVector)
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered);
        PeerQuickMode quick = scene.Quick;
        quick.Exchange.Flags = Flags;
        byte[] third = scene.Subject.Ask(quick.Answer());
        quick.TakeConfirmation(third, third[19]);
        Payload connected = Notify(quick);
        byte[] iv = quick.Exchange.Iv;
        scene.Subject.Receive(scene.Peer.Plain(ExchangeType.InformationalV1, 7, connected));
        scene.Subject.Sent.Clear(); // that made us ask whether the peer lives
        string before = scene.Subject.Snapshot();
        foreach (byte[] hash in (byte[][])[new byte[32], scene.Peer.Keys!.Hash1(quick.Exchange.Id, []), scene.Peer.Keys!.Hash2(quick.Exchange.Id, quick.InitiatorNonce, Payload.Chain(connected))])
        {
            var exchange = new PeerExchange(
                scene.Peer, isInformational ? ExchangeType.InformationalV1 : ExchangeType.QuickMode, quick.Exchange.Id,
                hasOwnVector ? PeerKeys.ExchangeIv(scene.Peer.Suite, scene.Peer.LastBlock, quick.Exchange.Id) : iv);
            Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(exchange.Seal(V1Payload.Hash(hash), connected)));
            Assert.NotEqual(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Plain(exchange.Type, exchange.Id, connected)));
            Assert.Equal(before, scene.Subject.Snapshot());
        }

        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(Connected(scene, quick, isInformational, hasOwnVector)));
        scene.Subject.TakeEvent<ActivateOutboundEvent>();
    }

    [Fact]
    public void A_peer_that_never_says_CONNECTED_is_given_up()
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered);
        scene.Quick.Exchange.Flags = Flags;
        scene.Subject.Ask(scene.Quick.Answer());
        scene.Subject.Pass(TimeSpan.FromMinutes(10));
        Assert.Contains(scene.Subject.Events, happened => happened is ChildSaClosedEvent { Reason: CloseReason.PeerUnresponsive });
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ActivateOutboundEvent);
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }

    [Fact]
    public void A_confirmation_that_was_lost_is_sent_again_while_we_wait()
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered);
        PeerQuickMode quick = scene.Quick;
        quick.Exchange.Flags = Flags;
        byte[] second = quick.Answer();
        byte[] third = scene.Subject.Ask(second);
        Assert.Equal(third, scene.Subject.Ask(second));
        quick.TakeConfirmation(third, third[19]);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(Connected(scene, quick, true, false)));
    }

    private static Payload Notify(PeerQuickMode quick) => V1Payload.Notify(V1NotifyType.Connected, 3, V1Payload.Spi(quick.Spi));

    private static byte[] Connected(Scene scene, PeerQuickMode quick, bool isInformational, bool hasOwnVector)
    {
        if (!isInformational)
        {
            return quick.Exchange.Seal(quick.Exchange.Hashed(Notify(quick)));
        }

        byte[] iv = hasOwnVector ? PeerKeys.ExchangeIv(scene.Peer.Suite, scene.Peer.LastBlock, quick.Exchange.Id) : quick.Exchange.Iv;
        var exchange = new PeerExchange(scene.Peer, ExchangeType.InformationalV1, quick.Exchange.Id, iv);
        return exchange.Seal(exchange.Hashed(Notify(quick)));
    }
}
