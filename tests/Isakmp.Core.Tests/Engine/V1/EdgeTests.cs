using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>What happens at the edges of phase 1, Quick Mode and their connection.</summary>
public sealed class EdgeTests
{
    [Fact]
    public void Whoever_holds_the_key_of_one_profile_does_not_pass_for_the_peer_of_another()
    {
        using CredentialStore credentials = new CredentialStore()
            .AddSharedKey("key of bob", "alice.example", "bob.example")
            .AddSharedKey("key of carol", "alice.example", "carol.example");
        PeerProfile bobs = Scene.MakeProfile(Scene.DefaultSuite);
        PeerProfile carols = Scene.MakeProfile(Scene.DefaultSuite, builder => Subject.WithNet(builder.WithRemoteIdentity("carol.example"), Scene.DefaultEsp));
        using var subject = new Subject(Subject.Options([bobs, carols], credentials: credentials));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7) { SharedKey = "key of bob", Identity = Identity.FromHostName("carol.example") };
        peer.TakeChoice(subject.Ask(peer.Open()));
        peer.TakeKeyShare(subject.Ask(peer.SendKeyShare()));
        subject.Receive(peer.Prove());
        Assert.DoesNotContain(subject.Events, happened => happened is IkeSaEstablishedEvent);
    }

    [Fact]
    public void As_responder_a_peer_that_never_says_CONNECTED_is_given_up_too()
    {
        using Scene scene = Scene.Begin(SceneState.Childless);
        var quick = new PeerQuickMode(scene.Peer);
        quick.Exchange.Flags = PeerExchange.Encrypted | PeerExchange.Commit;
        byte[] second = scene.Subject.Ask(quick.Open());
        quick.TakeAnswer(second, second[19]);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(quick.Confirm()));
        scene.Subject.Pass(TimeSpan.FromMinutes(30));
        Assert.Contains(scene.Subject.Events, happened => happened is ChildSaClosedEvent { Reason: CloseReason.PeerUnresponsive });
    }

    [Fact]
    public void Sixteen_such_do_not_end_Quick_Mode_for_good()
    {
        using Scene scene = Scene.Begin(SceneState.Childless);
        for (int i = 0; i < 16; i++)
        {
            var quick = new PeerQuickMode(scene.Peer);
            quick.Exchange.Flags = PeerExchange.Encrypted | PeerExchange.Commit;
            byte[] second = scene.Subject.Ask(quick.Open());
            quick.TakeAnswer(second, second[19]);
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(quick.Confirm()));
            scene.Subject.Events.Clear();
        }

        scene.Subject.Pass(TimeSpan.FromMinutes(10));
        scene.Subject.Sent.Clear();
        scene.RunQuickMode();
    }

    [Fact]
    public void A_refusal_that_is_repeated_does_not_end_phase_1()
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered);
        scene.Subject.Receive(scene.Peer.Inform(V1Payload.Notify(V1NotifyType.InvalidIdInformation, 3, scene.Quick.OtherSpi)));
        scene.Subject.TakeEvent<ChildSaFailedEvent>();
        scene.Subject.Receive(scene.Peer.Inform(V1Payload.Notify(V1NotifyType.InvalidIdInformation, 3, scene.Quick.OtherSpi)));
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is IkeSaClosedEvent);
    }

    [Fact]
    public void A_refusal_that_names_the_SPI_of_an_offer_is_about_that_offer()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsInitiator, configure: builder => builder
            .AddChild("net", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals(Scene.DefaultEsp))
            .AddChild("other", child => child.WithLocalSelectors("10.1.1.0/24").WithRemoteSelectors("10.2.1.0/24").WithEspProposals(Scene.DefaultEsp))
            .AddChild("third", child => child.WithLocalSelectors("10.1.2.0/24").WithRemoteSelectors("10.2.2.0/24").WithEspProposals(Scene.DefaultEsp)));
        scene.Subject.Pass(TimeSpan.FromSeconds(2));
        scene.Subject.Sent.Clear();
        Assert.True(scene.Endpoint.CreateChild(scene.Connection, "other", scene.Subject.Now));
        Assert.True(scene.Endpoint.CreateChild(scene.Connection, "third", scene.Subject.Now));
        scene.Subject.Drain();
        PeerQuickMode first = scene.MeetQuickMode();
        PeerQuickMode second = scene.MeetQuickMode();
        scene.Subject.Receive(scene.Peer.Inform(V1Payload.Notify(V1NotifyType.NoProposalChosen, 3, second.OtherSpi)));
        Assert.Equal("third", scene.Subject.TakeEvent<ChildSaFailedEvent>().Name);
        first.TakeConfirmation(scene.Subject.Ask(first.Answer()));
    }

    [Fact]
    public void The_end_of_a_connection_that_was_announced_is_announced()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        scene.Subject.Receive(scene.Peer.Inform(scene.Peer.DeleteIsakmp()));
        scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal(1, scene.Endpoint.ConnectionCount); // the Child SA holds it
        scene.Subject.Pass(TimeSpan.FromDays(1));
        Assert.Equal(0, scene.Endpoint.ConnectionCount);
        Assert.Contains(scene.Subject.Events, happened => happened is ChildSaClosedEvent);
        Assert.Contains(scene.Subject.Events, happened => happened is ConnectionClosedEvent closed && closed.Connection == scene.Connection);
    }

    [Fact]
    public void A_delete_of_the_old_phase_1_that_overtakes_the_end_of_the_new_one_does_not_end_that()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsInitiator);
        Assert.True(scene.Endpoint.Reauthenticate(scene.Connection, scene.Subject.Now));
        scene.Subject.Drain();
        var second = new ScriptedPeer(Scene.DefaultSuite, isInitiator: false, 77);
        byte[] third = scene.Subject.Ask(second.Choose(scene.Subject.TakeSent()));
        second.TakeProof(scene.Subject.Ask(second.AnswerKeyShare(third)));
        byte[] sixth = second.Prove();
        scene.Subject.Receive(scene.Peer.Inform(scene.Peer.DeleteIsakmp()));
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(sixth));
        Assert.Equal(scene.Connection, scene.Subject.TakeEvent<IkeSaEstablishedEvent>().Connection);
        Assert.Single(scene.Subject.OnlySa.Children);
    }

    [Fact]
    public void A_peer_whose_NAT_has_given_it_another_address_joins_its_connection_when_it_renews_phase_1()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        NatScene.Run(subject, out ScriptedPeer peer, "RFC 3947", PayloadType.V1NatDetection, remoteIsBehindNat: true);
        PacketInfo moved = NatScene.PathOf(true) with { Remote = NetEndPoint.Parse("203.0.113.77:61234") };
        subject.Ask(peer.Inform(peer.Dpd(false, 1)), moved);
        Assert.Equal(moved, subject.OnlySa.Path);

        var second = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 8);
        second.TakeChoice(subject.Ask(second.Open(second.Opening(V1Payload.Vendor("RFC 3947"))), moved));
        second.TakeKeyShare(subject.Ask(second.SendKeyShare(second.NatD(moved.Local), second.NatD(NetEndPoint.Parse("10.2.0.1:4500"))), moved));
        second.TakeProof(subject.Ask(second.Prove(), moved));
        Assert.Equal(1, subject.Endpoint.ConnectionCount);
    }

    [Fact]
    public void INITIAL_CONTACT_from_another_address_forgets_what_the_identity_had()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        var elsewhere = new PacketInfo(Subject.Path.Local, NetEndPoint.Parse("203.0.113.9:500"));
        var second = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 8);
        second.TakeChoice(scene.Subject.Ask(second.Open(), elsewhere));
        second.TakeKeyShare(scene.Subject.Ask(second.SendKeyShare(), elsewhere));
        second.TakeProof(scene.Subject.Ask(second.Prove(second.InitialContact()), elsewhere));
        Assert.Contains(scene.Subject.Events, happened => happened is ChildSaClosedEvent { Reason: CloseReason.PeerDeleted });
        Assert.Equal((1, 1), (scene.Endpoint.IkeSaCount, scene.Endpoint.ConnectionCount));
    }

    /// <summary>as Cisco's gateways say it, and vpnc reads it: attributes of phase 1.</summary>
    [Fact]
    public void RESPONDER_LIFETIME_of_phase_1_has_attributes_of_phase_1()
    {
        using Scene scene = Scene.Begin(SceneState.Proving);
        byte[] data = [.. OfferedTransform.Short(11, 1), .. OfferedTransform.Short(12, 600)];
        scene.Subject.Receive(scene.Peer.Prove(V1Payload.Notify(V1NotifyType.ResponderLifetime, 1, scene.Peer.Cookies, data)));
        Assert.Equal(TimeSpan.FromSeconds(600), scene.Subject.TakeEvent<IkeSaEstablishedEvent>().Info.Lifetime);
    }

    [Fact]
    public void A_Quick_Mode_that_came_while_the_caller_was_asked_is_read_once_it_has_answered()
    {
        using Scene scene = Scene.Begin(SceneState.Proving, questions: EndpointQuestions.Authorize);
        scene.Subject.Receive(scene.Peer.Prove());
        AuthorizeOperation operation = scene.Subject.TakeOperation<AuthorizeOperation>();
        var quick = new PeerQuickMode(scene.Peer);
        scene.Subject.Receive(quick.Open());
        Assert.True(scene.Subject.Complete(operation, true));
        scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
        quick.TakeAnswer(scene.Subject.TakeSent());
    }

    /// <summary>RFC 2407 4.6.2.</summary>
    [Theory]
    [InlineData(17, 4501)]
    [InlineData(6, 0)]
    public void An_identity_of_phase_1_with_another_port_is_refused(byte protocol, ushort port)
    {
        using Scene scene = Scene.Begin(SceneState.Keyed);
        Payload identity = V1Payload.Id(2, [.. scene.Peer.Identity.Data], protocol, port);
        scene.Subject.Receive(scene.Peer.SealProof([identity, V1Payload.Hash(scene.Peer.ProofOf(true, identity.Body))]));
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is IkeSaEstablishedEvent);
    }

    [Fact]
    public void Close_during_a_renewal_of_phase_1_leaves_the_peer_nothing()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsInitiator);
        Assert.True(scene.Endpoint.Reauthenticate(scene.Connection, scene.Subject.Now));
        scene.Subject.Drain();
        var second = new ScriptedPeer(Scene.DefaultSuite, isInitiator: false, 77);
        byte[] third = scene.Subject.Ask(second.Choose(scene.Subject.TakeSent()));
        second.TakeProof(scene.Subject.Ask(second.AnswerKeyShare(third)));
        byte[] sixth = second.Prove();
        Assert.True(scene.Endpoint.Close(scene.Connection, scene.Subject.Now));
        scene.Subject.Drain();
        scene.Subject.Sent.Clear();
        scene.Subject.Receive(sixth);
        Assert.Contains(scene.Subject.Sent, sent => sent.Message.AsSpan(0, 8).SequenceEqual(second.InitiatorCookie)); // its delete
    }
}
