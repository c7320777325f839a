using System.Buffers.Binary;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>The right-key half: requests sealed with the right keys and broken inside get the RFC's answer, the window advances, and only what is fatal ends the IKE SA.</summary>
public sealed class RightKeyTests
{
    private const int MaxRepeats = 16;

    private static readonly string[] s_suites = ["aes256gcm16-prfsha256-x25519", "aes128-sha1-x25519"];

    public static TheoryData<SceneState, int> Rows
    {
        get
        {
            SceneState[] states =
            [
                SceneState.EstablishedAsResponder, SceneState.EstablishedAsInitiator, SceneState.Asking, SceneState.ClosingAsResponder, SceneState.ClosingAsInitiator,
            ];
            return new(states.SelectMany(state => s_suites.Select((_, suite) => (state, suite))).Append((SceneState.HalfOpen, 0)).Append((SceneState.HalfOpen, 1)));
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_broken_request_gets_the_answer_of_the_rfc(SceneState state, int suite)
    {
        var wrong = new List<string>();
        bool isThorough = state is SceneState.HalfOpen or SceneState.EstablishedAsResponder && suite == 0;
        IEnumerable<BrokenRequest> all = state == SceneState.HalfOpen ? BrokenRequest.HalfOpen : BrokenRequest.Established;
        foreach (BrokenRequest broken in isThorough ? all : all.Where((row, i) => !row.Name.Contains("unknown", StringComparison.Ordinal) || i % 16 == 0))
        {
            try
            {
                Check(state, s_suites[suite], broken);
            }
            catch (Exception failure) when (failure is Xunit.Sdk.XunitException or InvalidOperationException or System.Security.Cryptography.CryptographicException)
            {
                wrong.Add($"{broken}: {failure.Message.ReplaceLineEndings(" ")}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong.Take(40))}");
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder, false)]
    [InlineData(SceneState.EstablishedAsInitiator, false)]
    [InlineData(SceneState.Asking, false)]
    [InlineData(SceneState.ClosingAsResponder, true)]
    [InlineData(SceneState.ClosingAsInitiator, true)]
    public void Another_child_is_refused_and_nothing_changes(SceneState state, bool isClosing)
    {
        using Scene scene = Scene.Begin(state);
        List<Payload>[] requests =
        [
            [.. scene.Peer.Child(), Payload.Nonce(new byte[32])],
            [Payload.Notify(NotifyType.RekeySa, 1, 2, 3, 4), .. scene.Peer.Child(), Payload.Nonce(new byte[32])],
            [Payload.Sa(Scene.DefaultSuite, SecurityProtocol.Ike), Payload.Nonce(new byte[32]), Payload.Ke(KeyExchangeMethod.Curve25519, new byte[32])],
        ];
        string before = scene.Subject.Snapshot();
        foreach (List<Payload> request in requests)
        {
            List<Payload> answer = scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.CreateChildSa, request)));
            Assert.Equal(isClosing ? NotifyType.TemporaryFailure : NotifyType.NoAdditionalSas, Assert.Single(answer).NotifyType);
        }

        Assert.Equal(Timeless(before), Timeless(scene.Subject.Snapshot()));
    }

