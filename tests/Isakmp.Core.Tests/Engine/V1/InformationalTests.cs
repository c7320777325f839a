using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Notifications and deletions: what is believed without protection before keys exist, that nothing is afterwards, and what authentic ones do (RFC 2409 section 5.7, RFC 2408 section 5).</summary>
public sealed class InformationalTests
{
    private static readonly PacketInfo s_elsewhere = new(Subject.Path.Local, NetEndPoint.Parse("203.0.113.9:500"));

    private static readonly ushort[] s_types = [.. Enumerable.Range(0, 40).Concat(Enumerable.Range(16_384, 5)).Concat(Enumerable.Range(24_574, 8)).Append(36_136).Append(36_137).Append(40_500).Select(type => (ushort)type)];

    public static TheoryData<SceneState> WithKeys =>
        [SceneState.Proving, SceneState.Keyed, SceneState.Childless, SceneState.EstablishedAsResponder, SceneState.EstablishedAsInitiator, SceneState.QuickOffered, SceneState.QuickAnswered, SceneState.Asking];

    [Theory]
    [MemberData(nameof(WithKeys))]
    public void Nothing_without_protection_is_believed_once_keys_exist(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        ScriptedPeer peer = scene.Peer;
        scene.Subject.Receive(peer.Plain(ExchangeType.InformationalV1, 77, V1Payload.Notify(V1NotifyType.InvalidCookie)));
        if (state is SceneState.Childless or SceneState.EstablishedAsInitiator or SceneState.EstablishedAsResponder or SceneState.QuickOffered or SceneState.QuickAnswered)
        {
            // at most it makes us ask
            Payload question = Assert.Single(peer.ReadInformational(scene.Subject.TakeSent()));
            scene.Subject.Receive(peer.Inform(peer.Dpd(true, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(question.V1NotifyData))));
        }

        string before = scene.Subject.Snapshot();
        foreach (ushort type in s_types)
        {
            foreach (uint id in (uint[])[0, 1, scene.Quick?.Exchange.Id ?? 2])
            {
                Forge(peer.Plain(ExchangeType.InformationalV1, id, V1Payload.Notify(new V1NotifyType(type), spi: peer.Cookies, data: [0, 0, 0, 1])));
                Forge(peer.Plain(ExchangeType.IdentityProtection, id, V1Payload.Notify(new V1NotifyType(type))));
                Forge(peer.Plain(ExchangeType.QuickMode, id, V1Payload.Notify(new V1NotifyType(type))));
            }
        }

        Forge(peer.Plain(ExchangeType.InformationalV1, 9, peer.DeleteIsakmp()));
        Forge(peer.Plain(ExchangeType.InformationalV1, 0, V1Payload.DeleteEsp(scene.Quick?.Spi ?? 1)));
        Forge(peer.Plain(ExchangeType.InformationalV1, 9, V1Payload.Hash(peer.Keys!.Hash1(9, Payload.Chain(peer.DeleteIsakmp()))), peer.DeleteIsakmp())); // the right hash, and no encryption
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(GenuineMessage.Of(scene)[0]));

