using Isakmp.Core.Tests.Engine;
using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Exchanges;

/// <summary>The Child SA of IKE_AUTH in both roles: narrowing, modes, choice of a child, refusals that leave the IKE SA up (RFC 7296 sections 1.2, 1.3.1, 2.9, 2.21.2).</summary>
public sealed class FirstChildTests
{
    public static TheoryData<string, string[], string[], string, string> Narrowings => new()
    {
        { "exactly", ["10.2.0.0/24"], ["10.1.0.0/24"], "10.2.0.0/24", "10.1.0.0/24" },
        { "wider", ["0.0.0.0/0"], ["0.0.0.0/0"], "10.2.0.0/24", "10.1.0.0/24" },
        { "narrower", ["10.2.0.5"], ["10.1.0.0/28"], "10.2.0.5/32", "10.1.0.0/28" },
        { "across", ["10.2.0.128-10.3.0.0"], ["10.0.0.0-10.1.0.9"], "10.2.0.128/25", "10.1.0.0-10.1.0.9" },
        { "several", ["172.16.0.0/12", "10.2.0.0/30"], ["2001:db8::/32", "10.1.0.0/24"], "10.2.0.0/30", "10.1.0.0/24" },
        { "one protocol", ["10.2.0.0/24[tcp/80]"], ["10.1.0.0/24[tcp]"], "10.2.0.0/24[tcp/80]", "10.1.0.0/24[tcp]" },
    };

    [Theory]
    [MemberData(nameof(Narrowings))]
    public void A_responder_narrows_to_what_both_want(string name, string[] theirs, string[] ours, string remote, string local)
    {
        Assert.NotEmpty(name);
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        List<Payload> answer = Auth(scene, [Payload.Sa("aes256gcm16", SecurityProtocol.Esp, 0xB0B0B0B9), Payload.TsI(theirs), Payload.TsR(ours)]);
        Assert.Equal(Payload.TsI(remote).Body, answer.Single(payload => payload.Type == PayloadType.TrafficSelectorInitiator).Body);
        Assert.Equal(Payload.TsR(local).Body, answer.Single(payload => payload.Type == PayloadType.TrafficSelectorResponder).Body);
        ChildSaInfo child = Assert.Single(scene.Subject.OnlySa.Children);
        Assert.Equal([TrafficSelector.Parse(local)], child.LocalSelectors);
        Assert.Equal([TrafficSelector.Parse(remote)], child.RemoteSelectors);
        Assert.Equal(child.InboundSpi.Value, SpiOf(answer));
    }

