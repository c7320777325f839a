using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Messages of phase 2 that arrive before the last one of main mode, whose last block their vectors are made of.</summary>
public sealed class OvertakingTests
{
    [Fact]
    public void A_Quick_Mode_that_overtakes_the_peers_proof_is_answered_after_it()
    {
        using Scene scene = Scene.Begin(SceneState.Proving);
        byte[] sixth = scene.Peer.Prove();
        var quick = new PeerQuickMode(scene.Peer);
        byte[] offer = quick.Open();
        scene.Subject.Receive(offer);
        Assert.Empty(scene.Subject.Sent);
        Assert.Empty(scene.Subject.Events);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(sixth));
        scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
        quick.TakeAnswer(scene.Subject.TakeSent());
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(quick.Confirm()));
        scene.TakeChild(quick);
        scene.Subject.TakeEvent<ActivateOutboundEvent>();
    }

    [Fact]
    public void A_repetition_of_what_came_early_is_answered_from_the_cache()
    {
        using Scene scene = Scene.Begin(SceneState.Proving);
        byte[] sixth = scene.Peer.Prove();
        var quick = new PeerQuickMode(scene.Peer);
        byte[] offer = quick.Open();
        for (int i = 0; i < 10; i++)
        {
            scene.Subject.Receive(offer);
        }

        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(sixth));
        List<byte[]> answers = [.. scene.Subject.Sent.Select(sent => sent.Message)];
        Assert.InRange(answers.Count, 1, 3);
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        quick.TakeAnswer(answers[0]);
    }

    /// <summary>What anybody could have sent is kept in small number, takes no place of main mode, and is gone with it.</summary>
    [Fact]
    public void Early_messages_that_nobody_sealed_are_few_and_harmless()
    {
        using Scene scene = Scene.Begin(SceneState.Proving);
        byte[] sixth = scene.Peer.Prove();
        for (int i = 0; i < 2000; i++)
        {
            byte[] garbage = scene.Peer.Random.NextBytes(1200 - 28 + 4);
            scene.Subject.Receive([.. scene.Peer.Header(8, ExchangeType.QuickMode, 1, (uint)i + 1, 28 + garbage.Length), .. garbage]);
        }

        Assert.InRange(scene.Subject.Statistics.Unexpected, 1900, 2000);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(sixth));
        scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
        Assert.Empty(scene.Subject.Sent);
        PeerQuickMode quick = scene.MeetQuickMode();
        quick.TakeConfirmation(scene.Subject.Ask(quick.Answer()));
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }

    [Fact]
    public void A_responder_that_has_not_our_proof_yet_keeps_a_Quick_Mode_too()
    {
        using Scene scene = Scene.Begin(SceneState.Keyed);
        byte[] fifth = scene.Peer.Prove();

        // the peer cannot know the last block before it has ours: what it sends under another cannot be read, and must not harm
        var quick = new PeerQuickMode(scene.Peer);
        scene.Subject.Receive(quick.Open());
        scene.Peer.TakeProof(scene.Subject.Ask(fifth));
        scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
        Assert.Empty(scene.Subject.Sent);
        scene.TakeChild(scene.RunQuickMode());
    }

    [Fact]
    public void Ours_does_not_start_before_the_peer_can_have_finished()
    {
        using Scene scene = Scene.Begin(SceneState.Proving);
        scene.Subject.Receive(scene.Peer.Prove());
        scene.Subject.Pass(TimeSpan.FromMilliseconds(10));
        Assert.Empty(scene.Subject.Sent); // PEERS: charon drops what comes while it still finishes phase 1
        scene.Subject.Pass(TimeSpan.FromMilliseconds(10));
        Assert.Single(scene.Subject.Sent);
    }

    [Theory]
    [InlineData(SceneState.Proving)]
    [InlineData(SceneState.Keyed)]
    public void An_early_Informational_deletes_nothing(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        byte[] proof = scene.Peer.Prove();
        string before = scene.Subject.Snapshot();
        scene.Subject.Receive(scene.Peer.Inform(scene.Peer.DeleteIsakmp()));
        scene.Subject.Receive(scene.Peer.Inform(scene.Peer.InitialContact()));
        Assert.Equal(before, scene.Subject.Snapshot());
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(proof));
        scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
    }
}
