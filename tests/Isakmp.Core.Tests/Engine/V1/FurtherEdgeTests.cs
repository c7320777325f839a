using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>What happens at the edges of renewals, deletions and limits.</summary>
public sealed class FurtherEdgeTests
{
    /// <summary>a lifetime of 8 octets.</summary>
    [Theory]
    [InlineData(922_337_203_684ul)]
    [InlineData(900_000_000_000ul)]
    [InlineData(ulong.MaxValue)]
    public void A_Child_SA_that_is_to_live_nearly_for_ever_does_not_end_at_once(ulong seconds)
    {
        using Scene scene = Scene.Begin(SceneState.Childless, configure: builder => builder.AddChild("net", child => child
            .WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals(Scene.DefaultEsp).WithLifetime(TimeSpan.FromHours(1), null, LifetimeRule.Obey)));
        scene.Subject.Pass(TimeSpan.FromMinutes(1));
        var quick = new PeerQuickMode(scene.Peer);
        byte[] value = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(value, seconds);
        OfferedTransform usual = quick.Child.Transform();
        OfferedTransform transform = usual with { Attributes = [.. OfferedTransform.Short(1, 1), .. OfferedTransform.Long(2, value), .. usual.Attributes[12..]] };
        byte[] second = scene.Subject.Ask(quick.Open(quick.Offer(new OfferedProposal(1, 3, V1Payload.Spi(quick.Spi), transform))));
        quick.TakeAnswer(second);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(quick.Confirm()));
        scene.Subject.Pass(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ChildSaClosedEvent);
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }

    /// <summary>RFC 2408 3.15: a delete names the SA by its cookies, and comes under any SA with the peer.</summary>
    [Fact]
    public void The_old_phase_1_may_be_deleted_under_the_new_one()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        var second = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 77);
        second.TakeChoice(scene.Subject.Ask(second.Open()));
        second.TakeKeyShare(scene.Subject.Ask(second.SendKeyShare()));
        second.TakeProof(scene.Subject.Ask(second.Prove()));
        Assert.Equal(2, scene.Endpoint.IkeSaCount);
        scene.Subject.Receive(second.Inform(scene.Peer.DeleteIsakmp()));
        Assert.Equal(1, scene.Endpoint.IkeSaCount);
    }

    [Fact]
    public void A_Child_SA_that_is_in_use_again_is_renewed_again()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsInitiator);
        for (int i = 0; i < 3600 && scene.Subject.Sent.Count == 0; i++)
        {
            scene.Subject.Pass(TimeSpan.FromSeconds(1));
        }

        PeerQuickMode renewal = scene.MeetQuickMode();
        renewal.TakeConfirmation(scene.Subject.Ask(renewal.Answer()));
        scene.Subject.Receive(scene.Peer.Inform(V1Payload.DeleteEsp(renewal.Spi)));
        Assert.Single(scene.Subject.OnlySa.Children);
        scene.Subject.Sent.Clear();
        scene.Subject.Pass(TimeSpan.FromMinutes(2));
        Assert.Contains(scene.Subject.Sent, sent => sent.Message[18] == ExchangeType.QuickMode.Value);
    }

    /// <summary>RFC 3948 4.</summary>
    [Fact]
    public void A_NAT_before_us_is_kept_open_for_Child_SAs_that_outlive_phase_1()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        NatScene.Run(subject, out ScriptedPeer peer, "RFC 3947", PayloadType.V1NatDetection, localIsBehindNat: true);
        PacketInfo path = NatScene.PathOf(true);
        var quick = new PeerQuickMode(peer) { Mode = 3 };
        quick.TakeAnswer(subject.Ask(quick.Open(), path));
        Assert.Equal(ReceiveResult.Processed, subject.Receive(quick.Confirm(), path));
        subject.Receive(peer.Inform(peer.DeleteIsakmp()), path);
        Assert.DoesNotContain(subject.Events, happened => happened is ChildSaClosedEvent);
        subject.Sent.Clear();
        subject.Pass(TimeSpan.FromMinutes(1));
        Assert.Contains(subject.Sent, sent => sent.Message is [0xff]);
    }

    [Fact]
    public void A_renewal_while_the_next_try_waits_makes_one_phase_1_and_no_two()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsInitiator, configure: builder => Subject.WithNet(
            builder.WithKeepUp(new KeepUpPolicy { OnClose = ConnectionAction.Start, RetryDelay = TimeSpan.FromMinutes(30) }), Scene.DefaultEsp));
        ChildId child = scene.Subject.OnlySa.Children[0].Id;
        // two short lives in a row: the third try waits
        scene.Subject.Receive(scene.Peer.Inform(scene.Peer.DeleteIsakmp()));
        scene.Subject.Pass(TimeSpan.FromMilliseconds(1));
        var second = new ScriptedPeer(Scene.DefaultSuite, isInitiator: false, 77);
        byte[] third = scene.Subject.Ask(second.Choose(scene.Subject.TakeSent()));
        second.TakeProof(scene.Subject.Ask(second.AnswerKeyShare(third)));
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(second.Prove()));
        scene.Subject.Receive(second.Inform(second.DeleteIsakmp()));
        Assert.Equal(0, scene.Endpoint.IkeSaCount);
        scene.Subject.Sent.Clear();
        IkeInstant next = scene.Subject.Events.OfType<ConnectionRetryingEvent>().Last().NextTry;
        scene.Subject.Pass(next - scene.Subject.Now - TimeSpan.FromSeconds(5));
        Assert.Equal(0, scene.Endpoint.IkeSaCount);
        Assert.True(scene.Endpoint.RekeyChild(scene.Connection, child, scene.Subject.Now), string.Join(' ', scene.Subject.Events));
        scene.Subject.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(1, scene.Endpoint.IkeSaCount);
    }

    [Fact]
    public void A_connection_that_was_closed_while_both_began_ends()
    {
        using Scene scene = Scene.Begin(SceneState.Proving);
        Assert.True(scene.Endpoint.Close(scene.Connection, scene.Subject.Now));
        var theirs = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 77);
        theirs.TakeChoice(scene.Subject.Ask(theirs.Open()));
        theirs.TakeKeyShare(scene.Subject.Ask(theirs.SendKeyShare()));
        scene.Subject.Receive(theirs.Prove());
        for (int i = 0; i < 20; i++)
        {
            scene.Subject.Pass(TimeSpan.FromMinutes(1)); // our message 5 is never answered; theirs lives and answers
        }

        Assert.Contains(scene.Subject.Events, happened => happened is ConnectionClosedEvent closed && closed.Connection == scene.Connection);
    }

    /// <summary>a Child SA that the caller has deleted does not come back by a renewal that was under way.</summary>
    [Fact]
    public void A_renewal_of_what_was_deleted_meanwhile_leaves_nothing()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsInitiator);
        scene.Subject.Pass(TimeSpan.FromSeconds(1));
        ChildId child = scene.Subject.OnlySa.Children[0].Id;
        Assert.True(scene.Endpoint.RekeyChild(scene.Connection, child, scene.Subject.Now));
        scene.Subject.Drain();
        PeerQuickMode renewal = scene.MeetQuickMode();
        Assert.True(scene.Endpoint.DeleteChild(scene.Connection, child, scene.Subject.Now));
        scene.Subject.Drain();
        scene.Subject.Sent.Clear();
        scene.Subject.Receive(renewal.Answer());
        scene.Subject.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(scene.Subject.OnlySa.Children);
    }

    /// <summary>1024 Child SAs of which the peer has replaced all but one do not stop it from rekeying.</summary>
    [Fact]
    public void A_peer_that_rekeys_often_is_never_turned_away()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        for (int i = 0; i < 1100; i++)
        {
            scene.RunQuickMode();
            foreach (ChildSaEstablishedEvent made in scene.Subject.Events.OfType<ChildSaEstablishedEvent>())
            {
                made.Keys.Dispose();
            }

            scene.Subject.Events.Clear();
        }
    }
}
