using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Nobody can use an endpoint to send more to a third party than he sends himself: an answer to a first message is never longer, and is repeated a bounded number of times.</summary>
public sealed class AmplificationTests
{
    [Fact]
    public void An_answer_to_a_first_message_is_never_longer()
    {
        int answered = 0;
        foreach ((string name, byte[] message) in FirstMessages())
        {
            using var subject = new Subject(Subject.Options([Scene.MakeProfile("aes128-aes256-sha256-sha1-ecp256-modp1024"), Scene.MakeProfile("3des-md5-modp1024")]));
            ReceiveResult result = subject.Receive(message);
            Assert.InRange(subject.Sent.Count, 0, 1);
            foreach ((byte[] answer, _) in subject.Sent)
            {
                answered++;
                Assert.True(answer.Length <= message.Length, $"{name}: {answer.Length} octets for {message.Length} ({result})");
            }

            int before = subject.Sent.Count;
            for (int i = 0; i < 100; i++)
            {
                subject.Receive(message);
            }

            // what makes state is repeated a bounded number of times, what makes none each time: one for one
            Assert.InRange(subject.Sent.Count, before, 101);
            subject.Sent.Clear();
            subject.Pass(TimeSpan.FromMinutes(1));
            Assert.Empty(subject.Sent); // a responder sends nothing by its own clock
        }

        Assert.True(answered > 15, $"{answered}");
    }

    /// <summary>Whatever the octets are: every message that is as short as it can be and still answered.</summary>
    [Fact]
    public void Short_first_messages_are_not_worth_answering_at_length()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 1);
        for (int length = 0; length < 80; length++)
        {
            foreach (byte fill in (byte[])[0, 1, 0xff])
            {
                byte[] body = new byte[length];
                Array.Fill(body, fill);
                foreach (ExchangeType exchange in (ExchangeType[])[ExchangeType.IdentityProtection, ExchangeType.Aggressive, ExchangeType.Base, ExchangeType.InformationalV1, ExchangeType.QuickMode, new(200)])
                {
                    peer.InitiatorCookie = peer.Random.NextBytes(8);
                    foreach (byte[] message in (byte[][])
                    [
                        peer.Plain(exchange, 0, new Payload(PayloadType.V1SecurityAssociation, body)),
                        peer.Plain(exchange, 0, new Payload(PayloadType.V1Nonce, body)),
                        [.. peer.Header(1, exchange, 0, 0, 28 + length), .. body],
                        [.. peer.Header(0, exchange, 0, 0, 28 + length), .. body],
                    ])
                    {
                        subject.Receive(message);
                        Assert.All(subject.Sent, sent => Assert.True(sent.Message.Length <= message.Length, $"{sent.Message.Length} octets for {message.Length}"));
                        subject.Sent.Clear();
                    }
                }
            }
        }
    }

    /// <summary>Once the peer has shown that it gets our answers, answers may be longer; repetitions stay bounded.</summary>
    [Theory]
    [InlineData(SceneState.Chosen)]
    [InlineData(SceneState.Keyed)]
    [InlineData(SceneState.Childless)]
    [InlineData(SceneState.QuickAnswered)]
    public void Repetitions_are_bounded_by_count(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        for (int i = 0; i < 1000; i++)
        {
            scene.Subject.Receive(scene.LastRequest);
        }

        Assert.InRange(scene.Subject.Sent.Count, 1, 20);
    }

    private static IEnumerable<(string Name, byte[] Message)> FirstMessages()
    {
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 1);
        Payload sa = peer.Opening()[0];
        OfferedTransform transform = peer.Suite.Transform();
        OfferedTransform bare = transform with { Attributes = transform.Attributes[..^12] };
        yield return ("the shortest offer that is accepted", peer.Open(V1Payload.Sa(new OfferedProposal(1, 1, [], bare))));
        yield return ("an offer", peer.Open(sa));
        yield return ("an offer with dead peer detection", peer.Open());
        foreach (string dialect in (string[])["RFC 3947", "draft-ietf-ipsec-nat-t-ike-03", "draft-ietf-ipsec-nat-t-ike-02\n", "draft-ietf-ipsec-nat-t-ike-02", "draft-ietf-ipsec-nat-t-ike-00"])
        {
            yield return (dialect, peer.Open(sa, V1Payload.Vendor(dialect)));
            yield return ($"{dialect} and more", peer.Open(sa, V1Payload.Vendor(dialect), V1Payload.VendorDpd(), V1Payload.Vendor("anything")));
        }

        yield return ("a vendor ID that only begins as that of dead peer detection", peer.Open(sa, V1Payload.Vendor(V1Payload.VendorDpd().Body[..14])));
        yield return ("an offer that is not accepted", peer.Open(V1Payload.Sa(new OfferedProposal(1, 1, [], new PeerSuite("des-md5-modp768").Transform()))));
        yield return ("no attributes", peer.Open(V1Payload.Sa(new OfferedProposal(1, 1, [], new OfferedTransform(1, 1, [])))));
        yield return ("no transforms", peer.Open(V1Payload.Sa(new OfferedProposal(1, 1, []))));
        yield return ("no proposals", peer.Open(new Payload(PayloadType.V1SecurityAssociation, [0, 0, 0, 1, 0, 0, 0, 1])));
        yield return ("an empty SA payload", peer.Open(new Payload(PayloadType.V1SecurityAssociation, [])));
        yield return ("another DOI", peer.Open(new Payload(PayloadType.V1SecurityAssociation, [0, 0, 0, 2, 0, 0, 0, 1])));
        yield return ("half a DOI", peer.Open(new Payload(PayloadType.V1SecurityAssociation, [0, 0])));
        yield return ("another situation", peer.Open(new Payload(PayloadType.V1SecurityAssociation, [0, 0, 0, 1, 0, 0, 0, 2])));
        yield return ("no SA payload", peer.Open(V1Payload.VendorDpd()));
        yield return ("nothing", peer.Open([]));
        foreach (byte version in (byte[])[0x00, 0x11, 0x1f, 0x30, 0xf0])
        {
            byte[] other = peer.Open(sa);
            other[17] = version;
            yield return ($"version {version:x}", other);
            byte[] small = peer.Open([]);
            small[17] = version;
            yield return ($"version {version:x} and nothing else", small);
        }

        foreach (byte exchange in (byte[])[0, 1, 3, 4, 5, 6, 32, 33, 200])
        {
            yield return ($"exchange {exchange}", peer.Plain(new ExchangeType(exchange), 0, sa));
        }
    }
}
