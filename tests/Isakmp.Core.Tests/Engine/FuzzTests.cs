using System.Buffers.Binary;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine;

/// <summary>Seeded mutations of right messages in every state: nothing throws, no invariant breaks, and what is not authentic changes nothing.</summary>
public sealed class FuzzTests
{
    private const int RawMutations = 12_000;
    private const int SealedMutations = 800;

    private static readonly PacketInfo s_elsewhere = new(Subject.Path.Local, NetEndPoint.Parse("203.0.113.9:4500"));

    public static TheoryData<SceneState> KeyedStates => [.. Enum.GetValues<SceneState>().Where(state => state != SceneState.Initiating)];

    [Theory]
    [MemberData(nameof(KeyedStates))]
    public void Mutated_datagrams_change_nothing(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        var random = new SeededRandom(40 + (ulong)state);
        scene.Subject.Receive(scene.Peer.Plain(ExchangeType.Informational, false, scene.Peer.NextId, Payload.Notify(NotifyType.InvalidIkeSpi)));
        if (scene.Subject.Sent.TryDequeue(out (byte[] Message, PacketInfo) question))
        {
            scene.Subject.Receive(scene.Peer.Respond(question.Message));
        }

        List<byte[]> corpus = Corpus(scene);
        string before = scene.Subject.Snapshot();
        for (int i = 0; i < RawMutations; i++)
        {
            byte[] mutant = Mutate(corpus[random.Next(corpus.Count)], random, corpus);
            if (corpus.Exists(message => message.AsSpan().SequenceEqual(mutant)))
            {
                continue;
            }

            ReceiveResult result = scene.Subject.Receive(mutant, random.Chance(0.3) ? s_elsewhere : null);
            Assert.NotEqual(ReceiveResult.Processed, result);
            if (result == ReceiveResult.AnsweredStateless)
            {
                scene.Subject.Sent.Clear();
            }

            if (i % 16 == 0)
            {
                Assert.Equal(before, scene.Subject.Snapshot());
            }
        }

        Assert.Equal(before, scene.Subject.Snapshot());
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(corpus[0]));
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }

    [Fact]
    public void Mutated_first_messages_break_nothing()
    {
        var random = new SeededRandom(7);
        using var subject = new Subject(new IkeEndpointOptions
        {
            Crypto = Isakmp.Crypto.CryptoProvider.Default,
            Random = new SeededRandom(1),
            Profiles = [Subject.Profile("aes256gcm16-aes128gcm16-prfsha256-x25519-ecp256"), Subject.Profile("aes128-sha256-x25519")],
            HalfOpenLimit = 50,
            CookieThreshold = 40,
        });
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        List<Payload> opening = peer.Opening();
        List<byte[]> corpus =
        [
            peer.Open(opening),
            peer.Open([Payload.Notify(NotifyType.Cookie, new byte[33]), .. opening]),
            peer.Open([.. opening, Payload.Notify(NotifyType.NatDetectionSourceIp, new byte[20]), Payload.Notify(NotifyType.NatDetectionDestinationIp, new byte[20])]),
            peer.Open([Payload.Sa("aes128-aes256-sha1-sha256-modp2048-x25519,aes256gcm16-prfsha256-x25519,3des-md5-modp1024", SecurityProtocol.Ike), .. opening.Skip(1)]),
        ];
        var results = new Dictionary<ReceiveResult, int>();
        for (int i = 0; i < RawMutations; i++)
        {
            ReceiveResult result = subject.Receive(Mutate(corpus[random.Next(corpus.Count)], random, corpus));
            results[result] = results.GetValueOrDefault(result) + 1;
            subject.Sent.Clear();
            subject.Events.Clear();
            if (i % 50 == 0)
            {
                subject.Pass(TimeSpan.FromSeconds(5));
            }
        }

        Assert.Equal(0, subject.Statistics.InternalFaults);
        Assert.True(results[ReceiveResult.Processed] > 100 && results[ReceiveResult.AnsweredStateless] > 100, string.Join(' ', results));
        subject.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 0, 0), (subject.Endpoint.IkeSaCount, subject.Endpoint.ConnectionCount, subject.Endpoint.HalfOpenCount));
    }

    [Fact]
    public void Mutated_first_answers_break_nothing()
    {
        var random = new SeededRandom(8);
        Scene scene = Scene.Begin(SceneState.Initiating, "aes256gcm16-prfsha256-x25519-ecp256");
        List<byte[]> corpus = Answers(scene);
        int taken = 0;
        for (int i = 0; i < RawMutations / 2; i++)
        {
            scene.Subject.Receive(Mutate(corpus[random.Next(corpus.Count)], random, corpus));
            scene.Subject.Sent.Clear();
            if (scene.Subject.OnlySa.State != IkeSaState.Initiating || i % 200 == 199)
            {
                taken++;
                Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
                scene.Dispose();
                scene = Scene.Begin(SceneState.Initiating, "aes256gcm16-prfsha256-x25519-ecp256", seed: (ulong)i + 2);
                corpus = Answers(scene);
            }
        }

        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        Assert.True(taken > 100, $"{taken}");
        scene.Dispose();
    }

    [Theory]
    [InlineData(SceneState.HalfOpen)]
    [InlineData(SceneState.Authenticating)]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    [InlineData(SceneState.Asking)]
    [InlineData(SceneState.ClosingAsInitiator)]
    public void Mutations_inside_a_message_of_the_right_key_break_nothing(SceneState state)
    {
        var random = new SeededRandom(90 + (ulong)state);
        Scene? scene = null;
        int ended = 0;
        int alive = 0;
        for (int i = 0; i < SealedMutations; i++)
        {
            scene ??= Scene.Begin(state, seed: (ulong)i + 1);
            IkeSaState was = scene.Subject.OnlySa.State;
            byte[] mutant = SealMutant(scene, state, random);
            scene.Subject.Receive(mutant);
            Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
            Assert.True(scene.Subject.Sent.Count <= 2, $"{scene.Subject.Sent.Count} datagrams for one");
            scene.Subject.Sent.Clear();
            if (scene.Endpoint.ListIkeSas() is [{ } info] && info.State == was)
            {
                alive++;
                continue;
            }

            ended++;
            scene.Subject.Pass(TimeSpan.FromMinutes(4));
            Assert.True(scene.Endpoint.ListIkeSas().All(sa => sa.State == IkeSaState.Established), "what has failed is forgotten in the end");
            Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
            scene.Dispose();
            scene = null;
        }

        scene?.Dispose();
        Assert.True(ended > SealedMutations / 20, $"{ended} ended, {alive} went on");
        if (state is SceneState.EstablishedAsResponder or SceneState.EstablishedAsInitiator)
        {
            Assert.True(alive > SealedMutations / 20, $"{ended} ended, {alive} went on");
        }
    }

    private static List<byte[]> Corpus(Scene scene)
    {
        ScriptedPeer peer = scene.Peer;
        uint id = peer.NextId;
        List<byte[]> corpus = [];
        if (scene.Pending.Length > 0)
        {
            corpus.Add(peer.Respond(scene.Pending, scene.Pending[18] == ExchangeType.IkeAuth.Value ? [.. peer.Proof(), .. peer.Child()] : []));
        }
        else
        {
            corpus.Add(peer.Seal(peer.IsInitiator && id == 1 ? ExchangeType.IkeAuth : ExchangeType.Informational, false, id, [.. peer.Proof(), .. peer.Child()]));
        }

        corpus.Add(peer.Seal(ExchangeType.Informational, false, id));
        corpus.Add(peer.Seal(ExchangeType.Informational, false, id, Payload.DeleteIke()));
        corpus.Add(peer.Seal(ExchangeType.CreateChildSa, false, id, [.. peer.Child(), Payload.Nonce(new byte[32])]));
        corpus.Add(peer.Plain(ExchangeType.Informational, false, id, Payload.Notify(NotifyType.InvalidIkeSpi)));
        return corpus;
    }

    private static List<byte[]> Answers(Scene scene)
    {
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: false, 66);
        return
        [
            peer.Answer(scene.Pending),
            peer.Answer(scene.Pending, Payload.Notify(NotifyType.NatDetectionSourceIp, new byte[20]), new Payload(PayloadType.CertificateRequest, [4, 1, 2])),
            peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(NotifyType.Cookie, new byte[16])),
            peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(NotifyType.InvalidKePayload, 0, 19)),
            peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(NotifyType.NoProposalChosen)),
        ];
    }

    private static byte[] SealMutant(Scene scene, SceneState state, SeededRandom random)
    {
        ScriptedPeer peer = scene.Peer;
        bool isAuth = state is SceneState.HalfOpen or SceneState.Authenticating;
        List<Payload> payloads = isAuth ? [.. peer.Proof(), .. peer.Child(), Payload.Notify(NotifyType.UseTransportMode)] : random.Next(4) switch
        {
            0 => [Payload.Notify(NotifyType.InitialContact), Payload.DeleteEsp(1, peer.EspSpi)],
            1 => [.. peer.Child(), Payload.Nonce(new byte[32]), Payload.Ke(KeyExchangeMethod.Curve25519, new byte[32])],
            2 => [Payload.Notify(new NotifyType((ushort)random.Next(50_000))), new Payload(PayloadType.Configuration, [1, 0, 0, 0])],
            _ => [new Payload(new PayloadType((byte)random.Next(1, 256)), random.NextBytes(random.Next(20)), random.Chance(0.2))],
        };
        byte first = payloads[0].Type.Value;
        byte[] chain = Payload.Chain([.. payloads]);
        for (int i = random.Next(1, 3); i > 0; i--)
        {
            chain = MutateOnce(chain, random, [chain]);
        }

        bool isResponse = state == SceneState.Authenticating || (scene.Pending.Length > 0 && random.Chance(0.5));
        uint id = isResponse ? BinaryPrimitives.ReadUInt32BigEndian(scene.Pending.AsSpan(20)) : peer.NextId++;
        ExchangeType exchange = isAuth ? ExchangeType.IkeAuth : isResponse || random.Chance(0.7) ? ExchangeType.Informational : ExchangeType.CreateChildSa;
        return peer.SealChain(exchange, isResponse, id, random.Chance(0.05) ? (byte)random.Next(256) : first, chain);
    }

    private static byte[] Mutate(byte[] message, SeededRandom random, List<byte[]> corpus)
    {
        byte[] mutant = message;
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            mutant = MutateOnce(mutant, random, corpus);
        }

        if (mutant.Length >= 28 && random.Chance(0.7))
        {
            mutant = [.. mutant];
            BinaryPrimitives.WriteUInt32BigEndian(mutant.AsSpan(24), (uint)mutant.Length); // else nothing gets past the header
        }

        return mutant;
    }

    private static byte[] MutateOnce(byte[] message, SeededRandom random, List<byte[]> corpus)
    {
        if (message.Length == 0)
        {
            return random.NextBytes(random.Next(1, 64));
        }

        byte[] mutant = [.. message];
        int at = random.Next(mutant.Length);
        switch (random.Next(8))
        {
            case 0:
                mutant[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                mutant[at] = (byte)random.Next(256);
                break;
            case 2:
                return mutant[..at];
            case 3:
                return [.. mutant[..at], .. random.NextBytes(random.Next(1, 40)), .. mutant[at..]];
            case 4:
                return [.. mutant[..at], .. mutant[Math.Min(mutant.Length, at + random.Next(1, 30))..]];
            case 5:
                byte[] other = corpus[random.Next(corpus.Count)];
                return [.. mutant[..at], .. other[Math.Min(at, other.Length)..]];
            case 6 when mutant.Length > 28:
                mutant[random.Next(16, 28)] = (byte)random.Next(256);
                break;
            default:
                mutant[at] = ((byte[])[0, 0xff, 0x7f, 0x80, 1])[random.Next(5)];
                break;
        }

        return mutant;
    }
}
