using System.Buffers.Binary;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Engine;

/// <summary>What a stranger can send any number of, and what an idle peer sends for years, costs not one byte on the heap.</summary>
public sealed class EngineAllocationTests
{
    private const int AnswersFromCache = 16;

    private readonly byte[] _buffer = new byte[2048];

    public static TheoryData<string> Suites => ["aes256gcm16-prfsha256-x25519", "aes128-sha1-x25519", "aes256-sha512-x25519", "chacha20poly1305-prfsha256-x25519"];

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_datagram_that_is_dropped(string suite)
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder, suite);
        byte[] genuine = scene.Peer.Seal(ExchangeType.Informational, false, scene.Peer.NextId);
        byte[] unknown = [.. genuine];
        unknown[8] ^= 1;
        byte[] wrongIcv = [.. genuine];
        wrongIcv[^1] ^= 1;
        byte[] malformed = [.. genuine];
        malformed[27] ^= 1;
        byte[] chain = [.. genuine];
        chain[30] ^= 1;
        byte[] v1 = [.. genuine];
        v1[17] = 0x10;
        foreach ((byte[] datagram, ReceiveResult expected) in ((byte[], ReceiveResult)[])
        [
            (unknown, ReceiveResult.UnknownSpi), (wrongIcv, ReceiveResult.NotAuthentic), (malformed, ReceiveResult.Malformed), (chain, ReceiveResult.Malformed),
            (v1, ReceiveResult.UnknownSpi), ([], ReceiveResult.Malformed), (new byte[27], ReceiveResult.Malformed), (new byte[1400], ReceiveResult.Malformed),
            (scene.Peer.Seal(ExchangeType.Informational, false, 77), ReceiveResult.Unexpected),
            (scene.Peer.Seal(ExchangeType.Informational, true, 0), ReceiveResult.Unexpected),
            (scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(NotifyType.NoProposalChosen)), ReceiveResult.Unexpected),
            (scene.Peer.Plain(ExchangeType.IkeSaInit, false, 1), ReceiveResult.Malformed),
        ])
        {
            Allocations.AssertNone($"{expected}", () =>
            {
                Is(expected, scene.Endpoint.Receive(datagram, Subject.Path, scene.Subject.Now));
                Is(TransmitStatus.Empty, scene.Endpoint.TryGetTransmit(_buffer, out _));
            });
        }
    }

    [Fact]
    public void An_unprotected_notify_after_the_liveness_check_that_it_may_cause()
    {
        using Scene scene = Scene.Begin(SceneState.Asking);
        byte[] forged = scene.Peer.Plain(ExchangeType.Informational, true, 0, Payload.Notify(NotifyType.InvalidIkeSpi));
        Allocations.AssertNone("notify", () => Is(ReceiveResult.NotAuthentic, scene.Endpoint.Receive(forged, Subject.Path, scene.Subject.Now)));
    }

    [Fact]
    public void A_stateless_answer()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Scene.DefaultSuite)], cookieThreshold: 0));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        byte[] first = peer.Open();
        byte[] wrong = peer.Open([Payload.Notify(NotifyType.Cookie, new byte[33]), .. peer.Opening()]);
        byte[] version = [.. first];
        version[17] = 0x30;
        byte[] syntax = peer.Open(peer.Opening().Take(2));
        byte[] critical = peer.Open([.. peer.Opening(), new Payload(new PayloadType(200), [], Critical: true)]);
        foreach ((string name, byte[] request) in ((string, byte[])[])[("cookie", first), ("wrong cookie", wrong), ("version", version), ("syntax", syntax), ("critical", critical)])
        {
            Allocations.AssertNone(name, () =>
            {
                Is(ReceiveResult.AnsweredStateless, subject.Endpoint.Receive(request, Subject.Path, subject.Now));
                Is(TransmitStatus.Ready, subject.Endpoint.TryGetTransmit(_buffer, out _));
            });
        }
    }

    [Fact]
    public void A_stateless_answer_that_is_dropped_because_nobody_takes_them()
    {
        using var subject = new Subject(Subject.Options([Subject.Profile(Scene.DefaultSuite)], cookieThreshold: 0));
        byte[] first = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7).Open();
        for (int i = 0; i < 2000; i++)
        {
            subject.Endpoint.Receive(first, Subject.Path, subject.Now);
        }

        Allocations.AssertNone("dropped", () => subject.Endpoint.Receive(first, Subject.Path, subject.Now));
    }

    [Fact]
    public void A_peer_over_a_limit()
    {
        using var subject = new Subject(new IkeEndpointOptions
        {
            Crypto = Isakmp.Crypto.CryptoProvider.Default,
            Random = new Isakmp.Testing.SeededRandom(1),
            Profiles = [Subject.Profile(Scene.DefaultSuite)],
            HalfOpenLimitPerAddress = 1,
        });
        subject.Receive(new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7).Open());
        byte[] request = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 8).Open();
        Allocations.AssertNone("limit", () => Is(ReceiveResult.LimitReached, subject.Endpoint.Receive(request, Subject.Path, subject.Now)));
    }

    [Theory]
    [InlineData(SceneState.HalfOpen)]
    [InlineData(SceneState.EstablishedAsResponder)]
    public void A_duplicate_answered_from_the_cache_and_one_that_is_not(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        for (int i = 0; i < AnswersFromCache; i++)
        {
            Is(ReceiveResult.AnsweredFromCache, Repeat(scene));
        }

        Is(ReceiveResult.Duplicate, Repeat(scene));
        Allocations.AssertNone("duplicate", () => Repeat(scene));

        // one request is answered again so many times and no more: a round is a fresh scene's
        var scenes = new Scene[(Allocations.MaximumCalls / AnswersFromCache) + 1];
        for (int i = 0; i < scenes.Length; i++)
        {
            scenes[i] = Scene.Begin(state);
        }

        int next = 0;
        Allocations.AssertNone("answer", () => Is(ReceiveResult.AnsweredFromCache, Repeat(scenes[next++ / AnswersFromCache])));
        foreach (Scene each in scenes)
        {
            each.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_liveness_check_that_is_answered(string suite)
    {
        foreach (SceneState state in (SceneState[])[SceneState.EstablishedAsResponder, SceneState.EstablishedAsInitiator])
        {
            using Scene scene = Scene.Begin(state, suite);
            var questions = new byte[Allocations.MaximumCalls][];
            for (uint i = 0; i < questions.Length; i++)
            {
                questions[i] = scene.Peer.Request(ExchangeType.Informational);
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
    public void A_liveness_check_that_we_make(string suite)
    {
        foreach (SceneState state in (SceneState[])[SceneState.EstablishedAsResponder, SceneState.EstablishedAsInitiator])
        {
            using Scene scene = Scene.Begin(state, suite);
            var answers = new byte[Allocations.MaximumCalls][];
            uint first = state == SceneState.EstablishedAsInitiator ? 2u : 0u;
            for (uint i = 0; i < answers.Length; i++)
            {
                answers[i] = scene.Peer.Seal(ExchangeType.Informational, true, first + i);
            }

            int next = 0;
            Allocations.AssertNone("question", () =>
            {
                Is(true, scene.Endpoint.CheckLiveness(scene.Connection, scene.Subject.Now));
                Is(TransmitStatus.Ready, scene.Endpoint.TryGetTransmit(_buffer, out Transmit sent));
                Is((uint)next + first, BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(20)));
                Is(true, sent.Length > 28);
                Is(ReceiveResult.Processed, scene.Endpoint.Receive(answers[next++], Subject.Path, scene.Subject.Now));
            });
        }
    }

    [Fact]
    public void A_liveness_check_that_the_timer_makes_with_its_repetitions_and_keep_alives()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder, configure: builder => Subject.WithNet(builder).WithLiveness(TimeSpan.FromSeconds(10)));
        var answers = new byte[Allocations.MaximumCalls][];
        for (uint i = 0; i < answers.Length; i++)
        {
            answers[i] = scene.Peer.Seal(ExchangeType.Informational, true, i);
        }

        int next = 0;
        IkeInstant now = scene.Subject.Now;
        Allocations.AssertNone("liveness", () =>
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
        });
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

    private ReceiveResult Repeat(Scene scene)
    {
        ReceiveResult result = scene.Endpoint.Receive(scene.LastRequest, Subject.Path, scene.Subject.Now);
        Is(
            result == ReceiveResult.AnsweredFromCache ? TransmitStatus.Ready : TransmitStatus.Empty, scene.Endpoint.TryGetTransmit(_buffer, out _));
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
