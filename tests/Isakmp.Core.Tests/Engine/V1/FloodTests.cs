using System.Buffers.Binary;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Floods in each state: counts and memory stay bounded, time and a right peer get through, and afterwards nothing is left. The heap is looked at, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(FloodTests), DisableParallelization = true)]
[Collection(nameof(FloodTests))]
public sealed class FloodTests
{
    private const int HalfOpenLimit = 60;

    private readonly byte[] _buffer = new byte[65_535];

    [Fact]
    public void First_messages_from_many_addresses()
    {
        using Subject subject = Responder();
        byte[] first = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 1).Open();
        Flood(200);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Flood(20_000);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 200_000, $"{grown} bytes for 20,000 strangers");
        Assert.Equal((HalfOpenLimit, HalfOpenLimit, HalfOpenLimit), (subject.Endpoint.HalfOpenCount, subject.Endpoint.IkeSaCount, subject.Endpoint.ConnectionCount));
        subject.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 0, 0), (subject.Endpoint.HalfOpenCount, subject.Endpoint.IkeSaCount, subject.Endpoint.ConnectionCount));
        Assert.Empty(subject.Events.OfType<IkeSaClosedEvent>());
        MeetsARightPeer(subject);

        void Flood(int count)
        {
            for (uint i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(first, i + 1);
                Assert.NotEqual(ReceiveResult.Malformed, subject.Endpoint.Receive(first, Stranger(i), subject.Now));
                while (subject.Endpoint.TryGetTransmit(_buffer, out Transmit sent) == TransmitStatus.Ready)
                {
                    Assert.True(sent.Length <= first.Length);
                }
            }
        }
    }

    [Fact]
    public void First_messages_from_one_address()
    {
        using Subject subject = Responder(perAddress: 5);
        byte[] first = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 1).Open();
        for (uint i = 0; i < 1000; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(first, i + 1);
            subject.Receive(first, Stranger(7) with { Remote = new NetEndPoint(Stranger(7).Remote.Address, (ushort)(1000 + i)) });
        }

        Assert.Equal((5, 5), (subject.Endpoint.HalfOpenCount, subject.Sent.Count));
        Assert.Equal(995, subject.Statistics.LimitReached);
        subject.Sent.Clear();
        MeetsARightPeer(subject); // from elsewhere
    }

    /// <summary>Strangers that make us do the Diffie-Hellman and never prove who they are.</summary>
    [Fact]
    public void Half_finished_main_modes()
    {
        using Subject subject = Responder();
        int keyed = 0;
        for (uint i = 0; i < 1000; i++)
        {
            var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, i + 1);
            subject.Receive(peer.Open(), Stranger(i));
            if (subject.Sent.Count == 0)
            {
                continue;
            }

            peer.TakeChoice(subject.TakeSent());
            byte[] third = peer.SendKeyShare();
            subject.Receive(third, Stranger(i));
            keyed += subject.Sent.Count;
            subject.Sent.Clear();
            for (int repeat = 0; repeat < 30; repeat++)
            {
                subject.Receive(third, Stranger(i)); // costs no second Diffie-Hellman
            }

            Assert.InRange(subject.Sent.Count, 0, 20);
            subject.Sent.Clear();
        }

        Assert.Equal((HalfOpenLimit, HalfOpenLimit), (keyed, subject.Endpoint.HalfOpenCount));
        subject.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 0, (long)HalfOpenLimit), (subject.Endpoint.IkeSaCount, subject.Endpoint.ConnectionCount, subject.Statistics.HalfOpenExpired));
        MeetsARightPeer(subject);
    }

    /// <summary>Garbage under the cookies of half-open and established SAs, which an eavesdropper can send without end.</summary>
    [Theory]
    [InlineData(SceneState.Chosen)]
    [InlineData(SceneState.Keyed)]
    [InlineData(SceneState.Proving)]
    [InlineData(SceneState.ExchangingKeys)]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.QuickOffered)]
    [InlineData(SceneState.QuickAnswered)]
    public void Garbage_with_unknown_Message_IDs(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        byte[] garbage = [.. scene.Peer.Header(8, ExchangeType.QuickMode, 1, 0, 1228), .. scene.Peer.Random.NextBytes(1200)];
        Flood(2000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Flood(20_000);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 100_000, $"{grown} bytes for 20,000 datagrams");
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        scene.Subject.Sent.Clear();
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(GenuineMessage.Of(scene)[0]));

        void Flood(int count)
        {
            for (uint i = 0; i < count; i++)
            {
                garbage[18] = ((byte[])[2, 5, 32])[i % 3];
                BinaryPrimitives.WriteUInt32BigEndian(garbage.AsSpan(20), i);
                scene.Endpoint.Receive(garbage, Subject.Path, scene.Subject.Now);
            }

            scene.Subject.Drain();
        }
    }

    /// <summary>A peer that holds the keys begins Quick Modes without end and finishes none.</summary>
    [Fact]
    public void Many_Quick_Modes_that_nobody_finishes()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        int answered = 0;
        for (int i = 0; i < 300; i++)
        {
            ReceiveResult result = scene.Subject.Receive(new PeerQuickMode(scene.Peer).Open());
            Assert.True(result is ReceiveResult.Processed or ReceiveResult.LimitReached, $"{result}");
            answered += scene.Subject.Sent.Count;
            scene.Subject.Sent.Clear();
        }

        Assert.InRange(answered, 4, 32);
        Assert.InRange(scene.Subject.OnlySa.Children.Length, 1, 33);
        Assert.Equal(300 - answered, scene.Subject.Statistics.LimitReached);
        scene.Subject.Events.ForEach(happened => (happened as ChildSaEstablishedEvent)?.Keys.Dispose());
        scene.Subject.Events.Clear();

        // they end, and the peer is served again
        scene.Subject.Pass(TimeSpan.FromMinutes(5));
        scene.Subject.Events.Clear();
        scene.Subject.Sent.Clear();
        Assert.Single(scene.Subject.OnlySa.Children);
        scene.TakeChild(scene.RunQuickMode());
    }

    /// <summary>As initiator we have Quick Modes of our own to keep: the peer's flood does not stop them.</summary>
    [Fact]
    public void A_flood_of_the_peer_does_not_stop_our_own_Quick_Mode()
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered);
        for (int i = 0; i < 100; i++)
        {
            scene.Subject.Receive(new PeerQuickMode(scene.Peer).Open());
        }

        scene.Subject.Sent.Clear();
        scene.Quick.TakeConfirmation(scene.Subject.Ask(scene.Quick.Answer()));
    }

    /// <summary>Quick Modes one after the other for a long time: what is remembered of each is little, and there is an end to it.</summary>
    [Fact]
    public void Quick_Modes_without_end()
    {
        using Scene scene = Scene.Begin(SceneState.Childless);
        Run(100);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Run(1800);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 1800 * 100, $"{grown} bytes for 1,800 Quick Modes that are over");
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);

        void Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                PeerQuickMode quick = scene.RunQuickMode();
                Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Inform(V1Payload.DeleteEsp(quick.Spi))));
                scene.Subject.Events.ForEach(happened => (happened as ChildSaEstablishedEvent)?.Keys.Dispose());
                scene.Subject.Events.Clear();
                scene.Subject.Sent.Clear();
                scene.Subject.Pass(TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <summary>A peer that makes Child SAs and deletes none, as one does that loses its memory again and again.</summary>
    [Fact]
    public void Child_SAs_without_end()
    {
        using Scene scene = Scene.Begin(SceneState.Childless);
        int made = 0;
        for (int i = 0; i < 1500; i++)
        {
            var quick = new PeerQuickMode(scene.Peer);
            scene.Subject.Receive(quick.Open());
            if (scene.Subject.Sent.Count > 0)
            {
                quick.TakeAnswer(scene.Subject.TakeSent());
                scene.Subject.Receive(quick.Confirm());
                made++;
            }

            scene.Subject.Events.ForEach(happened => (happened as ChildSaEstablishedEvent)?.Keys.Dispose());
            scene.Subject.Events.Clear();
        }

        Assert.Equal(1500, made); // each takes the place of the one before, and the oldest of those goes
        Assert.Equal(1024, scene.Subject.OnlySa.Children.Length);
        Assert.Equal(0, scene.Subject.Statistics.LimitReached);
        scene.Subject.Pass(TimeSpan.FromHours(2)); // all of them end
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        Assert.InRange(scene.Endpoint.ListIkeSas().Sum(sa => sa.Children.Length), 0, 2);
    }

    [Fact]
    public void Many_Informationals()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        uint number = 0;
        int refused = 0;
        Flood(9000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Flood(20_000);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 100_000, $"{grown} bytes for 20,000 Informationals");
        Assert.Equal(29_000u, number);
        Assert.InRange(refused, 1000, 14_500); // what cannot be remembered is not taken; questions of liveness always are

        void Flood(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Payload payload = (i % 4) switch
                {
                    0 => scene.Peer.Dpd(false, number),
                    1 => V1Payload.DeleteEsp(number),
                    2 => V1Payload.Notify(V1NotifyType.NoProposalChosen),
                    _ => scene.Peer.Dpd(true, number),
                };
                number++;
                ReceiveResult result = scene.Endpoint.Receive(scene.Peer.Inform(payload), Subject.Path, scene.Subject.Now);
                refused += result == ReceiveResult.LimitReached ? 1 : 0;
                Assert.True(result == ReceiveResult.Processed || (result == ReceiveResult.LimitReached && i % 4 is 1 or 2), $"{result}");
                scene.Subject.Drain();
                scene.Subject.Sent.Clear();
            }
        }
    }

    /// <summary>Our answers are not taken: nothing is queued without end, and what was refused is taken once there is room.</summary>
    [Fact]
    public void An_ISAKMP_SA_whose_output_is_not_taken_takes_no_input()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        scene.Subject.TakesOutput = false;
        var results = new List<ReceiveResult>();
        for (uint i = 0; i < 50; i++)
        {
            results.Add(scene.Subject.Receive(scene.Peer.Inform(scene.Peer.Dpd(false, i))));
        }

        Assert.Equal(4, results.Count(result => result == ReceiveResult.Processed));
        Assert.Equal(46, results.Count(result => result == ReceiveResult.Busy));
        Assert.Equal(ReceiveResult.Busy, scene.Subject.Receive(new PeerQuickMode(scene.Peer).Open()));
        scene.Subject.TakesOutput = true;
        scene.Subject.Drain();
        Assert.Equal(4, scene.Subject.Sent.Count);
        scene.Subject.Sent.Clear();
        scene.Subject.Ask(scene.Peer.Inform(scene.Peer.Dpd(false, 99)));
    }

    private static Subject Responder(int perAddress = 100) => new(new IkeEndpointOptions
    {
        Crypto = Isakmp.Crypto.CryptoProvider.Default,
        Random = new Isakmp.Testing.SeededRandom(1),
        Credentials = new Isakmp.Authentication.CredentialStore().AddSharedKey(ScriptedPeer.Secret),
        Profiles = [Scene.MakeProfile(Scene.DefaultSuite)],
        HalfOpenLimit = HalfOpenLimit,
        HalfOpenLimitPerAddress = perAddress,
    });

    private static PacketInfo Stranger(uint number) => new(Subject.Path.Local, new NetEndPoint(NetAddress.FromValue(0x0A00_0000 + number, 4), 500));

    private static void MeetsARightPeer(Subject subject)
    {
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 1_000_001);
        peer.TakeChoice(subject.Ask(peer.Open()));
        peer.TakeKeyShare(subject.Ask(peer.SendKeyShare()));
        peer.TakeProof(subject.Ask(peer.Prove()));
        subject.TakeEvent<IkeSaEstablishedEvent>();
        Assert.Equal(0, subject.Statistics.InternalFaults);
    }
}
