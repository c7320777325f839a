using Isakmp.Authentication;
using Isakmp.Core.Tests.Engine;
using Isakmp.Crypto;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges;

/// <summary>IKE_AUTH with pre-shared keys: identities, profiles, keys (RFC 7296 sections 1.2, 2.15, 3.5).</summary>
public sealed class AuthenticationTests
{
    public static TheoryData<string, int> Identities => new()
    {
        { "192.0.2.77", 1 },
        { "alice.example", 2 },
        { "alice@example.org", 3 },
        { "2001:db8::77", 5 },
        { "C=XX, O=Example, CN=alice", 9 },
        { "keyid:00ff10", 11 },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void Every_type_of_identity_is_proved_by_an_initiator(string identity, int type)
    {
        using Scene scene = Scene.Begin(
            SceneState.Authenticating,
            configure: builder => Subject.WithNet(builder).WithLocalIdentity(identity).WithRemoteIdentity(identity));
        List<Payload> told = scene.Peer.Read(scene.Pending);
        byte[] claimed = told.Single(payload => payload.Type == PayloadType.IdentificationInitiator).Body;
        Assert.Equal(type, claimed[0]);
        Assert.Equal(claimed, told.Single(payload => payload.Type == PayloadType.IdentificationResponder).Body);
        Assert.Equal([2, 0, 0, 0, .. scene.Peer.ExpectedAuth(claimed)], told.Single(payload => payload.Type == PayloadType.Authentication).Body);
        scene.Peer.Identity = Identity.Parse(identity);
        scene.Subject.Receive(scene.Peer.Respond(scene.Pending, [.. scene.Peer.Proof(), .. scene.Peer.Child()]));
        Assert.Equal(Identity.Parse(identity), scene.Subject.OnlySa.RemoteIdentity);
        Assert.Equal(Identity.Parse(identity), scene.Subject.TakeEvent<IkeSaEstablishedEvent>().Info.LocalIdentity);
    }

    [Theory]
    [MemberData(nameof(Identities))]
    public void Every_type_of_identity_is_proved_to_a_responder(string identity, int type)
    {
        using Scene scene = Scene.Begin(
            SceneState.HalfOpen,
            configure: builder => Subject.WithNet(builder).WithLocalIdentity(identity).WithRemoteIdentity(identity));
        scene.Peer.Identity = Identity.Parse(identity);
        List<Payload> told = scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.IkeAuth, [.. scene.Peer.Proof(), .. scene.Peer.Child()])));
        byte[] claimed = told.Single(payload => payload.Type == PayloadType.IdentificationResponder).Body;
        Assert.Equal(type, claimed[0]);
        Assert.Equal([2, 0, 0, 0, .. scene.Peer.ExpectedAuth(claimed)], told.Single(payload => payload.Type == PayloadType.Authentication).Body);
        Assert.Equal(Identity.Parse(identity), scene.Subject.OnlySa.RemoteIdentity);
    }

    [Fact]
    public void Without_an_identity_of_ours_it_is_our_address()
    {
        using Scene scene = Scene.Begin(SceneState.Authenticating, configure: _ => Subject.WithNet(
            new PeerProfileBuilder("net").WithProposals(Scene.DefaultSuite).WithRemoteIdentity("%any")));
        List<Payload> told = scene.Peer.Read(scene.Pending);
        Assert.Equal([1, 0, 0, 0, 192, 0, 2, 1], told.Single(payload => payload.Type == PayloadType.IdentificationInitiator).Body);
        Assert.DoesNotContain(told, payload => payload.Type == PayloadType.IdentificationResponder);
    }

    [Fact]
    public void The_reserved_octets_of_an_identity_are_proved_as_they_came()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        byte[] body = [2, 7, 8, 9, .. "bob.example"u8];
        byte[] auth = scene.Peer.Keys!.Auth("correct horse battery staple"u8.ToArray(), scene.Peer.InitRequest, body, ofInitiator: true);
        scene.Subject.Ask(scene.Peer.Request(ExchangeType.IkeAuth, [new(PayloadType.IdentificationInitiator, body), Payload.Auth(auth), .. scene.Peer.Child()]));
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
    }

    [Fact]
    public void A_wrong_key_is_told_to_the_peer_and_explained_to_the_caller()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        Denied(scene, NegotiationFailure.AuthenticationWrong, CloseReason.AuthenticationFailed, [.. scene.Peer.Proof("another key"), .. scene.Peer.Child()]);
    }

    [Fact]
    public void Another_method_is_explained()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        Denied(
            scene, NegotiationFailure.AuthenticationMethod, CloseReason.AuthenticationFailed,
            [scene.Peer.Proof()[0], Payload.Auth(scene.Peer.AuthData(), 1), .. scene.Peer.Child()]);
    }

    [Fact]
    public void A_responder_without_a_key_for_the_two_says_so_to_its_caller_alone()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen, credentials: new CredentialStore().AddSharedKey("secret", "carol.example"));
        Denied(scene, NegotiationFailure.NoSharedKey, CloseReason.AuthenticationFailed, [.. scene.Peer.Proof(), .. scene.Peer.Child()]);
    }

    [Fact]
    public void An_initiator_without_a_key_gives_up_before_it_says_who_it_is()
    {
        using Scene scene = Scene.Begin(SceneState.Initiating, credentials: new CredentialStore().AddSharedKey("secret", "carol.example"));
        scene.Subject.Receive(scene.Peer.Answer(scene.Pending));
        Assert.Empty(scene.Subject.Sent);
        Assert.Empty(scene.Endpoint.ListIkeSas());
        Assert.Equal(NegotiationFailure.NoSharedKey, scene.Subject.TakeEvent<IkeSaClosedEvent>().Failure!.Report!.Failure);
    }

    [Fact]
    public void The_key_that_names_both_sides_is_taken_before_others()
    {
        CredentialStore credentials = new CredentialStore()
            .AddSharedKey("for anybody")
            .AddSharedKey("for us", "alice.example")
            .AddSharedKey("for another pair", "alice.example", "carol.example")
            .AddSharedKey("for the peer", "*.example")
            .AddSharedKey("for both", "alice.example", "bob.example");
        using Scene scene = Scene.Begin(SceneState.HalfOpen, credentials: credentials);
        scene.Subject.Ask(scene.Peer.Request(ExchangeType.IkeAuth, [.. scene.Peer.Proof("for both"), .. scene.Peer.Child()]));
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
    }

    [Theory]
    [InlineData("alice.example", true)]
    [InlineData("carol.example", false)]
    public void The_identity_that_the_peer_asks_for_must_be_ours(string asked, bool isOurs)
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        List<Payload> request = [.. scene.Peer.Proof(), Payload.IdR(Identity.Parse(asked)), .. scene.Peer.Child()];
        if (isOurs)
        {
            scene.Subject.Ask(scene.Peer.Request(ExchangeType.IkeAuth, request));
            Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
        }
        else
        {
            Denied(scene, NegotiationFailure.NoProfile, CloseReason.AuthenticationFailed, request);
        }
    }

    [Theory]
    [InlineData("bob.example", "alice.example", "first")]
    [InlineData("bob.example", "second.example", "second")]
    [InlineData("carol.example", null, "third")]
    [InlineData("dave.branch.example", null, "fourth")]
    [InlineData("mallory.test", null, null)]
    [InlineData("mallory.test", "elsewhere.example", null)]
    public void Profiles_are_chosen_by_address_and_then_by_identity(string peer, string? asked, string? expected)
    {
        PeerProfile[] profiles =
        [
            Profile("elsewhere", "elsewhere.example", "%any", "203.0.113.0/24"),
            Profile("first", "alice.example", "bob.example", "198.51.100.0/24"),
            Profile("second", "second.example", "bob.example", "%any"),
            Profile("third", "alice.example", "carol.example", "198.51.100.2"),
            Profile("fourth", "alice.example", "*.branch.example", "198.51.100.1-198.51.100.3"),
        ];
        using var subject = new Subject(Subject.Options(profiles));
        var script = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7) { Identity = Identity.Parse(peer) };
        script.TakeInitResponse(subject.Ask(script.Open()));
        List<Payload> request = [.. script.Proof(), .. script.Child()];
        if (asked is not null)
        {
            request.Add(Payload.IdR(Identity.Parse(asked)));
        }

        List<Payload> answer = script.Read(subject.Ask(script.Request(ExchangeType.IkeAuth, request)));
        if (expected is null)
        {
            Assert.Equal(NotifyType.AuthenticationFailed, Assert.Single(answer).NotifyType);
            Assert.NotNull(subject.TakeEvent<IkeSaClosedEvent>().Failure!.Report);
        }
        else
        {
            Assert.Equal(expected, subject.OnlySa.ProfileName);
            Assert.Equal(profiles.Single(profile => profile.Name == expected).LocalIdentity, subject.OnlySa.LocalIdentity);
        }
    }

    [Fact]
    public void What_the_peer_is_told_does_not_tell_why()
    {
        var answers = new HashSet<string>();
        foreach (Func<Scene, List<Payload>> request in (Func<Scene, List<Payload>>[])
        [
            scene => [.. scene.Peer.Proof("another key"), .. scene.Peer.Child()],
            scene => [scene.Peer.Proof()[0], .. scene.Peer.Child()],
            scene =>
            {
                scene.Peer.Identity = Identity.Parse("mallory.test");
                return [.. scene.Peer.Proof(), .. scene.Peer.Child()];
            },
        ])
        {
            using Scene scene = Scene.Begin(SceneState.HalfOpen);
            Payload only = Assert.Single(scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.IkeAuth, request(scene)))));
            answers.Add(Isakmp.Testing.Hex.Format(only.Body));
        }

        Assert.Single(answers);
    }

    [Fact]
    public void The_initiator_follows_the_first_message_as_it_was_sent_last()
    {
        // the responder's AUTH covers its own first message and the initiator's nonce; a repeated first message is the same octets
        using Scene scene = Scene.Begin(SceneState.Initiating);
        scene.Subject.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(scene.Pending, scene.Subject.TakeSent());
    }

    private static PeerProfile Profile(string name, string local, string remote, string addresses) => Subject.WithNet(new PeerProfileBuilder(name)
            .WithLocalIdentity(local).WithRemoteIdentity(remote).WithRemoteAddresses(addresses).WithProposals(Scene.DefaultSuite))
        .Build(CryptoProvider.Default);

    private static void Denied(Scene scene, NegotiationFailure? failure, CloseReason reason, List<Payload> request)
    {
        List<Payload> answer = scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.IkeAuth, request)));
        Assert.Equal(NotifyType.AuthenticationFailed, Assert.Single(answer).NotifyType);
        Assert.Empty(scene.Endpoint.ListIkeSas());
        IkeSaClosedEvent closed = scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal(reason, closed.Reason);
        Assert.Equal((FailureKind.NotAuthenticated, NotifyType.AuthenticationFailed, false), (closed.Failure!.Kind, closed.Failure.Notify!.Value, closed.Failure.SentByPeer));
        Assert.NotNull(closed.Failure.Report);
        if (failure is not null)
        {
            Assert.Equal(failure, closed.Failure.Report.Failure);
        }
    }
}
