using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>The last message of an exchange is answered again, a bounded number of times, to where it came from; what is older, or belongs to an exchange that is over, is not.</summary>
public sealed class RepetitionTests
{
    private static readonly PacketInfo s_elsewhere = new(Subject.Path.Local, NetEndPoint.Parse("203.0.113.9:500"));

    [Theory]
    [InlineData(SceneState.Chosen)]
    [InlineData(SceneState.Keyed)]
    [InlineData(SceneState.Childless)]
    [InlineData(SceneState.QuickAnswered)]
    [InlineData(SceneState.ExchangingKeys)]
    [InlineData(SceneState.Proving)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void The_last_message_is_answered_again_with_the_same_octets(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        string before = scene.Subject.Snapshot();
        int answers = 0;
        for (int i = 0; i < 100; i++)
        {
            // to a first message its address belongs: from elsewhere it is another one
            PacketInfo from = i % 2 == 0 || state == SceneState.Chosen ? Subject.Path : s_elsewhere;
            ReceiveResult result = scene.Subject.Receive(scene.LastRequest, from);
            if (result == ReceiveResult.AnsweredFromCache)
            {
                answers++;
                (byte[] message, PacketInfo path) = Assert.Single(scene.Subject.Sent);
                scene.Subject.Sent.Clear();
                Assert.Equal(scene.LastResponse, message);
                Assert.Equal(from, path);
            }
            else
            {
                Assert.Equal(ReceiveResult.Duplicate, result);
            }
        }

        Assert.Equal(before, scene.Subject.Snapshot());
        Assert.InRange(answers, 3, 20); // enough for a peer that has lost it, too few for a reflector
        Assert.Equal(Subject.Path, scene.Subject.OnlySa.Path);
    }

    [Fact]
    public void A_lost_answer_of_each_exchange_is_sent_again_and_all_goes_on()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        peer.TakeChoice(Again(peer.Open()));
        peer.TakeKeyShare(Again(peer.SendKeyShare()));
        peer.TakeProof(Again(peer.Prove()));
        var quick = new PeerQuickMode(peer);
        quick.TakeAnswer(Again(quick.Open()));
        byte[] third = quick.Confirm();
        Assert.Equal(ReceiveResult.Processed, subject.Receive(third));
        Assert.NotEqual(ReceiveResult.Processed, subject.Receive(third));
        Assert.Empty(subject.Sent);
        byte[] question = peer.Inform(peer.Dpd(false, 1));
        Assert.Equal([0, 0, 0, 1], Assert.Single(peer.ReadInformational(Again(question))).V1NotifyData);

        byte[] Again(byte[] message)
        {
            byte[] lost = subject.Ask(message);
            subject.Pass(TimeSpan.FromSeconds(4));
            subject.Sent.Clear();
            byte[] answer = subject.Ask(message);
            Assert.Equal(lost, answer);
            return answer;
        }
    }

    [Fact]
    public void Messages_before_the_last_are_not_answered()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        var old = new List<byte[]>();
        peer.TakeChoice(Keep(peer.Open()));
        peer.TakeKeyShare(Keep(peer.SendKeyShare()));
        Assert.NotEqual(ReceiveResult.AnsweredFromCache, subject.Receive(old[0]));
        peer.TakeProof(Keep(peer.Prove()));
        var quick = new PeerQuickMode(peer);
        quick.TakeAnswer(Keep(quick.Open()));
        subject.Receive(quick.Confirm());
        string before = subject.Snapshot();
        Assert.Equal(ReceiveResult.Unexpected, subject.Receive(old[1]));
        Assert.Equal(ReceiveResult.AnsweredFromCache, subject.Receive(old[2])); // the last of main mode
        subject.Sent.Clear();
        Assert.NotEqual(ReceiveResult.Processed, subject.Receive(old[3], s_elsewhere));
        subject.Sent.Clear();
        Assert.Equal(before, subject.Snapshot());

