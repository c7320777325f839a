using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>The right-key half: offers and answers that are hashed and sealed as they should be and broken inside are refused by the notification that fits, and the ISAKMP SA lives on.</summary>
public sealed class RightKeyTests
{
    private static readonly V1NotifyType s_malformed = V1NotifyType.PayloadMalformed;
    private static readonly V1NotifyType s_noProposal = V1NotifyType.NoProposalChosen;

    /// <summary>Offers of a Quick Mode, and what answers them; null where the offer is right.</summary>
    private static readonly (string Name, Func<PeerQuickMode, List<Payload>> Build, V1NotifyType? Answer)[] s_offers =
    [
        ("no SA payload", quick => Without(quick, PayloadType.V1SecurityAssociation), s_malformed),
        ("two SA payloads", quick => [.. quick.Offer(), quick.Offer()[0]], s_malformed),
        ("no nonce", quick => Without(quick, PayloadType.V1Nonce), s_malformed),
        ("two nonces", quick => [.. quick.Offer(), V1Payload.Nonce(new byte[16])], s_malformed),
        ("a nonce of 7 octets", quick => With(quick, 1, V1Payload.Nonce(new byte[7])), s_malformed),
        ("a nonce of 257 octets", quick => With(quick, 1, V1Payload.Nonce(new byte[257])), s_malformed),
        ("two key exchanges", quick => [.. quick.Offer(), V1Payload.Ke(new byte[64]), V1Payload.Ke(new byte[64])], s_malformed),
        ("two hashes", quick => [V1Payload.Hash(new byte[32]), .. quick.Offer()], s_malformed),
        ("an empty SA payload", quick => With(quick, 0, new Payload(PayloadType.V1SecurityAssociation, [])), s_malformed),
        ("an SA payload of 8 octets", quick => With(quick, 0, new Payload(PayloadType.V1SecurityAssociation, [0, 0, 0, 1, 0, 0, 0, 1])), s_malformed),
        ("an SA payload cut short", quick => With(quick, 0, new Payload(PayloadType.V1SecurityAssociation, quick.Offer()[0].Body[..^1])), s_malformed),
        ("another DOI", quick => WithOctet(quick, 3, 2), V1NotifyType.DoiNotSupported),
        ("another situation", quick => WithOctet(quick, 7, 2), s_malformed), // SIT_SECRECY: labels must follow, and none do
        ("a proposal that is no proposal", quick => WithOctet(quick, 8, 7), s_malformed),
        ("more transforms than there are", quick => WithOctet(quick, 15, 2), s_malformed),
        ("a proposal for ISAKMP", quick => Proposal(quick, 1, V1Payload.Spi(7)), s_noProposal),
        ("a proposal for IPCOMP alone", quick => Proposal(quick, 4, [0, 2]), s_noProposal),
        ("an unknown protocol", quick => Proposal(quick, 99, V1Payload.Spi(7)), s_noProposal),
        ("no SPI", quick => Proposal(quick, 3, []), s_noProposal),
        ("an SPI of 8 octets", quick => Proposal(quick, 3, new byte[8]), s_noProposal),
        ("an unknown transform", quick => Transform(quick, transform => transform with { Id = 200 }), s_noProposal),
        ("no attributes", quick => Transform(quick, transform => transform with { Attributes = [] }), s_noProposal),
        ("an unknown attribute", quick => Transform(quick, transform => transform with { Attributes = [.. transform.Attributes, .. OfferedTransform.Short(99, 1)] }), s_noProposal),
        ("another key length", quick => Transform(quick, _ => new PeerChild("aes256-sha1").Transform()), s_noProposal),
        ("another hash", quick => Transform(quick, _ => new PeerChild("aes128-sha256").Transform()), s_noProposal),
        ("transport mode", quick => Transform(quick, _ => quick.Child.Transform(mode: 2)), s_noProposal),
        ("tunnel mode in UDP, without a NAT", quick => Transform(quick, _ => quick.Child.Transform(mode: 3)), s_noProposal),
        ("an identity that is no address", quick => With(quick, 2, V1Payload.Id(2, [65, 66])), V1NotifyType.InvalidIdInformation),
        ("an identity that is too short", quick => With(quick, 2, V1Payload.Id(1, [10, 2, 0])), V1NotifyType.InvalidIdInformation),
        ("a mask with holes", quick => With(quick, 2, V1Payload.Id(4, [10, 2, 0, 0, 255, 0, 255, 0])), V1NotifyType.InvalidIdInformation),
        ("a range that runs backwards", quick => With(quick, 2, V1Payload.Id(7, [10, 2, 0, 9, 10, 2, 0, 1])), V1NotifyType.InvalidIdInformation),
        ("an identity of 2 octets", quick => With(quick, 2, new Payload(PayloadType.V1Identification, [1, 0])), V1NotifyType.InvalidIdInformation),
        ("both identities exchanged", quick => [quick.Offer()[0], quick.Offer()[1], quick.Clients[1], quick.Clients[0]], V1NotifyType.InvalidIdInformation),
        ("one identity", quick => [.. quick.Offer().Take(3)], V1NotifyType.InvalidIdInformation),
        ("an unknown payload behind", quick => [.. quick.Offer(), new Payload(new PayloadType(200), [1, 2, 3])], null),
        ("a vendor ID behind", quick => [.. quick.Offer(), V1Payload.Vendor("somebody")], null),
        ("a notification behind", quick => [.. quick.Offer(), V1Payload.Notify(V1NotifyType.ReplayStatus, 3, V1Payload.Spi(quick.Spi), 0, 0, 0, 1)], null),
        ("the payloads in another order", quick => [quick.Offer()[1], .. quick.Clients, quick.Offer()[0]], null),
    ];

