using System.Buffers.Binary;
using Isakmp.Engine;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>What a stranger can send any number of, and what an idle peer sends for years, costs not one byte on the heap in IKEv1 either.</summary>
public sealed class EngineAllocationTests
{
    private readonly byte[] _buffer = new byte[2048];

    public static TheoryData<string> Suites => [Scene.DefaultSuite, "3des-md5-modp1024", "aes256-sha512-ecp256", "aes128-sha1-ecp256"];

    public static TheoryData<SceneState> States => [.. Enum.GetValues<SceneState>()];

    [Theory]
    [MemberData(nameof(States))]
    public void A_datagram_that_is_dropped(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        ScriptedPeer peer = scene.Peer;
        scene.Subject.Receive(peer.Plain(ExchangeType.InformationalV1, 5, V1Payload.Notify(V1NotifyType.InvalidSpi))); // may make us ask, once
        scene.Subject.Drain();
        byte[] noise = peer.Random.NextBytes(480);
        byte[] unknown = [.. peer.Header(8, ExchangeType.QuickMode, 1, 77, 508), .. noise];
        unknown[3] ^= 1;
        byte[] malformed = [.. peer.Header(8, ExchangeType.QuickMode, 1, 77, 507), .. noise];
        var dropped = new List<(string Name, byte[] Datagram)>
        {
            ("unknown cookies", unknown),
            ("a wrong length", malformed),
            ("nothing", []),
            ("27 octets", new byte[27]),
            ("noise", peer.Random.NextBytes(1400)),
            ("an exchange that is not known", [.. peer.Header(8, new ExchangeType(200), 1, 77, 508), .. noise]),
            ("aggressive mode", [.. peer.Header(8, ExchangeType.Aggressive, 0, 0, 508), .. noise]),
            ("transaction", [.. peer.Header(8, ExchangeType.Transaction, 1, 77, 508), .. noise]),
            ("a Quick Mode in the clear", peer.Plain(ExchangeType.QuickMode, 77, V1Payload.Nonce(new byte[16]))),
            ("main mode in the clear", [.. peer.Header(8, ExchangeType.IdentityProtection, 0, 0, 508), .. noise]),
            ("main mode in noise", [.. peer.Header(5, ExchangeType.IdentityProtection, 1, 0, 508), .. noise]),
            ("an Informational of noise", [.. peer.Header(8, ExchangeType.InformationalV1, 1, 77, 508), .. noise]),
            ("half a block", [.. peer.Header(8, ExchangeType.InformationalV1, 1, 77, 516), .. noise, .. new byte[8]]),
            ("an Informational with Message ID 0", [.. peer.Header(8, ExchangeType.InformationalV1, 1, 0, 508), .. noise]),
        };
        if (state is not (SceneState.Proving or SceneState.Keyed))
        {
            dropped.Add(("a Quick Mode of noise", [.. peer.Header(8, ExchangeType.QuickMode, 1, 77, 508), .. noise])); // kept for later there
        }

        if (scene.Quick is { } quick)
        {
            dropped.Add(("noise in the Quick Mode", [.. peer.Header(8, ExchangeType.QuickMode, 1, quick.Exchange.Id, 508), .. noise]));
            dropped.Add(("noise for CONNECTED", [.. peer.Header(8, ExchangeType.InformationalV1, 1, quick.Exchange.Id, 508), .. noise]));
            dropped.Add(("a used Message ID", peer.Exchange(ExchangeType.QuickMode, quick.Exchange.Id).Seal(V1Payload.Hash(new byte[32]))));
        }

        if (peer.Keys is not null)
        {
            PeerExchange exchange = peer.Exchange(ExchangeType.InformationalV1);
            List<Payload> hashed = exchange.Hashed(peer.DeleteIsakmp());
            hashed[0].Body[0] ^= 1;
            dropped.Add(("a wrong hash", exchange.Seal(hashed)));
            if (state != SceneState.Proving) // kept for the report there
            {
                dropped.Add(("an unprotected notification", peer.Plain(ExchangeType.InformationalV1, 5, V1Payload.Notify(V1NotifyType.InvalidSpi))));
            }
        }

        foreach ((string name, byte[] datagram) in dropped)
        {
            Allocations.AssertNone(name, () =>
            {
                ReceiveResult result = scene.Endpoint.Receive(datagram, Subject.Path, scene.Subject.Now);
                if (result is ReceiveResult.Processed or ReceiveResult.AnsweredFromCache or ReceiveResult.AnsweredStateless)
                {
                    Assert.Fail($"{name}: {result}");
                }

                Is(TransmitStatus.Empty, scene.Endpoint.TryGetTransmit(_buffer, out _));
            });
        }
    }