        byte[] Keep(byte[] message)
        {
            old.Add(message);
            return subject.Ask(message);
        }
    }

    /// <summary>The first message of a Quick Mode that is long over comes again, with the same Message ID: nothing is negotiated twice.</summary>
    [Fact]
    public void An_old_Quick_Mode_is_not_begun_again()
    {
        using Scene scene = Scene.Begin(SceneState.Childless);
        var old = new List<PeerQuickMode>();
        var first = new List<byte[]>();
        for (int i = 0; i < 50; i++)
        {
            var quick = new PeerQuickMode(scene.Peer);
            first.Add(quick.Open());
            old.Add(quick);
            quick.TakeAnswer(scene.Subject.Ask(first[^1]));
            scene.Subject.Receive(quick.Confirm());
            scene.Subject.Receive(scene.Peer.Inform(V1Payload.DeleteEsp(quick.Spi)));
            scene.Subject.Events.ForEach(happened => (happened as ChildSaEstablishedEvent)?.Keys.Dispose());
            scene.Subject.Events.Clear();
        }

        Assert.Empty(scene.Subject.OnlySa.Children);
        Replay();
        scene.Subject.Pass(TimeSpan.FromMinutes(30)); // what was kept of them is forgotten by now
        Replay();
        var fresh = new PeerQuickMode(scene.Peer);
        fresh.TakeAnswer(scene.Subject.Ask(fresh.Open()));

        // another offer under a used Message ID is a replay too (RFC 2408 3.1 wants it unique)
        var again = new PeerQuickMode(scene.Peer, id: old[7].Exchange.Id);
        Assert.Equal(ReceiveResult.Unexpected, scene.Subject.Receive(again.Open()));

        void Replay()
        {
            string before = scene.Subject.Snapshot();
            foreach (byte[] message in first)
            {
                Assert.NotEqual(ReceiveResult.Processed, scene.Subject.Receive(message, s_elsewhere));
                scene.Subject.Sent.Clear(); // the answers that are still kept
                Assert.Equal(before, scene.Subject.Snapshot());
            }
        }
    }

    /// <summary>An Informational that comes again is not acted on again, however many others came in between.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void An_old_Informational_is_not_acted_on_again(int others)
    {
        using Scene scene = Scene.Begin(SceneState.Childless, configure: builder => Subject.WithNet(builder, Scene.DefaultEsp));
        ScriptedPeer peer = scene.Peer;
        byte[][] old =
        [
            peer.Inform(peer.InitialContact()), peer.Inform(peer.Dpd(false, 5)), peer.Inform(V1Payload.Notify(V1NotifyType.InitialContact, spi: peer.Cookies), peer.Dpd(false, 6)),
        ];
        foreach (byte[] message in old)
        {
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(message));
        }

        for (uint i = 0; i < others; i++)
        {
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(peer.Inform(peer.Dpd(false, 7 + i))));
        }

        scene.Subject.Sent.Clear();
        scene.TakeChild(scene.RunQuickMode());
        scene.Subject.Events.Clear();
        string before = scene.Subject.Snapshot();
        foreach (byte[] message in old)
        {
            scene.Subject.Receive(message, s_elsewhere);
            scene.Subject.Sent.Clear();
            Assert.Equal(before, scene.Subject.Snapshot());
        }
    }

    /// <summary>What is replayed from elsewhere moves no SA there, even where the peer is behind a NAT and may move.</summary>
    [Fact]
    public void A_replay_moves_no_address()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        NatScene.Run(subject, out ScriptedPeer peer, "RFC 3947", PayloadType.V1NatDetection, remoteIsBehindNat: true);
        PacketInfo before = subject.OnlySa.Path;
        byte[] old = peer.Inform(peer.Dpd(false, 1));
        Assert.Equal(ReceiveResult.Processed, subject.Receive(old, before));
        for (uint i = 0; i < 1000; i++)
        {
            Assert.Equal(ReceiveResult.Processed, subject.Receive(peer.Inform(peer.Dpd(false, 2 + i)), before));
        }

        subject.Sent.Clear();
        subject.Receive(old, before with { Remote = NetEndPoint.Parse("203.0.113.66:4500") });
        Assert.Equal(before, subject.OnlySa.Path);
    }

    /// <summary>Padding is not authenticated: a question that somebody has drawn out by blocks of his own is the same question, and is answered no more often than that.</summary>
    [Fact]
    public void A_question_with_other_padding_is_the_same_question()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        byte[] question = scene.Peer.Inform(scene.Peer.Dpd(false, 5));
        scene.Subject.Ask(question);
        int answers = 0;
        for (int i = 0; i < 500; i++)
        {
            byte[] drawnOut = [.. question, .. scene.Peer.Random.NextBytes(16)];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(drawnOut.AsSpan(24), (uint)drawnOut.Length);
            scene.Subject.Receive(drawnOut);
            answers += scene.Subject.Sent.Count;
            scene.Subject.Sent.Clear();
        }

        Assert.InRange(answers, 0, 20);
    }
}