    [Fact]
    public void A_responder_that_is_ahead_of_its_own_answer_is_asked_to_wait()
    {
        using Scene scene = Scene.Begin(SceneState.Authenticating);
        scene.Peer.NextId = 0;
        string before = scene.Subject.Snapshot();
        byte[] early = scene.Peer.Request(ExchangeType.Informational);
        Assert.Equal(ReceiveResult.Unexpected, scene.Subject.Receive(early));
        Assert.Equal(before, scene.Subject.Snapshot());
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Respond(scene.Pending, [.. scene.Peer.Proof(), .. scene.Peer.Child()])));
        Assert.Empty(scene.Peer.Read(scene.Subject.Ask(early)));
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void Errors_of_the_peer_that_end_an_IKE_SA_do(SceneState state)
    {
        foreach ((NotifyType type, uint id, bool ends) in (IEnumerable<(NotifyType, uint, bool)>)
        [
            (NotifyType.AuthenticationFailed, 2u, true), (NotifyType.InvalidSyntax, 5u, true),
            (NotifyType.UnsupportedCriticalPayload, 2u, state == SceneState.EstablishedAsResponder), (NotifyType.UnsupportedCriticalPayload, 3u, false),
            (NotifyType.NoProposalChosen, 2u, false), (NotifyType.InvalidIkeSpi, 2u, false), (NotifyType.InvalidSpi, 2u, false),
        ])
        {
            using Scene scene = Scene.Begin(state);
            while (scene.Peer.NextId < id)
            {
                Assert.Empty(scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.Informational))));
            }

            byte[] answer = scene.Subject.Ask(scene.Peer.Request(
                ExchangeType.Informational, Payload.Notify(NotifyType.InitialContact), Payload.Notify(NotifyType.InvalidSelectors), Payload.Notify(type)));
            Assert.Empty(scene.Peer.Read(answer));
            Assert.Equal(ends ? 0 : 1, scene.Endpoint.ListIkeSas().Length);
            Assert.Equal(ends ? type : null, scene.Subject.Events.OfType<IkeSaClosedEvent>().SingleOrDefault()?.Failure?.Notify);
        }
    }

    private static void Check(SceneState state, string suite, BrokenRequest broken)
    {
        using Scene scene = Scene.Begin(state, suite);
        (Subject subject, ScriptedPeer peer) = (scene.Subject, scene.Peer);
        bool toleratesNothing = state is SceneState.ClosingAsInitiator or SceneState.ClosingAsResponder;
        string before = subject.Snapshot();
        var elsewhere = new PacketInfo(Subject.Path.Local, NetEndPoint.Parse("203.0.113.9:4500"));
        IkeSaInfo was = subject.OnlySa;
        byte[] request = broken.Build(peer);
        Assert.Equal(ReceiveResult.Processed, subject.Receive(request));
        (byte[] answer, PacketInfo path) = Assert.Single(subject.Sent);
        subject.Sent.Clear();
        Assert.Equal(Subject.Path, path);
        Assert.Equal(request[18], answer[18]);
        Assert.Equal(0x20, answer[17]);
        Assert.Equal((byte)(0x20 | (peer.IsInitiator ? 0 : 0x08)), answer[19]);
        Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(request.AsSpan(20)), BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(20)));
        List<Payload> inside = peer.Read(answer);
        if (broken.Answer is { } expected)
        {
            Payload notify = Assert.Single(inside);
            Assert.Equal((PayloadType.Notify, expected), (notify.Type, notify.NotifyType));
            Assert.Equal([0, 0], notify.Body[..2]); // no protocol and no SPI
            Assert.Equal(broken.Data, notify.NotifyData);
            Assert.False(notify.Critical);
        }
        else
        {
            Assert.Empty(inside);
        }

        CheckRepetition(subject, request, answer, elsewhere);
        if (broken.Closes)
        {
            CheckEnd(scene, was, request, toleratesNothing);
            return;
        }

        // nothing has changed but the window: another request with the same Message ID is out of place, the next one is answered
        Assert.Equal(Timeless(before), Timeless(subject.Snapshot()));
        peer.NextId--;
        Assert.Equal(ReceiveResult.Unexpected, subject.Receive(peer.Request(ExchangeType.Informational, Payload.Notify(NotifyType.InitialContact))));
        Assert.Empty(peer.Read(subject.Ask(peer.Request(ExchangeType.Informational))));
        Assert.Equal(0, subject.Statistics.InternalFaults);
    }

    private static void CheckRepetition(Subject subject, byte[] request, byte[] answer, PacketInfo elsewhere)
    {
        string before = Timeless(subject.Snapshot());
        for (int i = 0; i < MaxRepeats; i++)
        {
            PacketInfo from = i % 2 == 0 ? elsewhere : Subject.Path;
            Assert.Equal(ReceiveResult.AnsweredFromCache, subject.Receive(request, from));
            (byte[] again, PacketInfo to) = Assert.Single(subject.Sent);
            Assert.Equal(answer, again);
            Assert.Equal(from, to);
            subject.Sent.Clear();
        }

        Assert.Equal(ReceiveResult.Duplicate, subject.Receive(request, elsewhere));
        Assert.Empty(subject.Sent);
        Assert.Equal(before, Timeless(subject.Snapshot()));
    }

    private static void CheckEnd(Scene scene, IkeSaInfo was, byte[] request, bool wasClosing)
    {
        Subject subject = scene.Subject;
        Assert.Empty(scene.Endpoint.ListIkeSas());
        IkeSaClosedEvent closed = subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal(was.Id, closed.IkeSa);
        Assert.NotNull(closed.Failure);
        Assert.Equal(was.Children.Length, subject.Events.OfType<ChildSaClosedEvent>().Count());
        Assert.Equal(0, scene.Endpoint.HalfOpenCount);
        Assert.Equal(wasClosing || was.EstablishedAt is not null ? 1 : 0, subject.Events.OfType<ConnectionClosedEvent>().Count());

        // what comes now is answered by nobody, and after a while nothing is left
        Assert.NotEqual(ReceiveResult.Processed, subject.Receive(scene.Peer.Request(ExchangeType.Informational)));
        Assert.Empty(subject.Sent);
        subject.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(0, scene.Endpoint.IkeSaCount);
        Assert.Equal(0, scene.Endpoint.ConnectionCount);
        Assert.Null(scene.Endpoint.NextTimeout);
        Assert.Equal(ReceiveResult.UnknownSpi, subject.Receive(request));
        Assert.Equal(0, subject.Statistics.InternalFaults);
    }

    private static string Timeless(string snapshot) => System.Text.RegularExpressions.Regex.Replace(snapshot, "next [0-9]* [A-Za-z]*", "");
}
