using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>Responses sealed with the right keys and wrong inside: nothing can be answered to them, so the IKE SA is cleaned up (RFC 7296 section 2.21).</summary>
public sealed class BrokenResponseTests
{
    public static TheoryData<string> AuthResponses => [.. s_authResponses.Keys];

    private static readonly Dictionary<string, (Func<ScriptedPeer, byte[], byte[]> Build, NotifyType Told, CloseReason Reason)> s_authResponses = new()
    {
        ["nothing inside"] = (Respond(_ => []), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["a chain that goes past the end"] = (Chain(41, [0, 0, 0, 9, 0, 0, 0x40, 0]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["octets after the last payload"] = (Chain(41, [0, 0, 0, 8, 0, 0, 0x40, 0, 1]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["a notify cut short"] = (Chain(41, [0, 0, 0, 7, 0, 0, 0x40]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["more padding than octets"] = (
            (peer, request) => peer.SealChain(ExchangeType.IkeAuth, true, 1, 0, [], padding: [.. new byte[15], 200]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["no AUTH"] = (Respond(peer => [peer.Proof()[0], .. peer.Child()]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["no IDr"] = (Respond(peer => [peer.Proof()[1], .. peer.Child()]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["two IDr"] = (Respond(peer => [peer.Proof()[0], .. peer.Proof(), .. peer.Child()]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["two AUTH"] = (Respond(peer => [.. peer.Proof(), peer.Proof()[1], .. peer.Child()]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["two SA"] = (Respond(peer => [.. peer.Proof(), .. peer.Child(), peer.Child()[0]]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["an empty IDr"] = (
            Respond(peer => [new Payload(PayloadType.IdentificationResponder, []), peer.Proof()[1]]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["an empty AUTH"] = (Respond(peer => [peer.Proof()[0], new Payload(PayloadType.Authentication, [])]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["an unknown critical payload"] = (
            Respond(peer => [.. peer.Proof(), .. peer.Child(), new Payload(new PayloadType(200), [], Critical: true)]), NotifyType.UnsupportedCriticalPayload, CloseReason.PeerIncompatible),
        ["a status notify alone"] = (Respond(_ => [Payload.Notify(NotifyType.InitialContact)]), NotifyType.InvalidSyntax, CloseReason.Malformed),
        ["an AUTH of another key"] = (
            Respond(peer => [.. peer.Proof("another key"), .. peer.Child()]), NotifyType.AuthenticationFailed, CloseReason.AuthenticationFailed),
        ["an AUTH of another method"] = (
            Respond(peer => [peer.Proof()[0], Payload.Auth(peer.AuthData(), 14), .. peer.Child()]), NotifyType.AuthenticationFailed, CloseReason.AuthenticationFailed),
        ["an AUTH cut short"] = (
            Respond(peer => [peer.Proof()[0], Payload.Auth(peer.AuthData()[..^1]), .. peer.Child()]), NotifyType.AuthenticationFailed, CloseReason.AuthenticationFailed),
        ["our own AUTH reflected"] = (
            (peer, request) => peer.Respond(request, [peer.Proof()[0], peer.Read(request).Single(payload => payload.Type == PayloadType.Authentication), .. peer.Child()]),
            NotifyType.AuthenticationFailed, CloseReason.AuthenticationFailed),
        ["somebody else"] = (
            Respond(peer =>
            {
                peer.Identity = Identity.FromHostName("mallory.example");
                return [.. peer.Proof(), .. peer.Child()];
            }),
            NotifyType.AuthenticationFailed, CloseReason.AuthenticationFailed),
    };

    [Theory]
    [MemberData(nameof(AuthResponses))]
    public void A_wrong_answer_to_IKE_AUTH_is_told_in_an_exchange_of_its_own(string name)
    {
        (Func<ScriptedPeer, byte[], byte[]> build, NotifyType told, CloseReason reason) = s_authResponses[name];
        using Scene scene = Scene.Begin(SceneState.Authenticating);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(build(scene.Peer, scene.Pending)));
        Assert.Equal(IkeSaState.Closing, scene.Subject.OnlySa.State);
        Assert.Empty(scene.Subject.Events.OfType<ChildSaEstablishedEvent>());
        Assert.Empty(scene.Subject.Events.OfType<IkeSaEstablishedEvent>());
        byte[] report = scene.Subject.TakeSent();
        Assert.Empty(scene.Subject.Sent);
        Assert.Equal((ExchangeType.Informational.Value, (byte)2), (report[18], report[23]));
        Assert.Equal(told, Assert.Single(scene.Peer.Read(report)).NotifyType);
        scene.Subject.Receive(scene.Peer.Respond(report));
        Assert.Empty(scene.Endpoint.ListIkeSas());
        IkeSaClosedEvent closed = scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal(reason, closed.Reason);
        Assert.Equal(told, closed.Failure!.Notify);
        Assert.False(closed.Failure.SentByPeer);
        Assert.Equal(told == NotifyType.AuthenticationFailed, closed.Failure.Report is not null);
        Assert.Equal(1, scene.Subject.Statistics.IkeSasFailed);
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }

    [Fact]
    public void Nobody_answers_to_what_was_wrong_and_it_ends_all_the_same()
    {
        using Scene scene = Scene.Begin(SceneState.Authenticating);
        scene.Subject.Receive(scene.Peer.Respond(scene.Pending, [.. scene.Peer.Proof("another key"), .. scene.Peer.Child()]));
        scene.Subject.Pass(RetransmissionPolicy.Default.TotalTimeout + TimeSpan.FromSeconds(1));
        Assert.Equal(1 + RetransmissionPolicy.Default.Tries, scene.Subject.Sent.Count);
        Assert.Equal(CloseReason.AuthenticationFailed, scene.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
        Assert.Empty(scene.Endpoint.ListIkeSas());
    }

    [Theory]
    [InlineData(24, CloseReason.AuthenticationFailed, FailureKind.NotAuthenticated)]
    [InlineData(7, CloseReason.PeerIncompatible, FailureKind.PeerIncompatible)]
    [InlineData(14, CloseReason.PeerIncompatible, FailureKind.PeerIncompatible)]
    [InlineData(9_999, CloseReason.PeerIncompatible, FailureKind.PeerIncompatible)]
    public void An_error_instead_of_a_proof_ends_it_at_once(int error, CloseReason reason, FailureKind kind)
    {
        using Scene scene = Scene.Begin(SceneState.Authenticating);
        scene.Subject.Receive(scene.Peer.Respond(scene.Pending, Payload.Notify(new NotifyType((ushort)error))));
        Assert.Empty(scene.Subject.Sent);
        Assert.Empty(scene.Endpoint.ListIkeSas());
        IkeFailure failure = scene.Subject.TakeEvent<IkeSaClosedEvent>().Failure!;
        Assert.Equal((kind, new NotifyType((ushort)error), true), (failure.Kind, failure.Notify!.Value, failure.SentByPeer));
        Assert.NotNull(failure.Report);
        Assert.Equal(reason, scene.Subject.TakeEvent<ConnectionClosedEvent>().Reason);
    }

    [Theory]
    [InlineData(9_999, false)]
    [InlineData(40_000, true)]
    public void An_error_that_nobody_knows_beside_a_good_proof_and_child_fails_the_request(int type, bool isUp)
    {
        // RFC 7296 3.10.1: an unknown error means failure, an unknown status is ignored
        using Scene scene = Scene.Begin(SceneState.Authenticating);
        scene.Subject.Receive(scene.Peer.Respond(
            scene.Pending, [.. scene.Peer.Proof(), .. scene.Peer.Child(), Payload.Notify(new NotifyType((ushort)type))]));
        Assert.Equal(isUp, scene.Subject.Events.OfType<ChildSaEstablishedEvent>().Any());
        Assert.Equal(isUp, scene.Subject.Events.OfType<IkeSaEstablishedEvent>().Any());
        if (isUp)
        {
            return;
        }

        byte[] deletion = scene.Subject.TakeSent();
        Payload inside = Assert.Single(scene.Peer.Read(deletion));
        Assert.Equal((PayloadType.Delete, 1), (inside.Type, inside.Body[0]));
        scene.Subject.Receive(scene.Peer.Respond(deletion));
        IkeFailure failure = scene.Subject.TakeEvent<IkeSaClosedEvent>().Failure!;
        Assert.Equal((FailureKind.PeerIncompatible, true), (failure.Kind, failure.Message.Contains("9999", StringComparison.Ordinal)));
        Assert.Empty(scene.Endpoint.ListIkeSas());
    }

    [Theory]
    [InlineData(41, "00000009000040 00", CloseReason.Malformed)]
    [InlineData(41, "0000000700 0040", CloseReason.Malformed)]
    [InlineData(200, "00800004", CloseReason.PeerIncompatible)]
    public void A_liveness_answer_that_cannot_be_read_makes_us_delete_the_IKE_SA(int first, string chain, CloseReason reason)
    {
        using Scene scene = Scene.Begin(SceneState.Asking);
        scene.Subject.Receive(scene.Peer.SealChain(ExchangeType.Informational, true, 0, (byte)first, Isakmp.Testing.Hex.Parse(chain)));
        byte[] deletion = scene.Subject.TakeSent();
        Payload inside = Assert.Single(scene.Peer.Read(deletion));
        Assert.Equal((PayloadType.Delete, 1), (inside.Type, inside.Body[0])); // RFC 7296 2.21.3: no error in a request
        Assert.Equal(1, deletion[23]);
        scene.Subject.Receive(scene.Peer.Respond(deletion));
        Assert.Equal(reason, scene.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
        Assert.Empty(scene.Endpoint.ListIkeSas());
    }

    [Theory]
    [InlineData(SceneState.Asking, CloseReason.Malformed)]
    [InlineData(SceneState.ClosingAsInitiator, CloseReason.LocalRequest)]
    [InlineData(SceneState.ClosingAsResponder, CloseReason.LocalRequest)]
    public void Invalid_syntax_in_a_response_is_fatal_in_both_peers(SceneState state, CloseReason reason)
    {
        using Scene scene = Scene.Begin(state);
        scene.Subject.Receive(scene.Peer.Respond(scene.Pending, Payload.Notify(NotifyType.InvalidSyntax)));
        Assert.Empty(scene.Subject.Sent);
        Assert.Empty(scene.Endpoint.ListIkeSas());
        Assert.Equal(reason, scene.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
    }

    [Theory]
    [InlineData(SceneState.ClosingAsInitiator)]
    [InlineData(SceneState.ClosingAsResponder)]
    public void A_delete_is_over_whatever_the_answer_says(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        scene.Subject.Receive(scene.Peer.SealChain(ExchangeType.Informational, true, scene.Pending[23], 41, [0, 0, 0, 9]));
        Assert.Empty(scene.Subject.Sent);
        Assert.Empty(scene.Endpoint.ListIkeSas());
        Assert.Equal(CloseReason.LocalRequest, scene.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
    }

    private static Func<ScriptedPeer, byte[], byte[]> Respond(Func<ScriptedPeer, List<Payload>> payloads) =>
        (peer, request) => peer.Respond(request, payloads(peer));

    private static Func<ScriptedPeer, byte[], byte[]> Chain(byte first, byte[] chain) =>
        (peer, _) => peer.SealChain(ExchangeType.IkeAuth, true, 1, first, chain);
}
