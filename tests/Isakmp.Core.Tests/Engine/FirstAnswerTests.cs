using System.Buffers.Binary;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>IKE_SA_INIT as initiator: answers without protection are helped where the RFC says how, kept where they may be forged, and beaten by a right one (RFC 7296 sections 1.2, 2.6, 2.21.1).</summary>
public sealed class FirstAnswerTests
{
    private const string Groups = "aes256gcm16-prfsha256-x25519-ecp256-modp2048";

    [Fact]
    public void A_cookie_comes_back_first_and_nothing_else_changes()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating);
        byte[] first = scene.Pending;
        byte[] cookie = [1, 2, 3, 4, 5];
        byte[] second = Again(scene, Payload.Notify(NotifyType.Cookie, cookie));
        List<Payload> payloads = ScriptedPeer.ReadPlain(second);
        Assert.Equal(NotifyType.Cookie, payloads[0].NotifyType);
        Assert.Equal(cookie, payloads[0].NotifyData);
        Assert.Equal(Bodies(first), Bodies(second).Skip(1));
        Assert.Equal(first[..16], second[..16]);
        Finish(scene, second);
    }

    [Theory]
    [InlineData(19, "ecp256")]
    [InlineData(14, "modp2048")]
    public void Another_group_is_offered_if_it_was_among_ours(int group, string word)
    {
        using Scene scene = Scene.Begin(SceneState.Initiating, Groups);
        byte[] first = scene.Pending;
        byte[] second = Again(scene, Payload.Notify(NotifyType.InvalidKePayload, 0, (byte)group));
        Assert.Equal(group, Group(second));
        Assert.Equal(Bodies(first)[0], Bodies(second)[0]); // RFC 7296 1.2: the whole offer again, so that nobody can weaken it
        Assert.Equal(Bodies(first)[2], Bodies(second)[2]);
        scene.Peer.Suite = new PeerSuite($"aes256gcm16-prfsha256-{word}");
        Finish(scene, second);
    }

    [Theory]
    [InlineData(new byte[] { 0, 31 })] // the same
    [InlineData(new byte[] { 0, 20 })] // not offered
    [InlineData(new byte[] { 0, 2 })] // weaker, not offered
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 19 })]
    [InlineData(new byte[] { 0, 19, 0 })]
    public void A_group_that_was_not_offered_is_no_reason_to_do_anything(byte[] data)
    {
        using Scene scene = Scene.Begin(SceneState.Initiating, Groups);
        scene.Peer.Suite = new PeerSuite("aes256gcm16-prfsha256-x25519");
        for (int i = 0; i < 20; i++)
        {
            Ignored(scene, scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(NotifyType.InvalidKePayload, data)));
        }

        Finish(scene, scene.Pending);
    }

    [Fact]
    public void A_cookie_and_then_a_group_are_both_minded()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating, Groups);
        Again(scene, Payload.Notify(NotifyType.Cookie, 1, 2, 3));
        byte[] third = Again(scene, Payload.Notify(NotifyType.InvalidKePayload, 0, 19));
        BothMinded(scene, third); // RFC 7296 2.6.1
    }

    [Fact]
    public void A_group_and_then_a_cookie_are_both_minded()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating, Groups);
        Again(scene, Payload.Notify(NotifyType.InvalidKePayload, 0, 19));
        byte[] third = Again(scene, Payload.Notify(NotifyType.Cookie, 1, 2, 3));
        BothMinded(scene, third);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cookie_and_a_group_in_one_answer_are_both_minded(bool cookieFirst)
    {
        using Scene scene = Scene.Begin(SceneState.Initiating, Groups);
        Payload cookie = Payload.Notify(NotifyType.Cookie, 1, 2, 3);
        Payload group = Payload.Notify(NotifyType.InvalidKePayload, 0, 19);
        BothMinded(scene, Again(scene, cookieFirst ? [cookie, group] : [group, cookie]));
    }

    [Fact]
    public void A_newer_cookie_takes_the_place_of_an_older_one()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating);
        Again(scene, Payload.Notify(NotifyType.Cookie, 1, 2, 3));
        byte[] third = Again(scene, Payload.Notify(NotifyType.Cookie, 4, 5));
        Assert.Equal([4, 5], ScriptedPeer.ReadPlain(third)[0].NotifyData);
        Assert.Equal(4, ScriptedPeer.ReadPlain(third).Count(payload => payload.Type != PayloadType.Notify || payload.NotifyType == NotifyType.Cookie));
        Finish(scene, third);
    }

    [Fact]
    public void Cookies_without_end_come_to_an_end()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating);
        byte[] last = scene.Pending;
        int sent = 0;
        for (int i = 0; i < 1000; i++)
        {
            scene.Subject.Receive(scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(NotifyType.Cookie, (byte)(i % 100), 1)));
            while (scene.Subject.Sent.TryDequeue(out (byte[] Message, Isakmp.Framing.PacketInfo) again))
            {
                last = again.Message;
                sent++;
            }
        }

        Assert.InRange(sent, 1, 10);
        Finish(scene, last);
    }

    [Fact]
    public void A_peer_that_only_ever_asks_for_something_is_given_up()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating, Groups);
        for (int second = 0; second < 600 && scene.Endpoint.ConnectionCount > 0; second++)
        {
            Payload demand = second % 2 == 0 ? Payload.Notify(NotifyType.Cookie, 1, (byte)(second % 200)) : Payload.Notify(NotifyType.InvalidKePayload, 0, (byte)(second % 4 == 1 ? 19 : 14));
            scene.Subject.Receive(scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, demand));
            scene.Subject.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(0, scene.Endpoint.ConnectionCount);
        Assert.InRange(scene.Subject.Sent.Count, 1, 30);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void A_cookie_has_1_to_64_octets(int size)
    {
        using Scene scene = Scene.Begin(SceneState.Initiating);
        Ignored(scene, scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(NotifyType.Cookie, new byte[size])));
        Finish(scene, Again(scene, Payload.Notify(NotifyType.Cookie, new byte[64])));
    }

    [Theory]
    [InlineData(14)]
    [InlineData(7)]
    [InlineData(5)]
    [InlineData(9_999)]
    public void An_error_is_kept_and_a_right_answer_wins(int error)
    {
        using Scene scene = Scene.Begin(SceneState.Initiating);
        Ignored(scene, scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(new NotifyType((ushort)error))));
        Finish(scene, scene.Pending);
    }

    [Theory]
    [InlineData(14, NegotiationFailure.ProposalsRefused)]
    [InlineData(9_999, NegotiationFailure.PeerError)]
    public void An_error_is_cited_when_nobody_answers_any_better(int error, NegotiationFailure reported)
    {
        using Scene scene = Scene.Begin(SceneState.Initiating);
        var type = new NotifyType((ushort)error);
        Ignored(scene, scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(type)));
        scene.Subject.Pass(RetransmissionPolicy.Default.TotalTimeout - TimeSpan.FromSeconds(1));
        Assert.Single(scene.Endpoint.ListIkeSas());
        Assert.Equal(RetransmissionPolicy.Default.Tries, scene.Subject.Sent.Count);
        scene.Subject.Pass(TimeSpan.FromSeconds(2));
        Assert.Empty(scene.Endpoint.ListIkeSas());
        IkeSaClosedEvent closed = scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal((CloseReason.PeerIncompatible, type, true), (closed.Reason, closed.Failure!.Notify!.Value, closed.Failure.SentByPeer));
        Assert.Equal(reported, closed.Failure.Report!.Failure);
        Assert.Equal(closed.Failure, scene.Subject.TakeEvent<ConnectionClosedEvent>().Failure);
    }

    [Fact]
    public void A_profile_may_believe_an_error_at_once()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating, configure: builder => Subject.WithNet(builder).WithFailureOnUnauthenticatedError());
        scene.Subject.Receive(scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, Payload.Notify(NotifyType.NoProposalChosen)));
        Assert.Empty(scene.Endpoint.ListIkeSas());
        Assert.Equal(NotifyType.NoProposalChosen, scene.Subject.TakeEvent<IkeSaClosedEvent>().Failure!.Notify);
    }

    public static TheoryData<string> WrongAnswers => [.. s_wrongAnswers.Keys];

    private static readonly Dictionary<string, Func<List<Payload>, IEnumerable<Payload>>> s_wrongAnswers = new()
    {
        ["a proposal that was not offered"] = list => [Payload.Sa("aes128gcm16-prfsha256-x25519", SecurityProtocol.Ike), .. list.Skip(1)],
        ["another number"] = list => [Payload.Sa([ProposalNotation.Parse(Scene.DefaultSuite, SecurityProtocol.Ike) with { Number = 2 }]), .. list.Skip(1)],
        ["two proposals"] = list => [Payload.Sa($"{Scene.DefaultSuite},{Scene.DefaultSuite}", SecurityProtocol.Ike), .. list.Skip(1)],
        ["two transforms of a type"] = list => [Payload.Sa("aes256gcm16-prfsha256-x25519-ecp256", SecurityProtocol.Ike), .. list.Skip(1)],
        ["a proposal for ESP"] = list => [Payload.Sa("aes256gcm16", SecurityProtocol.Esp, 5), .. list.Skip(1)],
        ["an empty SA"] = list => [new Payload(PayloadType.SecurityAssociation, []), .. list.Skip(1)],
        ["another group"] = list => [list[0], Payload.Ke(KeyExchangeMethod.Ecp256, new byte[64]), list[2]],
        ["a public value of zero"] = list => [list[0], Payload.Ke(KeyExchangeMethod.Curve25519, new byte[32]), list[2]],
        ["a public value cut short"] = list => [list[0], Payload.Ke(KeyExchangeMethod.Curve25519, new byte[31]), list[2]],
        ["an empty KE"] = list => [list[0], new Payload(PayloadType.KeyExchange, []), list[2]],
        ["a nonce of 15 octets"] = list => [list[0], list[1], Payload.Nonce(new byte[15])],
        ["no nonce"] = list => list.Take(2),
        ["two KE"] = list => [.. list, list[1]],
        ["an error as well"] = list => [.. list, Payload.Notify(new NotifyType(9_999))], // RFC 7296 3.10.1: the request has failed entirely
        ["an unknown critical payload"] = list => [.. list, new Payload(new PayloadType(99), [], Critical: true)],
        ["nothing"] = _ => [],
        ["a status notify alone"] = _ => [Payload.Notify(NotifyType.InitialContact)],
    };

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void A_wrong_answer_may_be_forged_and_the_right_one_wins(string name)
    {
        using Scene scene = Scene.Begin(SceneState.Initiating);
        ScriptedPeer forger = new(Scene.DefaultSuite, isInitiator: false, 66);
        List<Payload> right = ScriptedPeer.ReadPlain(forger.Answer(scene.Pending));
        Ignored(scene, forger.Plain(ExchangeType.IkeSaInit, true, 0, [.. s_wrongAnswers[name](right)]));
        Finish(scene, scene.Pending);
    }

    [Fact]
    public void An_answer_without_an_SPI_is_ignored()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating);
        byte[] answer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: false, 66) { ResponderSpi = 0 }.Answer(scene.Pending);
        Ignored(scene, answer);
        Finish(scene, scene.Pending);
    }

    [Fact]
    public void Once_keys_exist_no_answer_to_the_first_message_counts()
    {
        using Scene scene = Scene.Begin(SceneState.Authenticating);
        string before = scene.Subject.Snapshot();
        foreach (Payload payload in (Payload[])[Payload.Notify(NotifyType.Cookie, 1), Payload.Notify(NotifyType.NoProposalChosen), Payload.Notify(NotifyType.InvalidKePayload, 0, 19)])
        {
            Assert.Equal(ReceiveResult.Unexpected, scene.Subject.Receive(scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, payload)));
        }

        Assert.Equal(ReceiveResult.Unexpected, scene.Subject.Receive(scene.Peer.InitResponse));
        Assert.Equal(before, scene.Subject.Snapshot());
    }

    private static List<string> Bodies(byte[] message) => [.. ScriptedPeer.ReadPlain(message).Select(payload => Isakmp.Testing.Hex.Format(payload.Body))];

    private static int Group(byte[] request) =>
        BinaryPrimitives.ReadUInt16BigEndian(ScriptedPeer.ReadPlain(request).Single(payload => payload.Type == PayloadType.KeyExchange).Body);

    private static byte[] Again(Scene scene, params Payload[] payloads) => scene.Subject.Ask(scene.Peer.Plain(ExchangeType.IkeSaInit, true, 0, payloads));

    private static void BothMinded(Scene scene, byte[] request)
    {
        Payload first = ScriptedPeer.ReadPlain(request)[0];
        Assert.Equal(NotifyType.Cookie, first.NotifyType);
        Assert.Equal([1, 2, 3], first.NotifyData);
        Assert.Equal(19, Group(request));
        scene.Peer.Suite = new PeerSuite("aes256gcm16-prfsha256-ecp256");
        Finish(scene, request);
    }

    private static void Ignored(Scene scene, byte[] answer)
    {
        string before = scene.Subject.Snapshot();
        Assert.True(scene.Subject.Receive(answer) is ReceiveResult.Processed or ReceiveResult.Malformed);
        Assert.Equal(before, scene.Subject.Snapshot());
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }

    /// <summary>The right answer to this request brings the IKE SA up: our AUTH covers the request that was sent last.</summary>
    private static void Finish(Scene scene, byte[] request)
    {
        byte[] auth = scene.Subject.Ask(scene.Peer.Answer(request));
        List<Payload> told = scene.Peer.Read(auth);
        byte[] identity = told.Single(payload => payload.Type == PayloadType.IdentificationInitiator).Body;
        Assert.Equal([2, 0, 0, 0, .. scene.Peer.ExpectedAuth(identity)], told.Single(payload => payload.Type == PayloadType.Authentication).Body);
        scene.Subject.Receive(scene.Peer.Respond(auth, [.. scene.Peer.Proof(), .. scene.Peer.Child()]));
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
    }
}
