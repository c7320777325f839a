using System.Buffers.Binary;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Initialization vectors of RFC 2409 appendix B: each exchange has a chain of its own, so several may go on at a time, in any order.</summary>
public sealed class VectorChainTests
{
    [Theory]
    [InlineData("aes128-sha256-ecp256")]
    [InlineData("3des-md5-modp1024")]
    public void Exchanges_of_the_peer_may_interleave(string suite)
    {
        using Scene scene = Scene.Begin(SceneState.Childless, suite);
        PeerQuickMode[] quick = [.. Enumerable.Range(0, 5).Select(_ => new PeerQuickMode(scene.Peer))];
        foreach (PeerQuickMode each in quick)
        {
            each.TakeAnswer(scene.Subject.Ask(each.Open()));
            Answered(scene, 7 + each.Exchange.Id);
        }

        foreach (PeerQuickMode each in quick.Reverse())
        {
            Answered(scene, 1);
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(each.Confirm()));
            scene.Subject.TakeEvent<ActivateOutboundEvent>();
        }

        Assert.Equal(0, scene.Subject.Statistics.NotAuthentic);
        Assert.Equal(5, quick.Select(each => Assert.Single(scene.Subject.Events.OfType<ChildSaEstablishedEvent>(), made => made.Info.OutboundSpi.Value == each.Spi)).Count());
    }

    [Fact]
    public void Exchanges_of_both_sides_may_interleave()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsInitiator);
        foreach (int _ in Enumerable.Range(0, 2))
        {
            Assert.True(scene.Endpoint.CreateChild(scene.Connection, "net", scene.Subject.Now));
        }

        scene.Subject.Drain();
        byte[][] offers = [.. scene.Subject.Sent.Select(sent => sent.Message)];
        scene.Subject.Sent.Clear();
        Assert.Equal(2, offers.Select(offer => BinaryPrimitives.ReadUInt32BigEndian(offer.AsSpan(20))).Distinct().Count());
        PeerQuickMode[] ours = [.. offers.Select(_ => new PeerQuickMode(scene.Peer, isInitiator: false))];
        PeerQuickMode[] theirs = [.. Enumerable.Range(0, 2).Select(_ => new PeerQuickMode(scene.Peer))];
        for (int i = 0; i < 2; i++)
        {
            ours[i].TakeOffer(offers[i]);
            theirs[i].TakeAnswer(scene.Subject.Ask(theirs[i].Open()));
        }

        for (int i = 1; i >= 0; i--)
        {
            ours[i].TakeConfirmation(scene.Subject.Ask(ours[i].Answer()));
            Answered(scene, 1);
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(theirs[i].Confirm()));
        }

        foreach (PeerQuickMode each in ours.Concat(theirs))
        {
            Assert.Single(scene.Subject.Events.OfType<ChildSaEstablishedEvent>(), made => made.Info.OutboundSpi.Value == each.Spi);
        }

        Assert.Equal(0, scene.Subject.Statistics.NotAuthentic);
    }

    /// <summary>A forged message between two of an exchange takes nothing of its chain: the vector moves on with what has proved authentic.</summary>
    [Theory]
    [InlineData(SceneState.Proving)]
    [InlineData(SceneState.Keyed)]
    [InlineData(SceneState.QuickOffered)]
    [InlineData(SceneState.QuickAnswered)]
    public void A_forged_message_moves_no_chain(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        byte[] genuine = GenuineMessage.Of(scene)[0];
        for (int length = 28; length < 300; length++)
        {
            byte[] forged = [.. genuine[..28], .. scene.Peer.Random.NextBytes(length - 28)];
            BinaryPrimitives.WriteUInt32BigEndian(forged.AsSpan(24), (uint)length);
            Assert.NotEqual(ReceiveResult.Processed, scene.Subject.Receive(forged));
        }

        Assert.Empty(scene.Subject.Sent);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(genuine));
    }

    [Fact]
    public void The_vector_of_another_exchange_does_not_open_a_message()
    {
        using Scene scene = Scene.Begin(SceneState.QuickAnswered);
        var other = new PeerQuickMode(scene.Peer);
        var wrong = new PeerExchange(scene.Peer, ExchangeType.QuickMode, scene.Quick.Exchange.Id, other.Exchange.Iv);
        Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(wrong.Seal(scene.Quick.Confirmation())));
        var first = new PeerExchange(scene.Peer, ExchangeType.QuickMode, other.Exchange.Id, scene.Peer.LastBlock);
        Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(first.Seal(first.Hashed(other.Offer()))));
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Quick.Confirm()));
    }

    /// <summary>An exchange of main mode has used its vector up; one that is made from it again is not taken.</summary>
    [Fact]
    public void The_chain_of_phase_1_ends_with_it()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        foreach (byte[] iv in (byte[][])[scene.Peer.LastBlock, scene.Peer.Phase1.Iv])
        {
            var again = new PeerExchange(scene.Peer, ExchangeType.IdentityProtection, 0, iv);
            Assert.Equal(ReceiveResult.Unexpected, scene.Subject.Receive(again.Seal(scene.Peer.Proof())));
            var informational = new PeerExchange(scene.Peer, ExchangeType.InformationalV1, 0, iv);
            Assert.Equal(ReceiveResult.Unexpected, scene.Subject.Receive(informational.Seal(informational.Hashed(scene.Peer.DeleteIsakmp()))));
        }

        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
    }

    /// <summary>RFC 2409 appendix B pads with zeros to whole blocks; strongSwan adds a whole block, racoon some of them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Whole_blocks_of_padding_are_taken(int blocks)
    {
        using Scene scene = Scene.Begin(SceneState.Keyed);
        ScriptedPeer peer = scene.Peer;
        byte[] Padding(List<Payload> payloads) => new byte[(-Payload.Chain([.. payloads]).Length & 15) + (16 * blocks)];
        List<Payload> proof = peer.Proof();
        byte[] fifth = peer.Phase1.SealChain(proof[0].Type.Value, Payload.Chain([.. proof]), Padding(proof));
        peer.LastBlock = peer.Phase1.Iv;
        peer.TakeProof(scene.Subject.Ask(fifth));
        var quick = new PeerQuickMode(peer);
        List<Payload> offer = quick.Exchange.Hashed(quick.Offer());
        quick.TakeAnswer(scene.Subject.Ask(quick.Exchange.SealChain(offer[0].Type.Value, Payload.Chain([.. offer]), Padding(offer))));
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(quick.Confirm()));
    }

    private static void Answered(Scene scene, uint number)
    {
        byte[] question = scene.Peer.Inform(scene.Peer.Dpd(false, number));
        ReceiveResult result = scene.Subject.Receive(question);
        Assert.Equal(ReceiveResult.Processed, result);
        if (scene.Subject.Sent.TryDequeue(out (byte[] Message, PacketInfo Path) sent))
        {
            Assert.Equal(V1NotifyType.RUThereAcknowledge, Assert.Single(scene.Peer.ReadInformational(sent.Message)).V1NotifyType);
        }
    }
}
