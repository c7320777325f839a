using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine;

/// <summary>The whole handshake in both roles with every suite: keys and proofs are the scripted peer's own.</summary>
public sealed class HandshakeTests
{
    public static TheoryData<string, string, bool> Suites
    {
        get
        {
            string[] ike =
            [
                "aes128-sha1-modp2048", "aes192-sha256-modp3072", "aes256-sha384-modp4096", "aes256-sha512-ecp256", "aes128gcm16-prfsha1-ecp384",
                "aes256gcm16-prfsha256-x25519", "aes192gcm16-prfsha384-modp2048", "chacha20poly1305-prfsha512-x25519",
            ];
            string[] esp =
            [
                "aes128-sha1", "aes256-sha256", "aes256-sha512-esn", "aes128gcm16", "aes256gcm16-esn", "chacha20poly1305", "aes192-sha384", "aes256gcm16",
            ];
            var data = new TheoryData<string, string, bool>();
            for (int i = 0; i < ike.Length; i++)
            {
                data.Add(ike[i], esp[i], true);
                data.Add(ike[i], esp[i], false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void The_proof_and_the_keys_of_the_child_are_those_of_the_formulas(string suite, string esp, bool initiates)
    {
        using Scene scene = Scene.Begin(
            initiates ? SceneState.Authenticating : SceneState.HalfOpen, suite, configure: builder => Subject.WithNet(builder, esp));
        ScriptedPeer peer = scene.Peer;
        List<Payload> told;
        if (initiates)
        {
            told = peer.Read(scene.Pending);
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(peer.Respond(scene.Pending, [.. peer.Proof(), .. peer.Child(esp)])));
        }
        else
        {
            told = peer.Read(scene.Subject.Ask(peer.Request(ExchangeType.IkeAuth, [.. peer.Proof(), .. peer.Child(esp)])));
        }

        byte[] identity = told.Single(payload => payload.Type == (initiates ? PayloadType.IdentificationInitiator : PayloadType.IdentificationResponder)).Body;
        Assert.Equal([2, 0, 0, 0, .. peer.ExpectedAuth(identity)], told.Single(payload => payload.Type == PayloadType.Authentication).Body);
        Assert.Equal([2, 0, 0, 0, .. "alice.example"u8], identity);
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
        using ChildSaKeys keys = scene.Subject.TakeEvent<ChildSaEstablishedEvent>().Keys;
        (int encryption, int integrity) = (keys.InboundEncryption.Length, keys.InboundIntegrity.Length);
        Assert.Equal(SizesOf(esp), (encryption, integrity));
        byte[] keymat = peer.Keys!.Keymat(2 * (encryption + integrity));
        byte[] inbound = [.. keys.InboundEncryption.Span, .. keys.InboundIntegrity.Span];
        byte[] outbound = [.. keys.OutboundEncryption.Span, .. keys.OutboundIntegrity.Span];
        Assert.Equal(keymat, initiates ? [.. outbound, .. inbound] : [.. inbound, .. outbound]);
        ChildSaInfo child = Assert.Single(scene.Subject.OnlySa.Children);
        Assert.Equal(peer.EspSpi, child.OutboundSpi.Value);
        Assert.Equal(esp.EndsWith("-esn", StringComparison.Ordinal), child.ExtendedSequenceNumbers);
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }

    [Theory]
    [InlineData(SceneState.Initiating, IkeSaState.Initiating, 0)]
    [InlineData(SceneState.HalfOpen, IkeSaState.Authenticating, 0)]
    [InlineData(SceneState.Authenticating, IkeSaState.Authenticating, 0)]
    [InlineData(SceneState.EstablishedAsInitiator, IkeSaState.Established, 1)]
    [InlineData(SceneState.EstablishedAsResponder, IkeSaState.Established, 1)]
    [InlineData(SceneState.Asking, IkeSaState.Established, 1)]
    [InlineData(SceneState.ClosingAsInitiator, IkeSaState.Closing, 1)]
    [InlineData(SceneState.ClosingAsResponder, IkeSaState.Closing, 1)]
    public void A_scene_is_in_the_state_that_it_says(SceneState scene, IkeSaState state, int children)
    {
        using Scene begun = Scene.Begin(scene);
        Assert.Equal(state, begun.Subject.OnlySa.State);
        Assert.Equal(children, begun.Subject.OnlySa.Children.Length);
        Assert.Equal(Scene.EndpointInitiates(scene) ? IkeRole.Initiator : IkeRole.Responder, begun.Subject.OnlySa.Role);
    }

    // RFC 7296 2.17 and the key sizes of RFC 3602, 4106, 7634, 2404, 4868
    private static (int Encryption, int Integrity) SizesOf(string esp) => esp switch
    {
        "aes128-sha1" => (16, 20),
        "aes256-sha256" => (32, 32),
        "aes256-sha512-esn" => (32, 64),
        "aes192-sha384" => (24, 48),
        "aes128gcm16" => (20, 0),
        _ => (36, 0),
    };
}
