using Isakmp.Authentication;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Both sides hold another pre-shared key: in main mode that shows as messages that decrypt to nonsense, which is what the failure says (RFC 2409 section 5.4).</summary>
public sealed class WrongSecretTests
{
    [Theory]
    [InlineData(Scene.DefaultSuite)]
    [InlineData("3des-md5-modp1024")]
    public void The_initiator_holds_another(string suite)
    {
        for (ulong seed = 1; seed < 40; seed++)
        {
            using var subject = new Subject(Subject.Options([Scene.MakeProfile(suite)], seed: seed));
            var peer = new ScriptedPeer(suite, isInitiator: true, seed) { SharedKey = "another key" };
            peer.TakeChoice(subject.Ask(peer.Open()));
            peer.TakeKeyShare(subject.Ask(peer.SendKeyShare()));
            byte[] fifth = peer.Prove();
            for (int i = 1; i < 5; i++)
            {
                Assert.Equal(ReceiveResult.NotAuthentic, subject.Receive(fifth)); // nobody knows yet whether it is the peer's
                Assert.Equal(i, subject.Statistics.NotAuthentic);
            }

            Assert.Empty(subject.Sent);
            subject.Pass(TimeSpan.FromMinutes(2));
            IkeSaClosedEvent closed = subject.TakeEvent<IkeSaClosedEvent>();
            Assert.Equal((CloseReason.AuthenticationFailed, FailureKind.NotAuthenticated), (closed.Reason, closed.Failure!.Kind));
            Assert.Contains("pre-shared key", closed.Failure.Message, StringComparison.Ordinal);
            Assert.Contains("bob.example", closed.Failure.Report!.ToText(), StringComparison.Ordinal);
            Assert.DoesNotContain(ScriptedPeer.Secret, closed.Failure.Report.ToText(), StringComparison.Ordinal);
            Assert.Equal((0, 0, 1L, 0L), (subject.Endpoint.IkeSaCount, subject.Endpoint.HalfOpenCount, subject.Statistics.IkeSasFailed, subject.Statistics.InternalFaults));
        }
    }

    /// <summary>The right initiator is still taken after a wrong one has tried under the same cookies.</summary>
    [Fact]
    public void A_right_proof_after_a_wrong_one_is_taken()
    {
        using Scene scene = Scene.Begin(SceneState.Keyed);
        byte[] right = scene.Peer.Prove();
        byte[] wrong = [.. right];
        wrong[40] ^= 1;
        Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(wrong));
        scene.Peer.TakeProof(scene.Subject.Ask(right));
        scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
        scene.Subject.Pass(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is IkeSaClosedEvent);
    }

    [Theory]
    [InlineData(Scene.DefaultSuite)]
    [InlineData("des-sha1-modp768")]
    public void The_responder_holds_another(string suite)
    {
        using Scene scene = Scene.Begin(SceneState.ExchangingKeys, suite);
        scene.Peer.SharedKey = "another key";
        byte[] fifth = scene.Subject.Ask(scene.Peer.AnswerKeyShare(scene.Pending));
        Assert.ThrowsAny<Exception>(() => scene.Peer.TakeProof(fifth));

        // a peer that cannot read our proof says so, in the clear or under its own keys; neither is authentic
        ScriptedPeer peer = scene.Peer;
        scene.Subject.Receive(peer.Plain(ExchangeType.InformationalV1, 5, V1Payload.Notify(V1NotifyType.InvalidHashInformation)));
        peer.LastBlock = fifth[^peer.Suite.BlockSize..];
        scene.Subject.Receive(peer.Inform(V1Payload.Notify(V1NotifyType.AuthenticationFailed)));
        Assert.Empty(scene.Subject.Events);
        scene.Subject.Pass(TimeSpan.FromMinutes(5));
        Assert.All(scene.Subject.Sent, sent => Assert.Equal(fifth, sent.Message));
        IkeSaClosedEvent closed = scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal((CloseReason.AuthenticationFailed, FailureKind.NotAuthenticated), (closed.Reason, closed.Failure!.Kind));
        Assert.Contains("pre-shared key", closed.Failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0L), (scene.Endpoint.IkeSaCount, scene.Subject.Statistics.InternalFaults));
    }

    [Fact]
    public void The_responder_proves_with_another()
    {
        using Scene scene = Scene.Begin(SceneState.ExchangingKeys);
        scene.Peer.SharedKey = "another key";
        byte[] fifth = scene.Subject.Ask(scene.Peer.AnswerKeyShare(scene.Pending));
        scene.Peer.Phase1.Iv = fifth[^16..];
        byte[] sixth = scene.Peer.Prove();
        Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(sixth));
        Assert.Equal(ReceiveResult.NotAuthentic, scene.Subject.Receive(sixth));
        scene.Subject.Pass(TimeSpan.FromMinutes(5));
        IkeSaClosedEvent closed = scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal((CloseReason.AuthenticationFailed, FailureKind.NotAuthenticated), (closed.Reason, closed.Failure!.Kind));
        Assert.DoesNotContain(scene.Subject.Sent, sent => sent.Message[18] == ExchangeType.QuickMode.Value);
    }

    [Fact]
    public void There_is_no_key_for_the_peer()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)], credentials: new CredentialStore()));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        peer.TakeChoice(subject.Ask(peer.Open()));
        byte[] refusal = subject.Ask(peer.SendKeyShare());
        Assert.Equal((ExchangeType.InformationalV1.Value, 0), (refusal[18], refusal[19]));
        Assert.Equal(V1NotifyType.AuthenticationFailed, Assert.Single(V1Payload.Read(refusal, 28, refusal[16], out _)).V1NotifyType);
        NegotiationRefusedEvent refused = subject.TakeEvent<NegotiationRefusedEvent>();
        Assert.Contains("no pre-shared key", refused.Failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, subject.Endpoint.IkeSaCount);
    }

    [Fact]
    public void The_peer_proves_to_be_somebody_else()
    {
        using Scene scene = Scene.Begin(SceneState.Keyed);
        scene.Peer.Identity = Isakmp.Messages.Identity.FromHostName("mallory.example");
        scene.Subject.Receive(scene.Peer.Prove());
        IkeSaClosedEvent closed = scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal((CloseReason.AuthenticationFailed, FailureKind.NotAuthenticated), (closed.Reason, closed.Failure!.Kind));
        Assert.Contains("mallory.example", closed.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(V1NotifyType.InvalidIdInformation, Assert.Single(scene.Peer.ReadInformational(Assert.Single(scene.Subject.Sent).Message)).V1NotifyType);
        Assert.Equal(0, scene.Endpoint.IkeSaCount);

        using Scene asking = Scene.Begin(SceneState.Proving);
        asking.Peer.Identity = Isakmp.Messages.Identity.FromHostName("mallory.example");
        asking.Subject.Receive(asking.Peer.Prove());
        Assert.Equal(CloseReason.AuthenticationFailed, asking.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
        Assert.DoesNotContain(asking.Subject.Events, happened => happened is IkeSaEstablishedEvent);
    }
}