    [Fact]
    public void Selectors_with_nothing_in_common_are_refused_and_explained()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        Refused(scene, NotifyType.TsUnacceptable, NegotiationFailure.TrafficSelectorsDisjoint, [Sa(), Payload.TsI("10.9.0.0/24"), Payload.TsR("10.1.0.0/24")]);
    }

    [Fact]
    public void A_type_of_selector_that_is_not_known_matches_nothing()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        var unknown = new Payload(PayloadType.TrafficSelectorInitiator, [1, 0, 0, 0, 99, 0, 0, 8, 1, 2, 3, 4]);
        Refused(scene, NotifyType.TsUnacceptable, NegotiationFailure.TrafficSelectorsDisjoint, [Sa(), unknown, Payload.TsR("10.1.0.0/24")]);
    }

    [Theory]
    [InlineData("aes128gcm16")]
    [InlineData("aes256-sha256")]
    [InlineData("aes256gcm16-esn")]
    public void Proposals_with_nothing_in_common_are_refused_and_explained(string offer)
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        Refused(scene, NotifyType.NoProposalChosen, NegotiationFailure.NoProposalMatched,
            [Payload.Sa(offer, SecurityProtocol.Esp, 0xB0B0B0B9), Payload.TsI("10.2.0.0/24"), Payload.TsR("10.1.0.0/24")]);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    public void An_SPI_of_a_size_that_is_none_is_refused(byte[] spi)
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        Payload sa = Sa();
        byte[] body = [.. sa.Body[..6], (byte)spi.Length, sa.Body[7], .. spi, .. sa.Body[12..]];
        body[3] = (byte)body.Length;
        Refused(scene, NotifyType.NoProposalChosen, NegotiationFailure.NoProposalMatched, [sa with { Body = body }, Payload.TsI("10.2.0.0/24"), Payload.TsR("10.1.0.0/24")]);
    }

    [Fact]
    public void A_group_in_the_offer_of_the_first_child_is_passed_over()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        List<Payload> answer = Auth(scene, [Payload.Sa("aes256gcm16-x25519", SecurityProtocol.Esp, 0xB0B0B0B9), Payload.TsI("10.2.0.0/24"), Payload.TsR("10.1.0.0/24")]);
        Assert.Contains(answer, payload => payload.Type == PayloadType.SecurityAssociation);
        Assert.Null(Assert.Single(scene.Subject.OnlySa.Children).Proposal.KeyExchange);
    }

    [Fact]
    public void An_IKE_SA_without_a_child_is_refused_because_it_was_not_announced()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        List<Payload> answer = scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.IkeAuth, [.. scene.Peer.Proof()])));
        Assert.Equal(NotifyType.InvalidSyntax, Assert.Single(answer).NotifyType); // RFC 6023 3
        Assert.Empty(scene.Endpoint.ListIkeSas());
    }

    [Fact]
    public void A_child_whose_selectors_fit_gives_way_to_one_whose_proposals_fit_too()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen, configure: builder => builder
            .AddChild("strict", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals("aes128-sha256"))
            .AddChild("fitting", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals("aes256gcm16")));
        Auth(scene, [Sa(), Payload.TsI("10.2.0.0/24"), Payload.TsR("10.1.0.0/24")]);
        Assert.Equal("fitting", Assert.Single(scene.Subject.OnlySa.Children).Name);
    }

    [Fact]
    public void A_reserved_SPI_of_the_peer_makes_no_child()
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen);
        List<Payload> answer = Auth(scene, [Payload.Sa("aes256gcm16", SecurityProtocol.Esp, 255), Payload.TsI("10.2.0.0/24"), Payload.TsR("10.1.0.0/24")]);
        Assert.Equal(NotifyType.NoProposalChosen, answer[^1].NotifyType); // RFC 4303 2.1
        Assert.Empty(scene.Subject.OnlySa.Children);
    }

    [Theory]
    [InlineData(ChildMode.Transport, true, ChildMode.Transport)]
    [InlineData(ChildMode.Transport, false, ChildMode.Tunnel)]
    [InlineData(ChildMode.Tunnel, true, ChildMode.Tunnel)]
    [InlineData(ChildMode.Tunnel, false, ChildMode.Tunnel)]
    public void A_responder_takes_transport_mode_only_where_both_want_it(ChildMode configured, bool asks, ChildMode expected)
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen, configure: builder => builder.AddChild("host", child => child.WithMode(configured).WithEspProposals("aes256gcm16")));
        List<Payload> request = [Sa(), Payload.TsI("198.51.100.2"), Payload.TsR("192.0.2.1")];
        if (asks)
        {
            request.Insert(0, Payload.Notify(NotifyType.UseTransportMode));
        }

        List<Payload> answer = Auth(scene, request);
        Assert.Equal(expected == ChildMode.Transport, answer.Any(payload => payload.Type == PayloadType.Notify && payload.NotifyType == NotifyType.UseTransportMode));
        Assert.Equal(expected, Assert.Single(scene.Subject.OnlySa.Children).Mode);
    }

    [Theory]
    [InlineData("10.1.0.0/24", "10.2.0.0/24", false, "first")]
    [InlineData("10.5.0.0/24", "10.6.0.0/24", false, "second")]
    [InlineData("192.0.2.1", "198.51.100.2", true, "host")]
    public void The_child_that_fits_is_chosen_among_several(string ours, string theirs, bool transport, string expected)
    {
        using Scene scene = Scene.Begin(SceneState.HalfOpen, configure: builder => builder
            .AddChild("first", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals("aes256gcm16"))
            .AddChild("second", child => child.WithLocalSelectors("10.5.0.0/24").WithRemoteSelectors("10.6.0.0/24").WithEspProposals("aes256gcm16"))
            .AddChild("wide", child => child.WithLocalSelectors("192.0.2.0/24").WithRemoteSelectors("0.0.0.0/0").WithEspProposals("aes256gcm16"))
            .AddChild("host", child => child.WithMode(ChildMode.Transport).WithEspProposals("aes256gcm16")));
        List<Payload> request = [Sa(), Payload.TsI(theirs), Payload.TsR(ours)];
        if (transport)
        {
            request.Add(Payload.Notify(NotifyType.UseTransportMode));
        }

        Auth(scene, request);
        Assert.Equal(expected, Assert.Single(scene.Subject.OnlySa.Children).Name);
    }

    // ---- as initiator

    [Theory]
    [InlineData(null, "10.1.0.0/24", "10.2.0.0/24")]
    [InlineData("second", "10.5.0.0/24", "10.6.0.0/24")]
    public void An_initiator_offers_the_child_that_its_caller_names(string? name, string local, string remote)
    {
        PeerProfile profile = Subject.Profile(Scene.DefaultSuite, builder => builder
            .AddChild("first", child => child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24"))
            .AddChild("second", child => child.WithLocalSelectors("10.5.0.0/24").WithRemoteSelectors("10.6.0.0/24")));
        using var subject = new Subject(Subject.Options([]));
        subject.Endpoint.Connect(profile, Subject.Path, subject.Now, name);
        subject.Drain();
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: false, 7);
        List<Payload> told = peer.Read(subject.Ask(peer.Answer(subject.TakeSent())));
        Assert.Equal(Payload.TsI(local).Body, told.Single(payload => payload.Type == PayloadType.TrafficSelectorInitiator).Body);
        Assert.Equal(Payload.TsR(remote).Body, told.Single(payload => payload.Type == PayloadType.TrafficSelectorResponder).Body);
    }

    [Theory]
    [InlineData(38, NegotiationFailure.TrafficSelectorsRefused)]
    [InlineData(14, NegotiationFailure.ProposalsRefused)]
    [InlineData(35, null)]
    [InlineData(34, null)]
    public void A_refused_child_leaves_the_IKE_SA_up(int error, NegotiationFailure? reported)
    {
        using Scene scene = Scene.Begin(SceneState.Authenticating);
        ChildSaFailedEvent failed = Answer(scene, [Payload.Notify(new NotifyType((ushort)error))]);
        Assert.Equal((new NotifyType((ushort)error), true), (failed.Failure.Notify!.Value, failed.Failure.SentByPeer));
        Assert.Equal("net", failed.Name);
        Assert.NotNull(failed.Failure.Report);
        if (reported is not null)
        {
            Assert.Equal(reported, failed.Failure.Report.Failure);
        }

        Assert.Empty(scene.Subject.Sent);
    }

    [Fact]
    public void A_child_that_is_left_out_without_a_word_leaves_the_IKE_SA_up()
    {
        using Scene scene = Scene.Begin(SceneState.Authenticating);
        Assert.Equal(FailureKind.PeerMisbehaved, Answer(scene, []).Failure.Kind);
        Assert.Empty(scene.Subject.Sent);
    }

    public static TheoryData<string> WrongChildren => [.. s_wrongChildren.Keys];

    private static readonly Dictionary<string, (Payload[] Payloads, FailureKind Kind)> s_wrongChildren = new()
    {
        ["wider selectors"] = ([Sa(), Payload.TsI("10.1.0.0/23"), Payload.TsR("10.2.0.0/24")], FailureKind.PeerMisbehaved),
        ["other selectors"] = ([Sa(), Payload.TsI("10.1.0.0/24"), Payload.TsR("10.9.0.0/24")], FailureKind.PeerMisbehaved),
        ["an algorithm that was not offered"] = (
            [Payload.Sa("aes128gcm16", SecurityProtocol.Esp, 0xB0B0B0B9), Payload.TsI("10.1.0.0/24"), Payload.TsR("10.2.0.0/24")], FailureKind.PeerMisbehaved),
        ["two proposals"] = (
            [Payload.Sa("aes256gcm16,aes256gcm16", SecurityProtocol.Esp, 0xB0B0B0B9), Payload.TsI("10.1.0.0/24"), Payload.TsR("10.2.0.0/24")], FailureKind.PeerMisbehaved),
        ["an SPI of 8 octets"] = (
            [Sa() with { Body = [.. Sa().Body[..3], 36, .. Sa().Body[4..6], 8, .. Sa().Body[7..12], 1, 2, 3, 4, .. Sa().Body[12..]] }, Payload.TsI("10.1.0.0/24"), Payload.TsR("10.2.0.0/24")],
            FailureKind.PeerMisbehaved),
        ["transport mode"] = (
            [Payload.Notify(NotifyType.UseTransportMode), Sa(), Payload.TsI("10.1.0.0/24"), Payload.TsR("10.2.0.0/24")], FailureKind.PeerIncompatible),
        ["no TSr"] = ([Sa(), Payload.TsI("10.1.0.0/24")], FailureKind.Malformed),
        ["an empty SA"] = (
            [new(PayloadType.SecurityAssociation, []), Payload.TsI("10.1.0.0/24"), Payload.TsR("10.2.0.0/24")], FailureKind.Malformed),
        ["an empty TSi"] = ([Sa(), new(PayloadType.TrafficSelectorInitiator, []), Payload.TsR("10.2.0.0/24")], FailureKind.Malformed),
    };

    [Theory]
    [MemberData(nameof(WrongChildren))]
    public void A_child_that_cannot_stand_is_deleted_and_the_IKE_SA_stays(string name)
    {
        using Scene scene = Scene.Begin(SceneState.Authenticating);
        (Payload[] payloads, FailureKind kind) = s_wrongChildren[name];
        uint inbound = SpiOf(scene.Peer.Read(scene.Pending));
        ChildSaFailedEvent failed = Answer(scene, payloads);
        Assert.Equal(kind, failed.Failure.Kind);
        Assert.Equal(kind == FailureKind.Malformed, failed.Failure.Report is null);
        byte[] deletion = scene.Subject.TakeSent();
        Assert.Equal(Payload.DeleteEsp(inbound).Body, Assert.Single(scene.Peer.Read(deletion)).Body);
        scene.Subject.Receive(scene.Peer.Respond(deletion));
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
        Assert.Null(scene.Endpoint.NextTimeout);
    }

    [Fact]
    public void A_responder_that_declines_transport_mode_gets_no_child()
    {
        using Scene scene = Scene.Begin(
            SceneState.Authenticating, configure: builder => builder.AddChild("host", child => child.WithMode(ChildMode.Transport).WithEspProposals("aes256gcm16")));
        List<Payload> told = scene.Peer.Read(scene.Pending);
        Assert.Contains(told, payload => payload.Type == PayloadType.Notify && payload.NotifyType == NotifyType.UseTransportMode);
        ChildSaFailedEvent failed = Answer(scene, [Sa(), Payload.TsI("192.0.2.1"), Payload.TsR("198.51.100.2")]);
        Assert.Equal(NegotiationFailure.ModeMismatch, failed.Failure.Report!.Failure);
        Assert.Equal(PayloadType.Delete, Assert.Single(scene.Peer.Read(scene.Subject.TakeSent())).Type);
    }

    [Fact]
    public void An_initiator_accepts_a_narrower_answer_in_transport_mode()
    {
        using Scene scene = Scene.Begin(
            SceneState.Authenticating, configure: builder => builder.AddChild("host", child => child.WithMode(ChildMode.Transport).WithEspProposals("aes256gcm16")));
        Payload[] answer = [Payload.Notify(NotifyType.UseTransportMode), Sa(), Payload.TsI("192.0.2.1[tcp]"), Payload.TsR("198.51.100.2[tcp/443]")];
        scene.Subject.Receive(scene.Peer.Respond(scene.Pending, [.. scene.Peer.Proof(), .. answer]));
        ChildSaInfo child = Assert.Single(scene.Subject.OnlySa.Children);
        Assert.Equal(ChildMode.Transport, child.Mode);
        Assert.Equal([TrafficSelector.Parse("192.0.2.1[tcp]")], child.LocalSelectors);
        Assert.Equal([TrafficSelector.Parse("198.51.100.2[tcp/443]")], child.RemoteSelectors);
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsInitiator)]
    [InlineData(SceneState.EstablishedAsResponder)]
    public void The_peer_deletes_a_child_by_the_SPI_that_it_receives_on(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        ChildSaInfo child = Assert.Single(scene.Subject.OnlySa.Children);
        Payload wrong = Assert.Single(scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(
            ExchangeType.Informational, Payload.DeleteEsp(child.InboundSpi.Value, 1, 2, child.OutboundSpi.Value)))));
        Assert.Equal(Payload.DeleteEsp(child.InboundSpi.Value).Body, wrong.Body);
        Assert.Empty(scene.Subject.OnlySa.Children);
        ChildSaClosedEvent closed = scene.Subject.TakeEvent<ChildSaClosedEvent>();
        Assert.Equal((child.Id, CloseReason.PeerDeleted), (closed.Child, closed.Reason));
        Assert.Empty(scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.Informational, Payload.DeleteEsp(child.OutboundSpi.Value)))));
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsInitiator)]
    [InlineData(SceneState.EstablishedAsResponder)]
    public void A_delete_of_the_IKE_SA_takes_all_with_it(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        byte[] request = scene.Peer.Request(ExchangeType.Informational, Payload.DeleteEsp(scene.Peer.EspSpi), Payload.DeleteIke());
        Payload answer = Assert.Single(scene.Peer.Read(scene.Subject.Ask(request)));
        Assert.Equal((PayloadType.Delete, SecurityProtocol.Esp.Value), (answer.Type, answer.Body[0]));
        Assert.Empty(scene.Endpoint.ListIkeSas());
        Assert.Equal(CloseReason.PeerDeleted, scene.Subject.TakeEvent<IkeSaClosedEvent>().Reason);
        Assert.Single(scene.Subject.Events.OfType<ChildSaClosedEvent>());
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsInitiator)]
    [InlineData(SceneState.EstablishedAsResponder)]
    public void We_delete_a_child_by_the_SPI_that_we_receive_on_and_a_crossing_delete_is_not_answered_with_it(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        ChildSaInfo child = Assert.Single(scene.Subject.OnlySa.Children);
        Assert.True(scene.Endpoint.DeleteChild(scene.Connection, child.Id, scene.Subject.Now));
        scene.Subject.Drain();
        byte[] deletion = scene.Subject.TakeSent();
        Assert.Equal(Payload.DeleteEsp(child.InboundSpi.Value).Body, Assert.Single(scene.Peer.Read(deletion)).Body);

        // RFC 7296 1.4.1: both sides delete at once; the answer names no SPI, and both deletes count
        Assert.Empty(scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.Informational, Payload.DeleteEsp(scene.Peer.EspSpi)))));
        scene.Subject.Receive(scene.Peer.Respond(deletion));
        Assert.Empty(scene.Subject.OnlySa.Children);
        Assert.Equal(CloseReason.LocalRequest, scene.Subject.TakeEvent<ChildSaClosedEvent>().Reason);
        Assert.Empty(scene.Subject.Events.OfType<ChildSaClosedEvent>());
        Assert.False(scene.Endpoint.DeleteChild(scene.Connection, child.Id, scene.Subject.Now));
    }

    private static Payload Sa() => Payload.Sa("aes256gcm16", SecurityProtocol.Esp, 0xB0B0B0B0);

    private static uint SpiOf(List<Payload> payloads) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(
        payloads.Single(payload => payload.Type == PayloadType.SecurityAssociation).Body.AsSpan(8));

    private static List<Payload> Auth(Scene scene, List<Payload> child)
    {
        List<Payload> answer = scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.IkeAuth, [.. scene.Peer.Proof(), .. child])));
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
        return answer;
    }

    private static void Refused(Scene scene, NotifyType notify, NegotiationFailure failure, List<Payload> child)
    {
        List<Payload> answer = Auth(scene, child);
        Assert.Equal(["IDr", "AUTH", $"N({notify})"], answer.Select(payload => payload.ToString()));
        Assert.Empty(scene.Subject.OnlySa.Children);
        Assert.Empty(scene.Subject.Events.OfType<ChildSaEstablishedEvent>());
        ChildSaFailedEvent failed = scene.Subject.TakeEvent<ChildSaFailedEvent>();
        Assert.Equal((notify, false), (failed.Failure.Notify!.Value, failed.Failure.SentByPeer));
        Assert.Equal(failure, failed.Failure.Report!.Failure);
        Assert.Empty(scene.Peer.Read(scene.Subject.Ask(scene.Peer.Request(ExchangeType.Informational))));
    }

    private static ChildSaFailedEvent Answer(Scene scene, Payload[] child)
    {
        scene.Subject.Receive(scene.Peer.Respond(scene.Pending, [.. scene.Peer.Proof(), .. child]));
        Assert.Equal(IkeSaState.Established, scene.Subject.OnlySa.State);
        Assert.Empty(scene.Subject.OnlySa.Children);
        Assert.Empty(scene.Subject.Events.OfType<ChildSaEstablishedEvent>());
        return scene.Subject.TakeEvent<ChildSaFailedEvent>();
    }
}