    [Fact]
    public void A_broken_offer_gets_the_notification_that_fits()
    {
        var wrong = new List<string>();
        foreach ((string name, Func<PeerQuickMode, List<Payload>> build, V1NotifyType? expected) in s_offers)
        {
            using Scene scene = Scene.Begin(SceneState.Childless);
            var quick = new PeerQuickMode(scene.Peer);
            byte[] offer = quick.Open(build(quick));
            try
            {
                byte[] answer = scene.Subject.Ask(offer);
                if (expected is null)
                {
                    quick.TakeAnswer(answer);
                    Assert.Single(scene.Subject.OnlySa.Children);
                    continue;
                }

                Payload refusal = Assert.Single(scene.Peer.ReadInformational(answer));
                Assert.Equal(expected, refusal.V1NotifyType);
                Assert.Equal(expected, scene.Subject.TakeEvent<ChildSaFailedEvent>().Failure.V1Notify);
                Assert.Empty(scene.Subject.OnlySa.Children);
                Assert.Empty(scene.Subject.Events);

                // the same again is refused again with the same octets, a right one is taken
                Assert.Equal(answer, scene.Subject.Ask(offer));
                scene.TakeChild(scene.RunQuickMode());
                Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
            }
            catch (Exception failure) when (failure is Xunit.Sdk.XunitException or InvalidOperationException)
            {
                wrong.Add($"{name}: {failure.Message.ReplaceLineEndings(" ")}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong)}");
    }

    /// <summary>Chains of payloads cut off at every octet, then hashed and sealed as their sender would.</summary>
    [Theory]
    [InlineData(SceneState.Childless)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    [InlineData(SceneState.QuickOffered)]
    [InlineData(SceneState.QuickAnswered)]
    [InlineData(SceneState.Keyed)]
    [InlineData(SceneState.Proving)]
    public void A_message_cut_off_inside_breaks_nothing(SceneState state)
    {
        int processed = 0;
        for (int length = 0; ; length++)
        {
            using Scene scene = Scene.Begin(state);
            ScriptedPeer peer = scene.Peer;
            (PeerExchange exchange, List<Payload> payloads, Func<byte[], byte[]> hash) = state switch
            {
                SceneState.QuickOffered => (scene.Quick.Exchange, scene.Quick.Acceptance(), rest => peer.Keys!.Hash2(scene.Quick.Exchange.Id, scene.Quick.InitiatorNonce, rest)),
                SceneState.QuickAnswered => (scene.Quick.Exchange, [V1Payload.Notify(V1NotifyType.Connected)], _ => scene.Quick.Confirmation().Body),
                SceneState.Keyed or SceneState.Proving => (peer.Phase1, [V1Payload.Id(peer.Identity), peer.InitialContact()], _ => peer.Proof()[1].Body),
                _ => Fresh(peer),
            };
            byte[] chain = Payload.Chain([.. payloads]);
            if (length > chain.Length)
            {
                break;
            }

            byte first = payloads[0].Type.Value;
            byte[] cut = chain[..length];
            byte[] head = Payload.Chain(V1Payload.Hash(hash(cut[..Mutant.EndOf(cut, first)])));
            head[0] = length == 0 ? (byte)0 : first;
            ReceiveResult result = scene.Subject.Receive(exchange.SealChain(PayloadType.V1Hash.Value, [.. head, .. cut]));
            processed += result == ReceiveResult.Processed ? 1 : 0;
            Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
            Assert.True(scene.Subject.Sent.Count <= 2);
            scene.Subject.Events.ForEach(happened => (happened as ChildSaEstablishedEvent)?.Keys.Dispose());
            scene.Subject.Pass(TimeSpan.FromMinutes(2));
            Assert.Equal(0, scene.Subject.Statistics.InternalFaults);
        }

        Assert.True(processed > 0);
    }

    private static (PeerExchange, List<Payload>, Func<byte[], byte[]>) Fresh(ScriptedPeer peer)
    {
        var quick = new PeerQuickMode(peer);
        return (quick.Exchange, quick.Offer(), rest => peer.Keys!.Hash1(quick.Exchange.Id, rest));
    }

    private static List<Payload> Without(PeerQuickMode quick, PayloadType type) => [.. quick.Offer().Where(payload => payload.Type != type)];

    private static List<Payload> With(PeerQuickMode quick, int position, Payload payload)
    {
        List<Payload> payloads = quick.Offer();
        payloads[position] = payload;
        return payloads;
    }

    private static List<Payload> WithOctet(PeerQuickMode quick, int at, byte value)
    {
        List<Payload> payloads = quick.Offer();
        payloads[0].Body[at] = value;
        return payloads;
    }

    private static List<Payload> Proposal(PeerQuickMode quick, byte protocol, byte[] spi) => quick.Offer(new OfferedProposal(1, protocol, spi, quick.Child.Transform()));

    private static List<Payload> Transform(PeerQuickMode quick, Func<OfferedTransform, OfferedTransform> change) =>
        quick.Offer(new OfferedProposal(1, 3, V1Payload.Spi(quick.Spi), change(quick.Child.Transform())));
}
