using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Quick Mode, message by message, in both roles: payload order, hashes, keys of both directions, client identities (RFC 2409 section 5.5).</summary>
public sealed class QuickModeTests
{
    public static TheoryData<string, string> Suites => new(
        (Scene.DefaultSuite, "aes128-sha1"),
        (Scene.DefaultSuite, "aes256gcm16"),
        ("3des-md5-modp1024", "3des-md5"),
        ("aes256-sha512-ecp521", "aes128-sha256-ecp256"),
        ("des-md5-modp768", "aes256-sha256-modp1024"),
        ("aes128-sha1-modp1024", "aes256gcm16-ecp384"));

    [Theory]
    [MemberData(nameof(Suites))]
    public void The_endpoint_answers(string suite, string esp)
    {
        using Scene scene = Scene.Begin(SceneState.Childless, suite, esp);
        var quick = new PeerQuickMode(scene.Peer, esp);
        byte[] first = quick.Open();
        List<Payload> answer = quick.TakeAnswer(scene.Subject.Ask(first));
        Assert.Equal(Order(quick), answer.Select(payload => payload.Type));
        OfferedProposal chosen = Assert.Single(OfferedProposal.Read(answer[0].Body));
        Assert.Equal((1, 3), (chosen.Number, chosen.Protocol));
        Assert.Equal(quick.Child.Transform().Attributes, Assert.Single(chosen.Transforms).Attributes); // RFC 2409 5: as they were offered
        Assert.Equal(4, chosen.Spi.Length);
        Assert.Equal(quick.Clients.Select(client => client.Body), answer.Where(payload => payload.Type == PayloadType.V1Identification).Select(payload => payload.Body));

        // we can receive before the peer knows, and send only once it has proved that it can
        ChildSaInfo info = scene.TakeChild(quick);
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ActivateOutboundEvent);
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(quick.Confirm()));
        scene.Subject.TakeEvent<ActivateOutboundEvent>();
        Assert.Empty(scene.Subject.Sent);
        AssertChild(info, ChildMode.Tunnel);
        Assert.Equal(info, Assert.Single(scene.Subject.OnlySa.Children), static (left, right) => left.Id == right.Id);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void The_endpoint_asks(string suite, string esp)
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered, suite, esp);
        PeerQuickMode quick = scene.Quick;
        Assert.NotEqual(0u, quick.Exchange.Id);
        List<Payload> offer = new PeerQuickMode(scene.Peer, esp, isInitiator: false).TakeOffer(scene.Pending);
        Assert.Equal(Order(quick), offer.Select(payload => payload.Type));
        OfferedProposal proposal = Assert.Single(OfferedProposal.Read(offer[0].Body));
        Assert.Equal((3, 4), (proposal.Protocol, proposal.Spi.Length));
        Assert.Equal(quick.Child.TransformId, Assert.Single(proposal.Transforms).Id);
        Assert.Equal([V1Payload.Client("10.1.0.0/24").Body, V1Payload.Client("10.2.0.0/24").Body], quick.Clients.Select(client => client.Body));

        byte[] third = scene.Subject.Ask(quick.Answer());
        quick.TakeConfirmation(third);
        AssertChild(scene.TakeChild(quick), ChildMode.Tunnel);
        scene.Subject.TakeEvent<ActivateOutboundEvent>();
        Assert.Empty(scene.Subject.Sent);
    }

    [Fact]
    public void Several_transforms_and_proposals_are_offered_and_the_one_that_fits_is_chosen()
    {
        using Scene scene = Scene.Begin(SceneState.Childless, esp: "aes256gcm16");
        var quick = new PeerQuickMode(scene.Peer, "aes256gcm16");
        var other = new PeerChild("aes128-sha256");
        var old = new PeerChild("3des-md5");
        OfferedProposal[] proposals =
        [
            new(1, 3, V1Payload.Spi(0x1111), old.Transform(1), other.Transform(2)),
            new(2, 2, V1Payload.Spi(0x2222), new OfferedTransform(1, 3, quick.Child.Transform().Attributes)), // AH
            new(3, 3, V1Payload.Spi(0x3333), other.Transform(1), new PeerChild("aes128gcm16").Transform(2), quick.Child.Transform(3)),
            new(4, 3, V1Payload.Spi(0x4444), quick.Child.Transform(1)),
        ];
        quick.Spi = 0x3333;
        List<Payload> answer = quick.TakeAnswer(scene.Subject.Ask(quick.Open(quick.Offer(proposals))));
        OfferedProposal chosen = Assert.Single(OfferedProposal.Read(answer[0].Body));
        Assert.Equal((3, 3), (chosen.Number, Assert.Single(chosen.Transforms).Number)); // RFC 2408 4.2
        scene.TakeChild(quick);
    }

    [Fact]
    public void An_offer_that_no_child_can_take_is_refused_and_the_report_says_why()
    {
        using Scene scene = Scene.Begin(SceneState.Childless, esp: "aes256gcm16");
        var quick = new PeerQuickMode(scene.Peer, "3des-md5");
        byte[] first = quick.Open();
        Payload refusal = Assert.Single(scene.Peer.ReadInformational(scene.Subject.Ask(first)));
        Assert.Equal(V1NotifyType.NoProposalChosen, refusal.V1NotifyType);
        ChildSaFailedEvent failed = scene.Subject.TakeEvent<ChildSaFailedEvent>();
        Assert.Equal((FailureKind.PeerIncompatible, (V1NotifyType?)V1NotifyType.NoProposalChosen), (failed.Failure.Kind, failed.Failure.V1Notify));
        Assert.Contains("3des", failed.Failure.Report!.ToText(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(scene.Subject.OnlySa.Children);
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
        scene.TakeChild(scene.RunQuickMode());
    }

    [Theory]
    [InlineData("10.2.0.0/24", "10.1.0.0/24", true)]
    [InlineData("10.2.0.7", "10.1.0.0/24", true)]
    [InlineData("10.2.0.16-10.2.0.31", "10.1.0.128/25", true)]
    [InlineData("10.2.0.0/16", "10.1.0.0/24", false)]
    [InlineData("10.9.0.0/24", "10.1.0.0/24", false)]
    [InlineData("10.2.0.0/24", "2001:db8::/32", false)]
    public void Client_identities_choose_the_traffic(string remote, string local, bool fits)
    {
        using Scene scene = Scene.Begin(SceneState.Childless);
        var quick = new PeerQuickMode(scene.Peer) { Clients = [V1Payload.Client(remote, 17, 53), V1Payload.Client(local)] };
        byte[] answer = scene.Subject.Ask(quick.Open());
        if (!fits)
        {
            Assert.Equal(V1NotifyType.InvalidIdInformation, Assert.Single(scene.Peer.ReadInformational(answer)).V1NotifyType);
            Assert.NotNull(scene.Subject.TakeEvent<ChildSaFailedEvent>().Failure.Report);
            return;
        }

        quick.TakeAnswer(answer);
        ChildSaInfo info = scene.TakeChild(quick);
        TrafficSelector selector = Assert.Single(info.RemoteSelectors);
        Assert.Equal((17, 53, 53), (selector.IpProtocol, selector.StartPort, selector.EndPort));
        Assert.StartsWith(remote.Split('/', '-')[0], selector.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_client_identities_the_addresses_of_phase_1_are_meant()
    {
        using Scene scene = Scene.Begin(SceneState.Childless, configure: builder => builder.AddChild(
            "host", child => child.WithMode(ChildMode.Transport).WithEspProposals(Scene.DefaultEsp)));
        var quick = new PeerQuickMode(scene.Peer) { Clients = [], Mode = 2 };
        List<Payload> answer = quick.TakeAnswer(scene.Subject.Ask(quick.Open()));
        Assert.DoesNotContain(answer, payload => payload.Type == PayloadType.V1Identification);
        ChildSaInfo info = scene.TakeChild(quick);
        Assert.Equal(ChildMode.Transport, info.Mode);
        Assert.Equal(Subject.Path.Remote.Address, Assert.Single(info.RemoteSelectors).StartAddress);
        Assert.Equal(Subject.Path.Local.Address, Assert.Single(info.LocalSelectors).EndAddress);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Client_identities_come_in_pairs(int count)
    {
        using Scene scene = Scene.Begin(SceneState.Childless);
        var quick = new PeerQuickMode(scene.Peer);
        quick.Clients = [.. Enumerable.Repeat(quick.Clients[0], count)];
        Payload refusal = Assert.Single(scene.Peer.ReadInformational(scene.Subject.Ask(quick.Open())));
        Assert.Equal(V1NotifyType.InvalidIdInformation, refusal.V1NotifyType);
        Assert.Empty(scene.Subject.OnlySa.Children);
    }

    [Fact]
    public void A_key_exchange_that_nobody_asked_for_or_that_is_missing_is_refused()
    {
        using Scene scene = Scene.Begin(SceneState.Childless, esp: "aes128-sha1-ecp256");
        var missing = new PeerQuickMode(scene.Peer, "aes128-sha1-ecp256");
        scene.Subject.Ask(missing.Open([.. missing.Offer().Where(payload => payload.Type != PayloadType.V1KeyExchange)]));
        var garbage = new PeerQuickMode(scene.Peer, "aes128-sha1-ecp256");
        scene.Subject.Ask(garbage.Open([.. garbage.Offer().Select(payload => payload.Type == PayloadType.V1KeyExchange ? V1Payload.Ke(new byte[64]) : payload)]));
        var wrongSize = new PeerQuickMode(scene.Peer, "aes128-sha1-ecp256");
        scene.Subject.Ask(wrongSize.Open([.. wrongSize.Offer().Select(payload => payload.Type == PayloadType.V1KeyExchange ? V1Payload.Ke(new byte[63]) : payload)]));
        Assert.Equal(3, scene.Subject.Events.OfType<ChildSaFailedEvent>().Count());
        Assert.Empty(scene.Subject.OnlySa.Children);
        Assert.Empty(scene.Subject.Sent);
    }

    [Fact]
    public void An_answer_that_was_not_offered_is_refused_and_the_Child_SA_fails()
    {
        foreach (Func<PeerQuickMode, List<Payload>> change in (Func<PeerQuickMode, List<Payload>>[])
        [
            quick => Changed(quick, 0, V1Payload.Sa(new OfferedProposal(1, 3, V1Payload.Spi(7), new PeerChild("3des-md5").Transform()))),
            quick => Changed(quick, 0, V1Payload.Sa(quick.Accepted! with { Number = 9, Spi = V1Payload.Spi(7) })),
            quick => Changed(quick, 0, V1Payload.Sa(quick.Accepted! with { Spi = [] })),
            quick => Changed(quick, 0, V1Payload.Sa(quick.Accepted! with { Spi = [0, 0, 0, 0] })),
            quick => Changed(quick, 2, V1Payload.Client("10.0.0.0/8")),
            quick => Changed(quick, 3, V1Payload.Client("10.9.0.0/24")),
            quick => [.. quick.Acceptance().Take(2)],
        ])
        {
            using Scene scene = Scene.Begin(SceneState.QuickOffered);
            byte[] answer = scene.Quick.Answer(change(scene.Quick));
            Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(answer));
            Assert.Equal(FailureKind.PeerMisbehaved, scene.Subject.TakeEvent<ChildSaFailedEvent>().Failure.Kind);
            Assert.Empty(scene.Subject.OnlySa.Children);
            Assert.DoesNotContain(scene.Subject.Sent, sent => sent.Message[18] == ExchangeType.QuickMode.Value);
        }

        static List<Payload> Changed(PeerQuickMode quick, int position, Payload payload)
        {
            List<Payload> payloads = quick.Acceptance();
            payloads[position] = payload;
            return payloads;
        }
    }

    [Fact]
    public void The_initiator_repeats_its_offer_and_gives_the_Child_SA_up()
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered, configure: builder => Subject.WithNet(builder, Scene.DefaultEsp).WithLiveness(null));
        scene.Subject.Pass(TimeSpan.FromMinutes(10));
        List<byte[]> offers = [.. scene.Subject.Sent.Select(sent => sent.Message).Where(message => message[18] == ExchangeType.QuickMode.Value)];
        Assert.InRange(offers.Count, 3, 10);
        Assert.All(offers, offer => Assert.Equal(scene.Pending, offer));
        Assert.Equal(FailureKind.Unresponsive, scene.Subject.TakeEvent<ChildSaFailedEvent>().Failure.Kind);
    }

    [Fact]
    public void The_responder_gives_up_on_a_confirmation_that_never_comes()
    {
        using Scene scene = Scene.Begin(SceneState.QuickAnswered);
        scene.TakeChild(scene.Quick);
        scene.Subject.Pass(TimeSpan.FromMinutes(10));
        Assert.All(scene.Subject.Sent.Where(sent => sent.Message[18] == ExchangeType.QuickMode.Value), sent => Assert.Equal(scene.LastResponse, sent.Message));
        Assert.Equal(CloseReason.PeerUnresponsive, scene.Subject.TakeEvent<ChildSaClosedEvent>().Reason);
        Assert.DoesNotContain(scene.Subject.Events, happened => happened is ActivateOutboundEvent);
    }

    private static List<PayloadType> Order(PeerQuickMode quick) =>
    [
        PayloadType.V1SecurityAssociation, PayloadType.V1Nonce, .. quick.Child.Group == 0 ? (PayloadType[])[] : [PayloadType.V1KeyExchange],
        PayloadType.V1Identification, PayloadType.V1Identification,
    ];

    private static void AssertChild(ChildSaInfo info, ChildMode mode)
    {
        Assert.Equal(("net", mode, SecurityProtocol.Esp, false), (info.Name, info.Mode, info.Protocol, info.IsUdpEncapsulated));
        Assert.Equal("10.1.0.0/24", Assert.Single(info.LocalSelectors).ToString());
        Assert.Equal("10.2.0.0/24", Assert.Single(info.RemoteSelectors).ToString());
    }
}