        void Forge(byte[] message)
        {
            scene.Subject.Receive(message, message[^1] % 2 == 0 ? null : s_elsewhere);
            Assert.True(before == scene.Subject.Snapshot(), $"{Convert.ToHexString(message)} changed\n{before}\nto\n{scene.Subject.Snapshot()}");
        }
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void Notifies_without_protection_make_us_ask_once_in_ten_seconds(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        byte[] forged = scene.Peer.Plain(ExchangeType.InformationalV1, 3, V1Payload.Notify(V1NotifyType.InvalidCookie));
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(forged));
            }

            Payload question = Assert.Single(scene.Peer.ReadInformational(Assert.Single(scene.Subject.Sent).Message));
            scene.Subject.Sent.Clear();
            scene.Subject.Receive(scene.Peer.Inform(scene.Peer.Dpd(true, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(question.V1NotifyData))));
            scene.Subject.Pass(TimeSpan.FromSeconds(9.9));
            Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(forged));
            Assert.Empty(scene.Subject.Sent);
            scene.Subject.Pass(TimeSpan.FromSeconds(0.1));
        }

        Assert.Equal(303, scene.Subject.Statistics.UnprotectedNotifies);
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
    }

    /// <summary>Before keys exist an error is kept for the report, and the attempt goes on: a later right answer wins.</summary>
    [Theory]
    [InlineData(SceneState.Initiating)]
    [InlineData(SceneState.ExchangingKeys)]
    public void An_error_before_keys_is_kept_and_a_right_answer_wins(SceneState state)
    {
        foreach (V1NotifyType type in (V1NotifyType[])[V1NotifyType.NoProposalChosen, V1NotifyType.InvalidCookie, V1NotifyType.PayloadMalformed, V1NotifyType.InvalidKeyInformation, V1NotifyType.AuthenticationFailed])
        {
            using Scene scene = Scene.Begin(state);
            byte[] refusal = scene.Peer.Plain(ExchangeType.InformationalV1, 0, V1Payload.Notify(type));
            scene.Subject.Receive(refusal);
            Assert.Empty(scene.Subject.Events);
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(GenuineMessage.Of(scene)[0]));
            Assert.NotEmpty(scene.Subject.Sent);

            using Scene silent = Scene.Begin(state);
            silent.Subject.Receive(refusal);
            silent.Subject.Pass(TimeSpan.FromMinutes(5));
            IkeFailure failure = silent.Subject.TakeEvent<IkeSaClosedEvent>().Failure!;
            Assert.Equal((type, true), (failure.V1Notify, failure.SentByPeer));
            Assert.Contains(type.ToString(), failure.Report!.ToText(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void A_profile_may_end_the_attempt_at_an_unprotected_error()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating, configure: builder => Subject.WithNet(builder, Scene.DefaultEsp).WithFailureOnUnauthenticatedError());
        scene.Subject.Receive(scene.Peer.Plain(ExchangeType.InformationalV1, 0, V1Payload.Notify(V1NotifyType.NoProposalChosen)));
        Assert.Equal(V1NotifyType.NoProposalChosen, scene.Subject.TakeEvent<IkeSaClosedEvent>().Failure!.V1Notify);
        Assert.Equal(0, scene.Endpoint.IkeSaCount);
    }

    /// <summary>A stranger cannot end a half-open SA of a responder by an error, nor status of any kind.</summary>
    [Fact]
    public void A_responder_listens_to_no_error_before_keys()
    {
        using Scene scene = Scene.Begin(SceneState.Chosen);
        string before = scene.Subject.Snapshot();
        foreach (ushort type in s_types)
        {
            scene.Subject.Receive(scene.Peer.Plain(ExchangeType.InformationalV1, 0, V1Payload.Notify(new V1NotifyType(type))));
            scene.Subject.Receive(scene.Peer.Plain(ExchangeType.InformationalV1, 0, scene.Peer.DeleteIsakmp()));
        }

        Assert.Equal(before, scene.Subject.Snapshot());
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.SendKeyShare()));
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void The_peer_deletes_a_Child_SA_by_the_SPI_that_it_receives_on(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        ScriptedPeer peer = scene.Peer;
        uint inbound = scene.Subject.OnlySa.Children[0].InboundSpi.Value;
        string before = scene.Subject.Snapshot();
        foreach (Payload wrong in (Payload[])
        [
            V1Payload.DeleteEsp(0), V1Payload.DeleteEsp(), V1Payload.DeleteEsp(scene.Quick.Spi ^ 1),
            V1Payload.Delete(2, 4, V1Payload.Spi(scene.Quick.Spi)), // AH
            V1Payload.Delete(4, 4, V1Payload.Spi(scene.Quick.Spi)), // IPCOMP
            V1Payload.Delete(200, 4, V1Payload.Spi(scene.Quick.Spi)),
            V1Payload.Delete(3, 8, [.. V1Payload.Spi(scene.Quick.Spi), .. new byte[4]]),
            V1Payload.Delete(3, 3, V1Payload.Spi(scene.Quick.Spi)[..3]),
            new(PayloadType.V1Delete, [0, 0, 0, 1, 3, 4, 0, 2, .. V1Payload.Spi(scene.Quick.Spi)]), // says two, holds one
            new(PayloadType.V1Delete, [0, 0, 0, 1, 3, 0, 0xff, 0xff]),
            new(PayloadType.V1Delete, [0, 0, 0, 1]),
            V1Payload.Delete(1, 16, [.. peer.ResponderCookie, .. peer.InitiatorCookie]),
            V1Payload.Delete(1, 8, peer.InitiatorCookie),
        ])
        {
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(peer.Inform(wrong)));
            Assert.True(before == scene.Subject.Snapshot(), $"{Convert.ToHexString(wrong.Body)} changed something");
        }

        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(peer.Inform(V1Payload.DeleteEsp(7, scene.Quick.Spi, 9))));
        ChildSaClosedEvent closed = scene.Subject.TakeEvent<ChildSaClosedEvent>();
        Assert.Equal((CloseReason.PeerDeleted, inbound), (closed.Reason, closed.Info.InboundSpi.Value));
        Assert.Empty(scene.Subject.OnlySa.Children);
        Assert.Empty(scene.Subject.Sent);
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void The_peer_deletes_the_ISAKMP_SA_and_the_Child_SA_lives_on(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Inform(scene.Peer.DeleteIsakmp())));
        Assert.Equal(CloseReason.PeerDeleted, scene.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ChildSaClosedEvent or ConnectionClosedEvent);
        Assert.Equal((0, 1), (scene.Endpoint.IkeSaCount, scene.Endpoint.ConnectionCount));
        Assert.Equal(ReceiveResult.UnknownSpi, scene.Subject.Receive(scene.Peer.Inform(scene.Peer.Dpd(false, 1))));
        Assert.Empty(scene.Subject.Sent);

        // its time comes all the same
        scene.Subject.Pass(TimeSpan.FromHours(2));
        Assert.Contains(scene.Subject.Events, happened => happened is ChildSaClosedEvent);
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void We_delete_what_we_close(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        uint inbound = scene.Subject.OnlySa.Children[0].InboundSpi.Value;
        Assert.True(scene.Endpoint.Close(scene.Connection, scene.Subject.Now));
        scene.Subject.Drain();
        List<Payload> deletes = [.. scene.Subject.Sent.SelectMany(sent => scene.Peer.ReadInformational(sent.Message))];
        Assert.Equal([V1Payload.DeleteEsp(inbound).Body, scene.Peer.DeleteIsakmp().Body], deletes.Select(payload => payload.Body));
        Assert.Equal((0, 0), (scene.Endpoint.IkeSaCount, scene.Endpoint.ConnectionCount));
        scene.Subject.TakeEvent<ChildSaClosedEvent>();
        scene.Subject.TakeEvent<IkeSaClosedEvent>();
    }

    [Fact]
    public void An_authentic_error_refuses_the_Quick_Mode_that_waits()
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Inform(V1Payload.Notify(V1NotifyType.NoProposalChosen, 3))));
        ChildSaFailedEvent failed = scene.Subject.TakeEvent<ChildSaFailedEvent>();
        Assert.Equal(("net", (V1NotifyType?)V1NotifyType.NoProposalChosen, true), (failed.Name, failed.Failure.V1Notify, failed.Failure.SentByPeer));
        Assert.NotNull(failed.Failure.Report);
        scene.Subject.Pass(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(scene.Subject.Sent, sent => sent.Message[18] == ExchangeType.QuickMode.Value);
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void INITIAL_CONTACT_removes_nothing_that_has_come_to_be_since(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        foreach (byte[] forged in (byte[][])
        [
            scene.Peer.Plain(ExchangeType.InformationalV1, 0, scene.Peer.InitialContact()),
            scene.Peer.Plain(ExchangeType.IdentityProtection, 0, scene.Peer.InitialContact()),
        ])
        {
            Assert.NotEqual(ReceiveResult.Processed, scene.Subject.Receive(forged));
            Assert.Single(scene.Subject.OnlySa.Children);
        }

        // the only Child SA is younger than this phase 1: the peer speaks of what was before
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Inform(scene.Peer.InitialContact())));
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
        Assert.Single(scene.Subject.OnlySa.Children);
    }

    [Fact]
    public void An_Informational_with_nothing_in_it_or_what_nobody_knows_does_nothing()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        string before = scene.Subject.Snapshot();
        foreach (Payload[] payloads in (Payload[][])
        [
            [],
            [V1Payload.Notify(new V1NotifyType(60_000))],
            [V1Payload.Notify(V1NotifyType.Connected)],
            [V1Payload.Notify(V1NotifyType.ReplayStatus, 3, V1Payload.Spi(scene.Quick.Spi), 0, 0, 0, 1)],
            [V1Payload.Notify(V1NotifyType.ResponderLifetime, 3, V1Payload.Spi(scene.Quick.Spi), [.. OfferedTransform.Short(1, 1), .. OfferedTransform.Short(2, 1)])],
            [new(PayloadType.V1Notification, [])],
            [new(PayloadType.V1Notification, [0, 0, 0, 1, 1, 255, 0, 1])],
            [new(new PayloadType(200), [1, 2, 3])],
            [V1Payload.Vendor("somebody")],
            [.. Enumerable.Repeat(V1Payload.Vendor([1]), 60)],
        ])
        {
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Inform(payloads)));
            Assert.Equal(before, scene.Subject.Snapshot());
        }
    }
}
