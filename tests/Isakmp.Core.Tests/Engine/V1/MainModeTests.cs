using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Main mode with pre-shared keys, message by message, in both roles, against a peer that computes its own keys (RFC 2409 sections 5 and 5.4).</summary>
public sealed class MainModeTests
{
    public static TheoryData<string> Suites =>
    [
        Scene.DefaultSuite, "des-md5-modp768", "3des-md5-modp1024", "3des-sha1-modp1536", "aes128-sha1-modp1024", "aes192-sha384-ecp384", "aes256-sha256-modp2048", "aes256-sha512-ecp521",
        "aes256-md5-ecp256", // a key that is longer than SKEYID_e
    ];

    [Theory]
    [MemberData(nameof(Suites))]
    public void The_endpoint_answers(string suite)
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(suite)]));
        var peer = new ScriptedPeer(suite, isInitiator: true, 7);
        byte[] first = peer.Open(peer.Opening(V1Payload.Vendor("RFC 3947"), V1Payload.Vendor("of nobody")));

        byte[] second = subject.Ask(first);
        List<Payload> choice = peer.TakeChoice(second);
        Assert.Equal([PayloadType.V1SecurityAssociation, PayloadType.V1VendorId, PayloadType.V1VendorId], choice.Select(payload => payload.Type));
        Assert.Equal(peer.Association, choice[0].Body); // RFC 2409 5: attributes as they were offered
        Assert.Equal(V1Payload.VendorDpd().Body, choice[1].Body);
        Assert.Equal(V1Payload.Vendor("RFC 3947").Body, choice[2].Body);
        Assert.Equal((1, 1), (subject.Endpoint.IkeSaCount, subject.Endpoint.HalfOpenCount));

        byte[] fourth = subject.Ask(peer.SendKeyShare(peer.NatD(Subject.Path.Local), peer.NatD(Subject.Path.Remote)));
        List<Payload> keys = peer.TakeKeyShare(fourth);
        Assert.Equal([PayloadType.V1KeyExchange, PayloadType.V1Nonce, PayloadType.V1NatDetection, PayloadType.V1NatDetection], keys.Select(payload => payload.Type));
        Assert.Equal([peer.NatD(Subject.Path.Remote).Body, peer.NatD(Subject.Path.Local).Body], keys.Skip(2).Select(payload => payload.Body)); // RFC 3947 3.2: the other side's first
        Assert.Empty(subject.Events);

        byte[] sixth = subject.Ask(peer.Prove());
        List<Payload> proof = peer.TakeProof(sixth);
        Assert.Equal(2, proof.Count);
        Assert.Equal(V1Payload.Id(Identity.FromHostName("alice.example")).Body, proof[0].Body); // RFC 2407 4.6.2: protocol and port 0
        IkeSaInfo info = subject.TakeEvent<IkeSaEstablishedEvent>().Info;
        Assert.Equal((IkeRole.Responder, IkeSaState.Established, false, false), (info.Role, info.State, info.IsLocalBehindNat, info.IsRemoteBehindNat));
        Assert.Equal(Identity.FromHostName("bob.example"), info.RemoteIdentity);
        Assert.Equal((Spi.Read(peer.InitiatorCookie), Spi.Read(peer.ResponderCookie)), (info.InitiatorSpi, info.ResponderSpi));
        Assert.Equal((1, 0, 1L), (subject.Endpoint.IkeSaCount, subject.Endpoint.HalfOpenCount, subject.Statistics.IkeSasEstablished));
        Assert.Empty(subject.Events);
        Assert.Empty(subject.Sent);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void The_endpoint_asks(string suite)
    {
        using var subject = new Subject(Subject.Options([]));
        var peer = new ScriptedPeer(suite, isInitiator: false, 7);
        ConnectionId connection = subject.Endpoint.Connect(Scene.MakeProfile(suite), Subject.Path, subject.Now);
        subject.Drain();

        byte[] first = subject.TakeSent();
        Assert.Equal(new byte[8], first[8..16]);
        Assert.NotEqual(new byte[8], peer.InitiatorCookie = first[..8]);
        List<Payload> offer = V1Payload.Read(first, 28, first[16], out int end);
        Assert.Equal(first.Length, end);
        Assert.Equal(PayloadType.V1SecurityAssociation, offer[0].Type);
        Assert.All(offer.Skip(1), payload => Assert.Equal(PayloadType.V1VendorId, payload.Type));
        OfferedProposal proposal = Assert.Single(OfferedProposal.Read(offer[0].Body));
        Assert.Equal((1, 0), (proposal.Protocol, proposal.Spi.Length)); // RFC 2409 5: one proposal, for ISAKMP
        Assert.Equal(1, Assert.Single(proposal.Transforms).Id); // KEY_IKE
        AssertAttributes(peer.Suite, proposal.Transforms[0].Attributes);
        foreach (string dialect in (string[])["RFC 3947", "draft-ietf-ipsec-nat-t-ike-03", "draft-ietf-ipsec-nat-t-ike-02\n", "draft-ietf-ipsec-nat-t-ike-02", "draft-ietf-ipsec-nat-t-ike-00"])
        {
            Assert.Contains(offer, payload => payload.Body.SequenceEqual(V1Payload.Vendor(dialect).Body));
        }

        Assert.Contains(offer, payload => payload.Body.SequenceEqual(V1Payload.VendorDpd().Body));

        byte[] third = subject.Ask(peer.Choose(first, V1Payload.Vendor("RFC 3947")));
        Assert.Equal(peer.Cookies, third[..16]);
        List<Payload> keys = peer.ReadPlain(third);
        Assert.Equal([PayloadType.V1KeyExchange, PayloadType.V1Nonce, PayloadType.V1NatDetection, PayloadType.V1NatDetection], keys.Select(payload => payload.Type));
        Assert.Equal([peer.NatD(Subject.Path.Remote).Body, peer.NatD(Subject.Path.Local).Body], keys.Skip(2).Select(payload => payload.Body));

        byte[] fifth = subject.Ask(peer.AnswerKeyShare(third, peer.NatD(Subject.Path.Local), peer.NatD(Subject.Path.Remote)));
        List<Payload> proof = peer.TakeProof(fifth);
        Assert.Equal([PayloadType.V1Identification, PayloadType.V1Hash, PayloadType.V1Notification], proof.Select(payload => payload.Type));
        Assert.Equal(V1Payload.Id(Identity.FromHostName("alice.example")).Body, proof[0].Body);
        Assert.Equal(peer.InitialContact().Body, proof[2].Body); // RFC 2407 4.6.3.3: we hold nothing else of it
        Assert.Empty(subject.Events);

        Assert.Equal(ReceiveResult.Processed, subject.Receive(peer.Prove()));
        IkeSaEstablishedEvent established = subject.TakeEvent<IkeSaEstablishedEvent>();
        Assert.Equal(connection, established.Connection);
        Assert.Equal((IkeRole.Initiator, IkeSaState.Established), (established.Info.Role, established.Info.State));
        Assert.Equal(Identity.FromHostName("bob.example"), established.Info.RemoteIdentity);
        Assert.Empty(subject.Sent); // its first Quick Mode gives the peer time to finish

        subject.Pass(Scene.Quiet);
        byte[] quick = subject.TakeSent();
        Assert.Equal((ExchangeType.QuickMode.Value, PeerExchange.Encrypted), (quick[18], quick[19]));
    }

    [Theory]
    [InlineData(SceneState.Initiating)]
    [InlineData(SceneState.ExchangingKeys)]
    [InlineData(SceneState.Proving)]
    public void An_initiator_repeats_what_is_not_answered_and_gives_up(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        scene.Subject.Pass(TimeSpan.FromMinutes(10));
        Assert.InRange(scene.Subject.Sent.Count, 3, 10);
        Assert.All(scene.Subject.Sent, sent => Assert.Equal(scene.Pending, sent.Message));
        IkeSaClosedEvent closed = scene.Subject.TakeEvent<IkeSaClosedEvent>();
        Assert.Equal((CloseReason.PeerUnresponsive, FailureKind.Unresponsive), (closed.Reason, closed.Failure!.Kind));
        Assert.Equal((0, 0), (scene.Endpoint.IkeSaCount, scene.Endpoint.ConnectionCount));
    }

    [Theory]
    [InlineData(SceneState.Chosen)]
    [InlineData(SceneState.Keyed)]
    public void A_responder_never_repeats_by_its_own_clock_and_forgets(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        scene.Subject.Pass(TimeSpan.FromMinutes(10));
        Assert.Empty(scene.Subject.Sent);
        Assert.Empty(scene.Subject.Events);
        Assert.Equal((0, 0, 0), (scene.Endpoint.IkeSaCount, scene.Endpoint.HalfOpenCount, scene.Endpoint.ConnectionCount));
        Assert.Equal(1, scene.Subject.Statistics.HalfOpenExpired);
    }

    /// <summary>Messages out of order, of another exchange, with another Message ID or with the wrong encryption flag do nothing, and main mode goes on.</summary>
    [Theory]
    [InlineData(SceneState.Initiating)]
    [InlineData(SceneState.ExchangingKeys)]
    [InlineData(SceneState.Proving)]
    [InlineData(SceneState.Chosen)]
    [InlineData(SceneState.Keyed)]
    public void What_does_not_fit_the_state_changes_nothing(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        ScriptedPeer peer = scene.Peer;
        byte[] genuine = GenuineMessage.Of(scene)[0];
        string before = scene.Subject.Snapshot();
        foreach ((string name, byte[] message) in Misfits(scene, genuine, state is SceneState.Proving or SceneState.Keyed))
        {
            scene.Subject.Receive(message);
            Assert.True(before == scene.Subject.Snapshot(), $"{name} changed\n{before}\nto\n{scene.Subject.Snapshot()}");
        }

        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(genuine));
        Assert.NotEqual(before, scene.Subject.Snapshot());
        Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
    }

    private static IEnumerable<(string Name, byte[] Message)> Misfits(Scene scene, byte[] genuine, bool hasKeys)
    {
        ScriptedPeer peer = scene.Peer;
        foreach (byte exchange in (byte[])[0, 1, 3, 4, 6, 31, 32, 33, 200])
        {
            yield return ($"exchange type {exchange}", With(genuine, 18, exchange));
        }

        if (peer.IsInitiator || scene.LastRequest.Length > 0)
        {
            yield return ("another Message ID", With(genuine, 23, 1));
        }

        yield return ("the encryption flag turned", With(genuine, 19, (byte)(genuine[19] ^ 1)));
        yield return ("no payloads", peer.Plain(ExchangeType.IdentityProtection, 0));
        foreach (PayloadType type in (PayloadType[])[PayloadType.V1SecurityAssociation, PayloadType.V1KeyExchange, PayloadType.V1Nonce, PayloadType.V1Hash, PayloadType.V1Identification, PayloadType.V1VendorId])
        {
            yield return ($"{type} alone", peer.Plain(ExchangeType.IdentityProtection, 0, new Payload(type, new byte[24])));
            if (hasKeys)
            {
                yield return ($"{type} alone, encrypted", new PeerExchange(peer, ExchangeType.IdentityProtection, 0, peer.Phase1.Iv).Seal(new Payload(type, new byte[24])));
            }
        }

        if (!hasKeys && scene.LastRequest.Length > 0)
        {
            yield return ("keys twice", peer.Plain(ExchangeType.IdentityProtection, 0, V1Payload.Ke(new byte[64]), V1Payload.Ke(new byte[64]), V1Payload.Nonce(new byte[16])));
            yield return ("a nonce twice", peer.Plain(ExchangeType.IdentityProtection, 0, V1Payload.Ke(new byte[64]), V1Payload.Nonce(new byte[16]), V1Payload.Nonce(new byte[16])));
            yield return ("a nonce of 7 octets", peer.Plain(ExchangeType.IdentityProtection, 0, V1Payload.Ke(new byte[64]), V1Payload.Nonce(new byte[7])));
            yield return ("a nonce of 257 octets", peer.Plain(ExchangeType.IdentityProtection, 0, V1Payload.Ke(new byte[64]), V1Payload.Nonce(new byte[257])));
        }
    }

    private static byte[] With(byte[] message, int at, byte value)
    {
        byte[] changed = [.. message];
        changed[at] = value;
        return changed;
    }

    private static void AssertAttributes(PeerSuite suite, byte[] attributes)
    {
        var found = new Dictionary<ushort, ulong>();
        for (int at = 0; at < attributes.Length;)
        {
            int type = (attributes[at] << 8) | attributes[at + 1];
            int value = (attributes[at + 2] << 8) | attributes[at + 3];
            bool isShort = type >= 0x8000;
            found.Add((ushort)(type & 0x7fff), isShort ? (ulong)value : attributes[(at + 4)..(at + 4 + value)].Aggregate(0ul, (sum, octet) => (sum << 8) | octet));
            at += isShort ? 4 : 4 + value;
        }

        Assert.Equal(suite.Cipher, found[1]);
        Assert.Equal(suite.HashNumber, found[2]);
        Assert.Equal(1ul, found[3]); // pre-shared key
        Assert.Equal(suite.Group, found[4]);
        Assert.Equal((1ul, 86_400ul), (found[11], found[12]));
        Assert.Equal(suite.Cipher == 7 ? (ulong)suite.KeySize * 8 : 0, found.GetValueOrDefault((ushort)14));
        Assert.Equal(suite.Cipher == 7 ? 7 : 6, found.Count);
    }
}
