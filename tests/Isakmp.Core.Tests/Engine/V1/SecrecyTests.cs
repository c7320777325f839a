using System.Text;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>No secret of IKEv1 is in any text that the library makes of its events, questions, snapshots, reports and keys.</summary>
public sealed class SecrecyTests
{
    private const EndpointQuestions All = EndpointQuestions.SelectProfile | EndpointQuestions.SharedKey | EndpointQuestions.Authorize
        | EndpointQuestions.AllocateSpi | EndpointQuestions.InstallInbound | EndpointQuestions.KeyAgreement;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_secret_in_any_text_of_a_handshake(bool initiates)
    {
        using var dialogue = new Dialogue(initiates, All);
        var seen = new List<object>();
        for (int i = 0; i < (initiates ? 6 : 8); i++)
        {
            IkeOperation operation = dialogue.RunToAny();
            seen.Add(operation);
            if (operation is KeyAgreementOperation agreement)
            {
                KeyAgreementAnswer answer = dialogue.Compute(agreement);
                seen.Add(answer);
                Assert.True(dialogue.Subject.Complete(agreement, answer));
            }
            else
            {
                Assert.True(dialogue.Agree(operation));
            }
        }

        dialogue.Finish();
        seen.AddRange(dialogue.Subject.Events);
        seen.AddRange(dialogue.Subject.Endpoint.ListIkeSas());
        seen.Add(dialogue.Subject.Statistics);
        seen.Add(dialogue.Profile);
        using ChildSaKeys keys = dialogue.Subject.TakeEvent<ChildSaEstablishedEvent>().Keys;
        int objects = Engine.SecrecyTests.Check(seen, [.. Secrets(dialogue.Peer), .. Secrets(dialogue.Quick!), keys.InboundEncryption.Span.ToArray(), keys.OutboundIntegrity.Span.ToArray()]);
        Assert.True(objects > 50, $"only {objects} objects were looked at");
    }

    [Fact]
    public void No_secret_in_any_text_of_a_failure()
    {
        var seen = new List<object>();
        var secrets = new List<byte[]> { "another key"u8.ToArray() };
        foreach ((SceneState state, Func<Scene, byte[]> wrong) in ((SceneState, Func<Scene, byte[]>)[])
        [
            (SceneState.Keyed, scene => scene.Peer.SealProof([scene.Peer.Proof()[0], V1Payload.Hash(new byte[32])])),
            (SceneState.Proving, scene => scene.Peer.SealProof([scene.Peer.Proof()[0], V1Payload.Hash(new byte[32])])),
            (SceneState.Keyed, scene => OtherName(scene).Prove()),
            (SceneState.Proving, scene => OtherName(scene).Prove()),
            (SceneState.Initiating, scene => scene.Peer.Plain(ExchangeType.InformationalV1, 0, V1Payload.Notify(V1NotifyType.NoProposalChosen))),
            (SceneState.ExchangingKeys, scene => scene.Peer.Plain(ExchangeType.IdentityProtection, 0, V1Payload.Ke(new byte[64]), V1Payload.Nonce(new byte[16]))),
            (SceneState.Childless, scene => new PeerQuickMode(scene.Peer, "3des-md5").Open()),
            (SceneState.Childless, scene => new PeerQuickMode(scene.Peer) { Clients = [V1Payload.Client("10.9.0.0/16"), V1Payload.Client("10.9.0.0/16")] }.Open()),
            (SceneState.QuickOffered, scene => scene.Peer.Inform(V1Payload.Notify(V1NotifyType.NoProposalChosen, 3))),
            (SceneState.QuickOffered, scene => scene.Quick.Answer([.. scene.Quick.Acceptance().Take(2)])),
            (SceneState.EstablishedAsResponder, scene => scene.Peer.Inform(scene.Peer.DeleteIsakmp())),
        ])
        {
            using Scene scene = Scene.Begin(state);
            scene.Subject.Receive(wrong(scene));
            scene.Subject.Pass(TimeSpan.FromMinutes(5));
            seen.AddRange(scene.Subject.Events);
            secrets.AddRange(scene.Peer.Keys is null ? [Encoding.UTF8.GetBytes(ScriptedPeer.Secret)] : Secrets(scene.Peer));
        }

        IEnumerable<NegotiationReport> reports = seen.Select(happened => (happened as IkeSaClosedEvent)?.Failure?.Report ?? (happened as ChildSaFailedEvent)?.Failure.Report).OfType<NegotiationReport>();
        List<object> texts = [.. reports.SelectMany(report => (string[])[report.ToText(), report.ToJson(), report.ToString()])];
        Assert.True(texts.Count >= 24, $"{texts.Count}");
        Engine.SecrecyTests.Check([.. seen, .. texts], secrets);
    }

    private static ScriptedPeer OtherName(Scene scene)
    {
        scene.Peer.Identity = Isakmp.Messages.Identity.FromHostName("mallory.example");
        return scene.Peer;
    }

    private static List<byte[]> Secrets(ScriptedPeer peer)
    {
        PeerKeys keys = peer.Keys!;
        return
        [
            Encoding.UTF8.GetBytes(ScriptedPeer.Secret), keys.Skeyid, keys.D, keys.Authentication, keys.Encryption, keys.CipherKey,
            peer.ProofOf(true, V1Payload.Id(peer.Identity).Body), peer.ProofOf(false, V1Payload.Id(peer.Identity).Body),
        ];
    }

    private static List<byte[]> Secrets(PeerQuickMode quick) =>
        [quick.SharedSecret, quick.Inbound.Encryption, quick.Inbound.Integrity, quick.Outbound.Encryption, quick.Outbound.Integrity];
}
