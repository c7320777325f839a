using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Two ISAKMP SAs with one peer at a time: renewal by either side, INITIAL-CONTACT, and Child SAs that stay on the connection.</summary>
public sealed class SecondPhase1Tests
{
    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void A_new_phase_1_of_the_peer_joins_the_connection_and_Child_SAs_stay(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        ChildSaInfo child = scene.Subject.OnlySa.Children[0];
        ScriptedPeer second = BringUp(scene.Subject, 77);
        IkeSaEstablishedEvent established = scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
        Assert.Equal(scene.Connection, established.Connection);
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ChildSaClosedEvent);
        Assert.Equal(1, scene.Endpoint.ConnectionCount);

        // either carries on: a Quick Mode under each, a liveness question under each
        AnswersLiveness(scene.Subject, scene.Peer);
        AnswersLiveness(scene.Subject, second);
        var quick = new PeerQuickMode(second);
        quick.TakeAnswer(scene.Subject.Ask(quick.Open()));
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(quick.Confirm()));
        ChildSaEstablishedEvent made = scene.Subject.TakeEvent<ChildSaEstablishedEvent>();
        made.Keys.Dispose();
        Assert.Equal((scene.Connection, (ChildId?)child.Id), (made.Connection, made.Replaces));

        // the old one goes, and the Child SA that it made is deleted under the new one
        scene.Subject.Receive(scene.Peer.Inform(scene.Peer.DeleteIsakmp()));
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ChildSaClosedEvent);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(second.Inform(V1Payload.DeleteEsp(scene.Quick.Spi))));
        Assert.Equal(child.Id, scene.Subject.TakeEvent<ChildSaClosedEvent>().Child);
        Assert.Equal(1, scene.Endpoint.IkeSaCount);
        Assert.Equal(quick.Spi, Assert.Single(scene.Subject.OnlySa.Children).OutboundSpi.Value);
    }

    [Fact]
    public void INITIAL_CONTACT_in_a_new_phase_1_removes_what_was_before()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        ScriptedPeer second = BringUp(scene.Subject, 77, isFirstContact: true);
        scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
        Assert.Equal(CloseReason.PeerDeleted, scene.Subject.TakeEvent<ChildSaClosedEvent>().Reason);
        Assert.Equal(CloseReason.PeerDeleted, scene.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
        Assert.Equal((1, 1), (scene.Endpoint.IkeSaCount, scene.Endpoint.ConnectionCount));
        Assert.Equal(ReceiveResult.UnknownSpi, scene.Subject.Receive(scene.Peer.Inform(scene.Peer.Dpd(false, 1))));
        AnswersLiveness(scene.Subject, second);
    }

    /// <summary>Whoever has the key and another name, or no right proof, takes nothing of a connection that exists.</summary>
    [Fact]
    public void INITIAL_CONTACT_of_somebody_else_removes_nothing()
    {
        using Scene scene = Scene.Begin(
            SceneState.EstablishedAsResponder,
            options: options => Subject.Options([.. options.Profiles, Scene.MakeProfile(Scene.DefaultSuite, builder => Subject.WithNet(builder.WithRemoteIdentity("carol.example"), Scene.DefaultEsp))]));
        var wrong = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 5) { SharedKey = "another key" };
        wrong.TakeChoice(scene.Subject.Ask(wrong.Open()));
        wrong.TakeKeyShare(scene.Subject.Ask(wrong.SendKeyShare()));
        Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(wrong.Prove(wrong.InitialContact())));
        Assert.Empty(scene.Subject.Events);

        BringUp(scene.Subject, 78, isFirstContact: true, identity: "carol.example");
        scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
        Assert.Empty(scene.Subject.Events);
        Assert.Equal((3, 2), (scene.Endpoint.ConnectionCount, scene.Endpoint.ListIkeSas().Count(sa => sa.State == IkeSaState.Established)));
        Assert.Single(scene.Endpoint.ListIkeSas(), sa => sa.Children.Length == 1);
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void We_begin_a_new_phase_1_and_delete_the_old_one(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        ChildId child = scene.Subject.OnlySa.Children[0].Id;
        IkeSaId old = scene.Subject.OnlySa.Id;
        Assert.True(scene.Endpoint.Reauthenticate(scene.Connection, scene.Subject.Now));
        Assert.False(scene.Endpoint.Reauthenticate(scene.Connection, scene.Subject.Now)); // one at a time
        scene.Subject.Drain();
        var second = new ScriptedPeer(Scene.DefaultSuite, isInitiator: false, 77);
        byte[] third = scene.Subject.Ask(second.Choose(scene.Subject.TakeSent()));
        List<Payload> proof = second.TakeProof(scene.Subject.Ask(second.AnswerKeyShare(third)));
        Assert.DoesNotContain(proof, payload => payload.Type == PayloadType.V1Notification); // no INITIAL-CONTACT: there is one already
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(second.Prove()));
        Assert.Equal(scene.Connection, scene.Subject.TakeEvent<IkeSaEstablishedEvent>().Connection);
        scene.Subject.Pass(TimeSpan.FromMinutes(1));
        IkeSaClosedEvent closed = scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal((old, CloseReason.Replaced), (closed.IkeSa, closed.Reason));
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ChildSaClosedEvent);
        byte[] goodbye = Assert.Single(scene.Subject.Sent).Message;
        scene.Subject.Sent.Clear();
        Assert.Equal(scene.Peer.DeleteIsakmp().Body, Assert.Single(scene.Peer.ReadInformational(goodbye)).Body);
        Assert.Equal(child, Assert.Single(scene.Subject.OnlySa.Children).Id);
        AnswersLiveness(scene.Subject, second);
    }

    /// <summary>Both sides begin at once, and both main modes come to their end: one connection with two ISAKMP SAs, and either deletes its own.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_sides_begin_at_once(bool theirsEndsFirst)
    {
        using Scene scene = Scene.Begin(SceneState.ExchangingKeys);
        var theirs = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 77);
        theirs.TakeChoice(scene.Subject.Ask(theirs.Open()));
        byte[] fifth = scene.Subject.Ask(scene.Peer.AnswerKeyShare(scene.Pending));
        scene.Peer.TakeProof(fifth);
        theirs.TakeKeyShare(scene.Subject.Ask(theirs.SendKeyShare()));
        foreach (bool isTheirs in (bool[])[theirsEndsFirst, !theirsEndsFirst])
        {
            if (isTheirs)
            {
                theirs.TakeProof(scene.Subject.Ask(theirs.Prove(theirs.InitialContact())));
            }
            else
            {
                Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Prove()));
            }

            Assert.Equal(scene.Connection, scene.Subject.TakeEvent<IkeSaEstablishedEvent>().Connection);
        }

        Assert.Equal((2, 1), (scene.Endpoint.IkeSaCount, scene.Endpoint.ConnectionCount));
        AnswersLiveness(scene.Subject, theirs);
        AnswersLiveness(scene.Subject, scene.Peer);

        // our Quick Mode begins under one of them, once
        scene.Subject.Pass(TimeSpan.FromSeconds(2));
        byte[] offer = scene.Subject.Sent.Select(sent => sent.Message).First(message => message[18] == ExchangeType.QuickMode.Value);
        ScriptedPeer under = offer.AsSpan(0, 8).SequenceEqual(theirs.InitiatorCookie) ? theirs : scene.Peer;
        var quick = new PeerQuickMode(under, isInitiator: false);
        quick.TakeOffer(offer);
        scene.Subject.Sent.Clear();
        quick.TakeConfirmation(scene.Subject.Ask(quick.Answer()));
        scene.TakeChild(quick);
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        Assert.Single(scene.Endpoint.ListIkeSas().SelectMany(sa => sa.Children.Select(child => child.Id)).Distinct());
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is IkeSaClosedEvent or ConnectionClosedEvent);
    }

    [Fact]
    public void A_new_phase_1_that_fails_leaves_the_old_one()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsInitiator);
        string before = Established(scene.Subject);
        Assert.True(scene.Endpoint.Reauthenticate(scene.Connection, scene.Subject.Now));
        scene.Subject.Drain();
        scene.Subject.Receive(new ScriptedPeer(Scene.DefaultSuite, isInitiator: false, 1) { InitiatorCookie = scene.Subject.TakeSent()[..8] }
            .Plain(ExchangeType.InformationalV1, 0, V1Payload.Notify(V1NotifyType.NoProposalChosen)));
        scene.Subject.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(before, Established(scene.Subject));
        scene.Subject.Sent.Clear();
        AnswersLiveness(scene.Subject, scene.Peer);
    }

    /// <summary>A peer that begins one phase 1 after the other holds a bounded number.</summary>
    [Fact]
    public void A_peer_that_begins_again_and_again_holds_few()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        for (ulong i = 0; i < 40; i++)
        {
            BringUp(scene.Subject, 100 + i);
            Assert.InRange(scene.Endpoint.IkeSaCount, 1, 5);
            Assert.Equal(1, scene.Endpoint.ConnectionCount);
        }

        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        Assert.Single(scene.Endpoint.ListIkeSas().SelectMany(sa => sa.Children.Select(child => child.Id)).Distinct());
    }

    private static ScriptedPeer BringUp(Subject subject, ulong seed, bool isFirstContact = false, string identity = "bob.example")
    {
        subject.Sent.Clear();
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, seed) { Identity = Identity.FromHostName(identity) };
        peer.TakeChoice(subject.Ask(peer.Open()));
        peer.TakeKeyShare(subject.Ask(peer.SendKeyShare()));
        Assert.Equal(ReceiveResult.Processed, subject.Receive(isFirstContact ? peer.Prove(peer.InitialContact()) : peer.Prove()));
        peer.TakeProof(subject.Sent.Select(sent => sent.Message).Single(message => message[18] == ExchangeType.IdentityProtection.Value));
        subject.Sent.Clear(); // what is said of older ones
        return peer;
    }

    private static string Established(Subject subject) =>
        string.Join(' ', subject.Endpoint.ListIkeSas().Where(sa => sa.State == IkeSaState.Established).Select(sa => $"{sa.Id} {sa.InitiatorSpi} {string.Join(',', sa.Children.Select(child => child.Id))}"));

    private static void AnswersLiveness(Subject subject, ScriptedPeer peer)
    {
        Payload answer = Assert.Single(peer.ReadInformational(subject.Ask(peer.Inform(peer.Dpd(false, 9)))));
        Assert.Equal(V1NotifyType.RUThereAcknowledge, answer.V1NotifyType);
    }
}