    [Fact]
    public void Noise_with_a_Message_ID_of_its_own_each_time()
    {
        foreach (ExchangeType type in (ExchangeType[])[ExchangeType.QuickMode, ExchangeType.InformationalV1])
        {
            using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
            byte[] datagram = [.. scene.Peer.Header(8, type, 1, 0, 508), .. scene.Peer.Random.NextBytes(480)];
            uint id = 0x10000;
            Allocations.AssertNone($"{type}", () =>
            {
                BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(20), id++);
                Is(ReceiveResult.NotAuthentic, scene.Endpoint.Receive(datagram, Subject.Path, scene.Subject.Now));
            });
        }
    }

    [Fact]
    public void A_peer_over_a_limit()
    {
        using var subject = new Subject(new IkeEndpointOptions
        {
            Crypto = Isakmp.Crypto.CryptoProvider.Default,
            Random = new SeededRandom(1),
            Profiles = [Scene.MakeProfile(Scene.DefaultSuite)],
            HalfOpenLimitPerAddress = 1,
        });
        subject.Receive(new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7).Open());
        byte[] request = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 8).Open();
        Allocations.AssertNone("limit", () => Is(ReceiveResult.LimitReached, subject.Endpoint.Receive(request, Subject.Path, subject.Now)));
    }

    [Theory]
    [InlineData(SceneState.Chosen)]
    [InlineData(SceneState.Keyed)]
    [InlineData(SceneState.Childless)]
    [InlineData(SceneState.QuickAnswered)]
    [InlineData(SceneState.ExchangingKeys)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void A_duplicate_answered_from_the_cache_and_one_that_is_not(SceneState state)
    {
        int most = 0;
        using Scene scene = Scene.Begin(state);
        while (Repeat(scene) == ReceiveResult.AnsweredFromCache)
        {
            most++;
        }

        Assert.InRange(most, 3, 20);
        Allocations.AssertNone("duplicate", () => Is(ReceiveResult.Duplicate, Repeat(scene)));

        // one message is answered again so many times and no more: a round is a fresh scene's
        var scenes = new Scene[(Allocations.MaximumCalls / most) + 1];
        for (int i = 0; i < scenes.Length; i++)
        {
            scenes[i] = Scene.Begin(state);
        }

        int next = 0;
        Allocations.AssertNone("answer", () => Is(ReceiveResult.AnsweredFromCache, Repeat(scenes[next++ / most])));
        foreach (Scene each in scenes)
        {
            each.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_question_of_liveness_that_is_answered(string suite)
    {
        foreach (SceneState state in (SceneState[])[SceneState.EstablishedAsResponder, SceneState.EstablishedAsInitiator])
        {
            using Scene scene = Scene.Begin(state, suite);
            var questions = new byte[Allocations.MaximumCalls][];
            for (uint i = 0; i < questions.Length; i++)
            {
                questions[i] = scene.Peer.Inform(scene.Peer.Dpd(false, i));
            }

            int next = 0;
            Allocations.AssertNone("answer", () =>
            {
                Is(ReceiveResult.Processed, scene.Endpoint.Receive(questions[next++], Subject.Path, scene.Subject.Now));
                Is(TransmitStatus.Ready, scene.Endpoint.TryGetTransmit(_buffer, out _));
            });
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_question_of_liveness_that_we_ask(string suite)
    {
        foreach (SceneState state in (SceneState[])[SceneState.EstablishedAsResponder, SceneState.EstablishedAsInitiator])
        {
            using Scene scene = Scene.Begin(state, suite);
            uint number = FirstNumber(scene);
            var answers = new byte[Allocations.MaximumCalls][];
            for (uint i = 0; i < answers.Length; i++)
            {
                answers[i] = scene.Peer.Inform(scene.Peer.Dpd(true, number + i));
            }

            int next = 0;
            Allocations.AssertNone("question", () =>
            {
                Is(true, scene.Endpoint.CheckLiveness(scene.Connection, scene.Subject.Now));
                Is(TransmitStatus.Ready, scene.Endpoint.TryGetTransmit(_buffer, out Transmit sent));
                Is(true, sent.Length > 28);
                Is(ReceiveResult.Processed, scene.Endpoint.Receive(answers[next++], Subject.Path, scene.Subject.Now));
            });
        }
    }

    [Fact]
    public void A_question_that_the_timer_asks_with_its_repetitions()
    {
        using Scene scene = Scene.Begin(
            SceneState.EstablishedAsResponder,
            configure: builder => Subject.WithNet(builder, Scene.DefaultEsp).WithLiveness(TimeSpan.FromSeconds(10)).WithPhase1Lifetime(TimeSpan.FromDays(30)));
        uint number = FirstNumber(scene);
        var answers = new byte[100][];
        for (uint i = 0; i < answers.Length; i++)
        {
            answers[i] = scene.Peer.Inform(scene.Peer.Dpd(true, number + (2 * i) + 1));
        }

        int next = 0;
        IkeInstant now = scene.Subject.Now;
        Allocations.AssertNone(
            "liveness",
            () =>
            {
                int sent = 0;
                for (int second = 0; second < 15; second++)
                {
                    now += TimeSpan.FromSeconds(1);
                    scene.Endpoint.Advance(now);
                    while (scene.Endpoint.TryGetTransmit(_buffer, out _) == TransmitStatus.Ready)
                    {
                        sent++;
                    }
                }

                Is(2, sent); // the question after 10 s, once more after 14 s
                Is(ReceiveResult.Processed, scene.Endpoint.Receive(answers[next++], Subject.Path, now));
            },
            warmUp: 25,
            rounds: 25);
    }

    [Fact]
    public void Time_that_brings_nothing_and_outputs_that_are_none()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        IkeInstant now = scene.Subject.Now;
        Allocations.AssertNone("nothing", () =>
        {
            now += TimeSpan.FromMilliseconds(100);
            scene.Endpoint.Advance(now);
            Is(TransmitStatus.Empty, scene.Endpoint.TryGetTransmit(_buffer, out _));
            Is(false, scene.Endpoint.TryGetEvent(out _));
            Is(false, scene.Endpoint.TryGetOperation(out _));
            _ = scene.Endpoint.NextTimeout;
            _ = scene.Endpoint.NextTimeoutReason;
        });
    }

    /// <summary>Asks once to learn our first number, which is drawn at random, and answers; the next question has the next.</summary>
    private static uint FirstNumber(Scene scene)
    {
        Assert.True(scene.Endpoint.CheckLiveness(scene.Connection, scene.Subject.Now));
        scene.Subject.Drain();
        uint number = BinaryPrimitives.ReadUInt32BigEndian(Assert.Single(scene.Peer.ReadInformational(scene.Subject.TakeSent())).V1NotifyData);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Inform(scene.Peer.Dpd(true, number))));
        return number + 1;
    }

    private ReceiveResult Repeat(Scene scene)
    {
        ReceiveResult result = scene.Endpoint.Receive(scene.LastRequest, Subject.Path, scene.Subject.Now);
        Is(result == ReceiveResult.AnsweredFromCache ? TransmitStatus.Ready : TransmitStatus.Empty, scene.Endpoint.TryGetTransmit(_buffer, out _));
        return result;
    }

    /// <summary>An assertion that allocates nothing when it holds.</summary>
    private static void Is<T>(T expected, T actual)
        where T : struct
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            Assert.Fail($"expected {expected}, was {actual}");
        }
    }
}
