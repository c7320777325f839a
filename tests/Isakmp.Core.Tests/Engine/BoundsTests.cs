using System.Security.Cryptography;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>What waits for the caller is bounded, whatever the peer sends.</summary>
public sealed class BoundsTests
{
    private readonly byte[] _buffer = new byte[2048];

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void An_IKE_SA_whose_output_is_not_taken_takes_no_input(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        scene.Subject.TakesOutput = false;
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Request(ExchangeType.Informational)));
        }

        byte[] next = scene.Peer.Request(ExchangeType.Informational);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(ReceiveResult.Busy, scene.Subject.Receive(next));
            Assert.Equal(ReceiveResult.Busy, scene.Subject.Receive(scene.LastRequest.Length > 0 ? scene.LastRequest : next));
        }

        Assert.Equal(100, scene.Subject.Statistics.Busy);
        Assert.Equal(TransmitStatus.Ready, scene.Endpoint.TryGetTransmit(_buffer, out _));
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(next));
        Assert.Equal(ReceiveResult.Busy, scene.Subject.Receive(scene.Peer.Request(ExchangeType.Informational)));
        scene.Subject.TakesOutput = true;
        scene.Subject.Drain();
        Assert.Equal(4, scene.Subject.Sent.Count);
    }

    [Fact]
    public void A_half_open_peer_fills_no_queue_by_repeating_itself()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        scene.Subject.TakesOutput = false;
        int answered = 0;
        for (int i = 0; i < 100; i++)
        {
            ReceiveResult result = scene.Subject.Receive(scene.LastRequest);
            answered += result == ReceiveResult.AnsweredFromCache ? 1 : 0;
            Assert.True(result is ReceiveResult.AnsweredFromCache or ReceiveResult.Busy);
        }

        Assert.Equal(4, answered);
    }

    [Fact]
    public void Strangers_that_fail_on_purpose_fill_neither_queue_nor_table()
    {
        using var subject = new Subject(new IkeEndpointOptions
        {
            Crypto = Isakmp.Crypto.CryptoProvider.Default,
            Random = new Isakmp.Testing.SeededRandom(1),
            Credentials = new Isakmp.Authentication.CredentialStore().AddSharedKey(ScriptedPeer.Secret),
            Profiles = [Subject.Profile(Scene.DefaultSuite)],
            HalfOpenLimit = 20,
        })
        { TakesOutput = false };
        for (int i = 0; i < 200; i++)
        {
            var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 100 + (ulong)i);
            subject.Receive(peer.Open());
            Assert.Equal(TransmitStatus.Ready, subject.Endpoint.TryGetTransmit(_buffer, out Transmit answer));
            peer.TakeInitResponse(_buffer[..answer.Length]);
            subject.Receive(peer.Request(ExchangeType.IkeAuth, peer.Proof("another key")));
            Assert.Equal(TransmitStatus.Ready, subject.Endpoint.TryGetTransmit(_buffer, out answer));
            Assert.Equal(NotifyType.AuthenticationFailed, Assert.Single(peer.Read(_buffer[..answer.Length])).NotifyType);
            Assert.InRange(subject.Endpoint.IkeSaCount, 1, 20);
        }

        Assert.Equal(0, subject.Endpoint.HalfOpenCount);
        subject.TakesOutput = true;
        subject.Drain();
        Assert.Equal(64, subject.Events.OfType<IkeSaClosedEvent>().Count());
        Assert.Equal(136, subject.Statistics.EventsDropped);
        subject.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal((0, 0), (subject.Endpoint.IkeSaCount, subject.Endpoint.ConnectionCount));
        var later = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 99);
        later.TakeInitResponse(subject.Ask(later.Open()));
        subject.Ask(later.Request(ExchangeType.IkeAuth, later.Proof("another key")));
        Assert.Equal(65, subject.Events.OfType<IkeSaClosedEvent>().Count());
    }

    [Fact]
    public void Requests_that_nobody_takes_are_not_queued_again()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating);
        scene.Subject.TakesOutput = false;
        for (int second = 0; second < 60; second++)
        {
            scene.Subject.Now += TimeSpan.FromSeconds(1);
            scene.Endpoint.Advance(scene.Subject.Now);
        }

        scene.Subject.TakesOutput = true;
        scene.Subject.Drain();
        Assert.Single(scene.Subject.Sent);
    }

    [Fact]
    public void A_peer_that_moves_again_and_again_makes_one_event()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Scene.DefaultSuite)]));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        byte[] spis = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(spis, peer.InitiatorSpi);
#pragma warning disable CA5350 // RFC 7296 2.23 wants SHA-1
        byte[] here = SHA1.HashData([.. spis, 192, 0, 2, 1, 1, 244]);
#pragma warning restore CA5350
        peer.TakeInitResponse(subject.Ask(peer.Open(
            [.. peer.Opening(), Payload.Notify(NotifyType.NatDetectionSourceIp, new byte[20]), Payload.Notify(NotifyType.NatDetectionDestinationIp, here)])));
        subject.Ask(peer.Request(ExchangeType.IkeAuth, [.. peer.Proof(), .. peer.Child()]));
        Assert.True(subject.OnlySa.IsRemoteBehindNat);
        Assert.False(subject.OnlySa.IsLocalBehindNat);
        subject.Events.Clear();
        subject.TakesOutput = false;
        PacketInfo path = default;
        for (int i = 1; i <= 100; i++)
        {
            path = new PacketInfo(Subject.Path.Local, NetEndPoint.Parse($"203.0.113.9:{1000 + i}"));
            Assert.Equal(ReceiveResult.Processed, subject.Receive(peer.Request(ExchangeType.Informational), path));
            Assert.Equal(TransmitStatus.Ready, subject.Endpoint.TryGetTransmit(_buffer, out Transmit sent));
            Assert.Equal(path, sent.Path);
        }

        subject.TakesOutput = true;
        subject.Drain();
        PathChangedEvent changed = Assert.IsType<PathChangedEvent>(Assert.Single(subject.Events));
        Assert.Equal((Subject.Path, path), (changed.Previous, changed.Current));
        Assert.Equal(path, subject.OnlySa.Path);
    }

    [Fact]
    public void A_destination_that_is_too_small_loses_nothing()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        scene.Subject.TakesOutput = false;
        scene.Subject.Receive(scene.Peer.Request(ExchangeType.Informational));
        Assert.Equal(TransmitStatus.DestinationTooSmall, scene.Endpoint.TryGetTransmit(new byte[10], out Transmit needed));
        Assert.Equal(TransmitStatus.DestinationTooSmall, scene.Endpoint.TryGetTransmit(new byte[needed.Length - 1], out _));
        Assert.Equal(TransmitStatus.Ready, scene.Endpoint.TryGetTransmit(new byte[needed.Length], out _));
        Assert.Equal(TransmitStatus.Empty, scene.Endpoint.TryGetTransmit(_buffer, out _));
    }

    [Fact]
    public void Keys_that_nobody_takes_are_zeroed_with_the_endpoint()
    {
        var dialogue = new Dialogue(initiates: false, EndpointQuestions.InstallInbound);
        InstallInboundOperation gate = dialogue.RunTo<InstallInboundOperation>();
        dialogue.Subject.TakesOutput = false;
        Assert.True(dialogue.Subject.Complete(gate, true));
        Assert.False(gate.Keys.InboundEncryption.IsDisposed);
        dialogue.Dispose();
        Assert.True(gate.Keys.InboundEncryption.IsDisposed && gate.Keys.OutboundEncryption.IsDisposed);
    }
}
