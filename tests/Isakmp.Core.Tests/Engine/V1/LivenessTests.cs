using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Dead peer detection in both directions (RFC 3706): what is answered, what counts as an answer, and when a peer is given up.</summary>
public sealed class LivenessTests
{
    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    [InlineData(SceneState.Childless)]
    public void Questions_are_answered_with_their_number(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        foreach (uint number in (uint[])[0xFFFF_FFF0, 0xFFFF_FFFE, 0xFFFF_FFFF, 0, 1, 2, 77])
        {
            Payload answer = Assert.Single(scene.Peer.ReadInformational(scene.Subject.Ask(scene.Peer.Inform(scene.Peer.Dpd(false, number)))));
            Assert.Equal(scene.Peer.Dpd(true, number).Body, answer.Body);
        }
    }

    [Fact]
    public void Questions_with_other_cookies_sizes_or_old_numbers_are_not_answered()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        ScriptedPeer peer = scene.Peer;
        scene.Subject.Ask(peer.Inform(peer.Dpd(false, 1000)));
        byte[] turned = [.. peer.Cookies];
        turned[15] ^= 1;
        foreach (Payload question in (Payload[])
        [
            peer.Dpd(false, 999), peer.Dpd(false, 0), peer.Dpd(false, 0x9000_0000),
            peer.Dpd(false, 1001, turned), peer.Dpd(false, 1001, [.. peer.ResponderCookie, .. peer.InitiatorCookie]), peer.Dpd(false, 1001, []), peer.Dpd(false, 1001, peer.InitiatorCookie),
            peer.Dpd(false, 1001, [.. peer.Cookies, 0]),
            V1Payload.Notify(V1NotifyType.RUThere, spi: peer.Cookies), V1Payload.Notify(V1NotifyType.RUThere, spi: peer.Cookies, data: [0, 0, 4]),
            V1Payload.Notify(V1NotifyType.RUThere, spi: peer.Cookies, data: [0, 0, 0, 4, 0]),
        ])
        {
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(peer.Inform(question)));
            Assert.Empty(scene.Subject.Sent);
        }

        scene.Subject.Ask(peer.Inform(peer.Dpd(false, 1001)));
        Assert.Empty(scene.Subject.Events);
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
    }

    [Fact]
    public void Our_question_is_repeated_with_a_new_number_until_it_is_answered()
    {
        using Scene scene = Scene.Begin(SceneState.Asking);
        ScriptedPeer peer = scene.Peer;
        Payload first = Assert.Single(peer.ReadInformational(scene.Pending));
        Assert.Equal((V1NotifyType.RUThere, peer.Cookies.Length), (first.V1NotifyType, first.V1NotifySpi.Length));
        Assert.Equal(peer.Cookies, first.V1NotifySpi);
        uint number = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(first.V1NotifyData);
        Assert.True(number < 0x8000_0000); // RFC 3706 6.2
        scene.Subject.Pass(TimeSpan.FromSeconds(5));
        Payload second = Assert.Single(peer.ReadInformational(scene.Subject.TakeSent()));
        Assert.Equal(peer.Dpd(false, number + 1).Body, second.Body);

        // wrong numbers and cookies are no answers
        byte[] turned = [.. peer.Cookies];
        turned[0] ^= 1;
        foreach (Payload wrong in (Payload[])[peer.Dpd(true, number - 1), peer.Dpd(true, number + 2), peer.Dpd(true, 0), peer.Dpd(true, number + 1, turned), peer.Dpd(false, number + 1)])
        {
            scene.Subject.Receive(peer.Inform(wrong));
        }

        scene.Subject.Sent.Clear(); // the answer to a question with our number
        scene.Subject.Pass(TimeSpan.FromSeconds(10));
        Assert.NotEmpty(scene.Subject.Sent);
        scene.Subject.Sent.Clear();
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(peer.Inform(peer.Dpd(true, number + 1))));
        scene.Subject.Pass(TimeSpan.FromMinutes(5));
        Assert.Empty(scene.Subject.Sent);
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void A_peer_that_never_answers_is_given_up(SceneState state)
    {
        using Scene scene = Scene.Begin(state, configure: builder => Subject.WithNet(builder, Scene.DefaultEsp).WithLiveness(TimeSpan.FromSeconds(10)));
        scene.Subject.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(ExchangeType.InformationalV1, scene.Subject.TakeEvent<PeerUnresponsiveEvent>().Exchange);
        IkeSaClosedEvent closed = scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal((CloseReason.PeerUnresponsive, FailureKind.Unresponsive), (closed.Reason, closed.Failure!.Kind));
        scene.Subject.TakeEvent<ChildSaClosedEvent>();
        Assert.Equal(0, scene.Endpoint.IkeSaCount);
        List<uint> numbers = [.. scene.Subject.Sent.Select(sent => Assert.Single(scene.Peer.ReadInformational(sent.Message)))
            .Select(question => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(question.V1NotifyData))];
        Assert.Equal(numbers.Distinct(), numbers);
        Assert.InRange(numbers.Count, 3, 10);
    }

    [Fact]
    public void A_peer_that_talks_is_not_asked()
    {
        using Scene scene = Scene.Begin(
            SceneState.EstablishedAsResponder, configure: builder => Subject.WithNet(builder, Scene.DefaultEsp).WithLiveness(TimeSpan.FromSeconds(10)));
        for (uint i = 0; i < 20; i++)
        {
            scene.Subject.Pass(TimeSpan.FromSeconds(9));
            Payload sent = Assert.Single(scene.Peer.ReadInformational(scene.Subject.Ask(scene.Peer.Inform(scene.Peer.Dpd(false, i)))));
            Assert.Equal(V1NotifyType.RUThereAcknowledge, sent.V1NotifyType);
            Assert.Empty(scene.Subject.Sent);
        }
    }

    [Fact]
    public void A_peer_that_does_not_know_dead_peer_detection_is_never_asked()
    {
        using Subject subject = WithoutVendorIds(out _);
        Primitives.ConnectionId connection = subject.TakeEvent<IkeSaEstablishedEvent>().Connection;
        Assert.False(subject.Endpoint.CheckLiveness(connection, subject.Now));
        subject.Pass(TimeSpan.FromMinutes(10));
        Assert.Empty(subject.Sent);
        Assert.Equal(IkeSaState.Established, subject.OnlySa.State);
    }

    /// <summary>Nothing authenticates the vendor ID: who takes it away on the way must not keep a dead peer from being noticed.</summary>
    [Fact]
    public void A_peer_that_asks_is_asked_even_without_its_vendor_ID()
    {
        using Subject subject = WithoutVendorIds(out ScriptedPeer peer);
        Primitives.ConnectionId connection = subject.TakeEvent<IkeSaEstablishedEvent>().Connection;
        subject.Receive(peer.Inform(peer.Dpd(true, 5))); // an answer to nothing says nothing
        Assert.False(subject.Endpoint.CheckLiveness(connection, subject.Now));
        subject.Ask(peer.Inform(peer.Dpd(false, 5)));
        subject.Pass(TimeSpan.FromSeconds(9));
        Assert.Empty(subject.Sent);
        subject.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(V1NotifyType.RUThere, Assert.Single(peer.ReadInformational(subject.TakeSent())).V1NotifyType);
        subject.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(CloseReason.PeerUnresponsive, subject.TakeEvent<IkeSaClosedEvent>().Reason);
    }

    /// <summary>A question that no key protects is neither answered nor believed, nor is such an answer.</summary>
    [Fact]
    public void Liveness_without_protection_is_nothing()
    {
        using Scene scene = Scene.Begin(SceneState.Asking);
        ScriptedPeer peer = scene.Peer;
        uint number = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Assert.Single(peer.ReadInformational(scene.Pending)).V1NotifyData);
        Assert.NotEqual(ReceiveResult.Processed, scene.Subject.Receive(peer.Plain(ExchangeType.InformationalV1, 5, peer.Dpd(true, number))));
        Assert.NotEqual(ReceiveResult.Processed, scene.Subject.Receive(peer.Plain(ExchangeType.InformationalV1, 6, peer.Dpd(false, number))));
        Assert.Empty(scene.Subject.Sent);
        scene.Subject.Pass(TimeSpan.FromSeconds(5));
        Assert.NotEmpty(scene.Subject.Sent);
    }

    [Fact]
    public void Retransmission_times_come_from_the_profile()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder, configure: builder => Subject.WithNet(builder, Scene.DefaultEsp)
            .WithRetransmission(new RetransmissionPolicy { InitialTimeout = TimeSpan.FromSeconds(1), Base = 1, Tries = 2, Jitter = 0 }));
        Assert.True(scene.Endpoint.CheckLiveness(scene.Connection, scene.Subject.Now));
        scene.Subject.Pass(TimeSpan.FromSeconds(2.9));
        Assert.Equal(3, scene.Subject.Sent.Count);
        Assert.Equal(1, scene.Endpoint.IkeSaCount);
        scene.Subject.Pass(TimeSpan.FromSeconds(0.2));
        Assert.Equal(0, scene.Endpoint.IkeSaCount);
    }

    private static Subject WithoutVendorIds(out ScriptedPeer peer)
    {
        var subject = new Subject(Subject.Options([Scene.MakeProfile(
            Scene.DefaultSuite, builder => Subject.WithNet(builder, Scene.DefaultEsp).WithLiveness(TimeSpan.FromSeconds(10)))]));
        peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        List<Payload> choice = peer.TakeChoice(subject.Ask(peer.Open([peer.Opening()[0]])));
        Assert.Single(choice);
        peer.TakeKeyShare(subject.Ask(peer.SendKeyShare()));
        peer.TakeProof(subject.Ask(peer.Prove()));
        return subject;
    }
}
