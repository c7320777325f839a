using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Policies;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>Lifetimes in seconds and kilobytes, in both forms; the responder's shorter one; what ends, is renewed, and when (RFC 2407 section 4.5, RFC 2409 section 5).</summary>
public sealed class LifetimeTests
{
    [Theory]
    [InlineData(1200, 0, true)]
    [InlineData(1200, 0, false)]
    [InlineData(3600, 4096, true)]
    [InlineData(600, 65535, false)]
    public void An_offered_lifetime_is_echoed_and_kept(int seconds, int kilobytes, bool isVariable)
    {
        using Scene scene = Scene.Begin(SceneState.Childless);
        var quick = new PeerQuickMode(scene.Peer);
        OfferedTransform transform = quick.Child.Transform(seconds: (uint)seconds, kilobytes: (uint)kilobytes, isVariable: isVariable);
        List<Payload> answer = quick.TakeAnswer(scene.Subject.Ask(quick.Open(quick.Offer(new OfferedProposal(1, 3, V1Payload.Spi(quick.Spi), transform)))));
        Assert.Equal(transform.Attributes, OfferedProposal.Read(answer[0].Body)[0].Transforms[0].Attributes);
        Assert.DoesNotContain(answer, payload => payload.Type == PayloadType.V1Notification); // ours is no shorter
        ChildSaInfo info = scene.TakeChild(quick);
        Assert.Equal(TimeSpan.FromSeconds(seconds), info.Lifetime);
        Assert.Equal(kilobytes == 0 ? null : (ulong)kilobytes, info.LifetimeKilobytes);
    }

    [Fact]
    public void A_shorter_lifetime_of_ours_is_said_by_RESPONDER_LIFETIME()
    {
        using Scene scene = Scene.Begin(SceneState.Childless, configure: builder => builder.AddChild(
            "net", child => Nets(child).WithLifetime(TimeSpan.FromSeconds(900), 2048)));
        var quick = new PeerQuickMode(scene.Peer);
        OfferedTransform transform = quick.Child.Transform(seconds: 3600, kilobytes: 100_000);
        List<Payload> answer = quick.TakeAnswer(scene.Subject.Ask(quick.Open(quick.Offer(new OfferedProposal(1, 3, V1Payload.Spi(quick.Spi), transform)))));
        Assert.Equal(transform.Attributes, OfferedProposal.Read(answer[0].Body)[0].Transforms[0].Attributes);
        Payload notify = Assert.Single(answer, payload => payload.Type == PayloadType.V1Notification);
        Assert.Equal((V1NotifyType.ResponderLifetime, (byte)3), (notify.V1NotifyType, notify.Body[4]));
        Assert.Equal(quick.OtherSpi, notify.V1NotifySpi); // RFC 2407 4.6.3.1
        Assert.Equal((900ul, 2048ul), ReadLifetime(notify.V1NotifyData));
        ChildSaInfo info = scene.TakeChild(quick);
        Assert.Equal((TimeSpan.FromSeconds(900), (ulong?)2048), (info.Lifetime, info.LifetimeKilobytes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_responders_shorter_lifetime_is_taken_over(bool isVariable)
    {
        using Scene scene = Scene.Begin(SceneState.QuickOffered);
        byte[] data = isVariable
            ? [.. OfferedTransform.Short(1, 1), .. OfferedTransform.Long(2, 0, 0, 2, 0x58)]
            : [.. OfferedTransform.Short(1, 1), .. OfferedTransform.Short(2, 600)];
        byte[] third = scene.Subject.Ask(scene.Quick.Answer(
            [.. scene.Quick.Acceptance(), V1Payload.Notify(V1NotifyType.ResponderLifetime, 3, V1Payload.Spi(scene.Quick.Spi), data)]));
        scene.Quick.TakeConfirmation(third);
        Assert.Equal(TimeSpan.FromSeconds(600), scene.TakeChild(scene.Quick).Lifetime);
    }

    [Fact]
    public void A_RESPONDER_LIFETIME_that_is_longer_or_cannot_be_read_changes_nothing()
    {
        foreach (byte[] data in (byte[][])
        [
            [.. OfferedTransform.Short(1, 1), .. OfferedTransform.Long(2, 0, 1, 0x51, 0x80)],
            [], [1], [0x80, 1, 0, 1, 0x80], [0, 2, 0xff, 0xff, 1], [.. OfferedTransform.Short(1, 1)], [.. OfferedTransform.Short(2, 1)], [.. OfferedTransform.Short(1, 9), .. OfferedTransform.Short(2, 9)],
            [.. OfferedTransform.Short(1, 1), .. OfferedTransform.Long(2)], [.. OfferedTransform.Short(1, 1), .. OfferedTransform.Long(2, new byte[40])],
        ])
        {
            using Scene scene = Scene.Begin(SceneState.QuickOffered);
            scene.Quick.TakeConfirmation(scene.Subject.Ask(scene.Quick.Answer(
                [.. scene.Quick.Acceptance(), V1Payload.Notify(V1NotifyType.ResponderLifetime, 3, V1Payload.Spi(scene.Quick.Spi), data)])));
            Assert.Equal(TimeSpan.FromHours(1), scene.TakeChild(scene.Quick).Lifetime);
        }
    }

    [Theory]
    [InlineData(SceneState.EstablishedAsResponder)]
    [InlineData(SceneState.EstablishedAsInitiator)]
    public void A_Child_SA_is_renewed_before_it_ends_and_the_old_one_ends(SceneState state)
    {
        using Scene scene = Scene.Begin(state);
        ChildSaInfo old = scene.Subject.OnlySa.Children[0];
        TimeSpan waited = TimeSpan.Zero;
        while (scene.Subject.Sent.Count == 0)
        {
            scene.Subject.Pass(TimeSpan.FromSeconds(1));
            waited += TimeSpan.FromSeconds(1);
            Assert.True(waited < TimeSpan.FromHours(1));
        }

        Assert.InRange(waited, TimeSpan.FromMinutes(45), TimeSpan.FromMinutes(59));
        var quick = new PeerQuickMode(scene.Peer, isInitiator: false);
        quick.TakeOffer(scene.Subject.TakeSent());
        Assert.Equal([V1Payload.Client("10.1.0.0/24").Body, V1Payload.Client("10.2.0.0/24").Body], quick.Clients.Select(client => client.Body));
        quick.TakeConfirmation(scene.Subject.Ask(quick.Answer()));
        ChildSaEstablishedEvent made = scene.Subject.TakeEvent<ChildSaEstablishedEvent>();
        Assert.Equal(old.Id, made.Replaces);
        made.Keys.Dispose();
        Assert.Equal(quick.Spi, made.Info.OutboundSpi.Value);
        scene.Subject.Events.Clear();
        scene.Subject.Pass(TimeSpan.FromMinutes(15));
        Assert.Contains(scene.Subject.Events.OfType<ChildSaClosedEvent>(), closed => closed.Child == old.Id);
        Assert.Equal(quick.Spi, Assert.Single(scene.Subject.OnlySa.Children).OutboundSpi.Value);
    }

    [Fact]
    public void A_Child_SA_that_cannot_be_renewed_ends_with_its_lifetime()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder, configure: builder => Subject.WithNet(builder, Scene.DefaultEsp).WithPhase1Lifetime(TimeSpan.FromDays(1)));
        uint inbound = scene.Subject.OnlySa.Children[0].InboundSpi.Value;
        for (int minute = 0; minute < 59; minute++)
        {
            scene.Subject.Pass(TimeSpan.FromMinutes(1));
            scene.Subject.Receive(scene.Peer.Inform(scene.Peer.Dpd(false, (uint)minute)));
            foreach ((byte[] message, _) in scene.Subject.Sent.Where(sent => sent.Message[18] == ExchangeType.QuickMode.Value).Take(1))
            {
                scene.Subject.Receive(scene.Peer.Inform(V1Payload.Notify(V1NotifyType.NoProposalChosen, 3)));
                Assert.Equal(PeerExchange.Encrypted, message[19]);
            }

            scene.Subject.Sent.Clear();
            scene.Subject.Receive(scene.Peer.Inform(scene.Peer.Dpd(true, (uint)minute)));
        }

        Assert.Single(scene.Subject.OnlySa.Children);
        scene.Subject.Events.Clear();
        scene.Subject.Pass(TimeSpan.FromMinutes(1.5));
        ChildSaClosedEvent closed = scene.Subject.TakeEvent<ChildSaClosedEvent>();
        Assert.Equal((CloseReason.Expired, inbound), (closed.Reason, closed.Info.InboundSpi.Value));
    }

    [Theory]
    [InlineData(LifetimeRule.Obey, 100, 100)]
    [InlineData(LifetimeRule.Claim, 100, 100)]
    [InlineData(LifetimeRule.Claim, 90_000, 3600)]
    [InlineData(LifetimeRule.Obey, 90_000, 90_000)]
    [InlineData(LifetimeRule.Strict, 90_000, null)]
    [InlineData(LifetimeRule.Strict, 1000, 1000)]
    [InlineData(LifetimeRule.Exact, 1000, null)]
    [InlineData(LifetimeRule.Exact, 3600, 3600)]
    public void The_rule_of_the_child_decides(LifetimeRule rule, int offered, int? kept)
    {
        using Scene scene = Scene.Begin(SceneState.Childless, configure: builder => builder.AddChild("net", child => Nets(child).WithLifetime(TimeSpan.FromHours(1), rule: rule)));
        var quick = new PeerQuickMode(scene.Peer);
        byte[] answer = scene.Subject.Ask(quick.Open(quick.Offer(new OfferedProposal(1, 3, V1Payload.Spi(quick.Spi), quick.Child.Transform(seconds: (uint)offered)))));
        if (kept is null)
        {
            Assert.Equal(V1NotifyType.NoProposalChosen, Assert.Single(scene.Peer.ReadInformational(answer)).V1NotifyType);
            return;
        }

        quick.TakeAnswer(answer);
        Assert.Equal(TimeSpan.FromSeconds(kept.Value), scene.TakeChild(quick).Lifetime);
    }

    [Fact]
    public void Traffic_uses_a_lifetime_up()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsInitiator, configure: builder => builder.AddChild(
            "net", child => Nets(child).WithLifetime(TimeSpan.FromHours(8), 1000)));
        ChildSaInfo info = scene.Subject.OnlySa.Children[0];
        Assert.Equal(1000ul, info.LifetimeKilobytes);
        Assert.True(scene.Endpoint.ReportTraffic(scene.Connection, info.Id, 700 * 1024, scene.Subject.Now));
        scene.Subject.Drain();
        Assert.Empty(scene.Subject.Sent);
        Assert.True(scene.Endpoint.ReportTraffic(scene.Connection, info.Id, 850 * 1024, scene.Subject.Now));
        scene.Subject.Drain();
        Assert.Equal(ExchangeType.QuickMode.Value, Assert.Single(scene.Subject.Sent).Message[18]);
        scene.Subject.Sent.Clear();
        Assert.True(scene.Endpoint.ReportTraffic(scene.Connection, info.Id, 1000 * 1024, scene.Subject.Now));
        scene.Subject.Drain();
        Assert.Equal(CloseReason.Expired, scene.Subject.TakeEvent<ChildSaClosedEvent>().Reason);
    }

    [Fact]
    public void A_shorter_lifetime_of_phase_1_is_said_with_our_proof()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        OfferedTransform transform = peer.Suite.Transform(lifetime: 200_000);
        List<Payload> choice = peer.TakeChoice(subject.Ask(peer.Open(V1Payload.Sa(new OfferedProposal(1, 1, [], transform)))));
        Assert.Equal(transform.Attributes, OfferedProposal.Read(choice[0].Body)[0].Transforms[0].Attributes); // RFC 2409 5: echoed all the same
        peer.TakeKeyShare(subject.Ask(peer.SendKeyShare()));
        Payload notify = peer.TakeProof(subject.Ask(peer.Prove())).Single(payload => payload.Type == PayloadType.V1Notification);
        Assert.Equal((V1NotifyType.ResponderLifetime, (byte)1), (notify.V1NotifyType, notify.Body[4]));
        Assert.Equal(peer.Cookies, notify.V1NotifySpi);
        Assert.Equal("800B0001000C000400015180", Convert.ToHexString(notify.V1NotifyData)); // RFC 2409 appendix A: classes 11 and 12
    }

    [Theory]
    [InlineData(false, 7_200, 0)]
    [InlineData(true, 3_600, 1)]
    [InlineData(true, 3_600, 11)]
    public void The_responders_shorter_lifetime_of_phase_1_is_taken_over(bool isSaid, int seconds, ushort firstClass)
    {
        using Scene scene = Scene.Begin(SceneState.Proving, configure: builder => Subject.WithNet(builder, Scene.DefaultEsp).WithPhase1Lifetime(TimeSpan.FromHours(2)));
        byte[] data = [.. OfferedTransform.Short(firstClass, 1), .. OfferedTransform.Short((ushort)(firstClass + 1), 3_600)];
        scene.Subject.Receive(isSaid ? scene.Peer.Prove(V1Payload.Notify(V1NotifyType.ResponderLifetime, 1, scene.Peer.Cookies, data)) : scene.Peer.Prove());
        scene.Subject.TakeEvent<IkeSaEstablishedEvent>();
        TimeSpan waited = TimeSpan.Zero;
        while (!scene.Subject.Sent.Any(sent => sent.Message[18] == ExchangeType.IdentityProtection.Value))
        {
            foreach ((byte[] message, _) in scene.Subject.Sent.Where(sent => sent.Message[18] == ExchangeType.InformationalV1.Value).ToArray())
            {
                // we answer no Quick Mode, and show that we live all the same
                scene.Subject.Receive(scene.Peer.Inform(scene.Peer.Dpd(true, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(scene.Peer.ReadInformational(message)[0].V1NotifyData))));
            }

            scene.Subject.Sent.Clear();
            scene.Subject.Pass(TimeSpan.FromSeconds(3));
            waited += TimeSpan.FromSeconds(3);
            Assert.True(waited < TimeSpan.FromDays(2));
        }

        Assert.InRange(waited.TotalSeconds, seconds * 0.75, seconds * 0.95); // renewed in time
        scene.Subject.Events.Clear();
        scene.Subject.Pass(TimeSpan.FromSeconds(seconds) - waited + TimeSpan.FromSeconds(1));
        Assert.Contains(scene.Subject.Events.OfType<IkeSaClosedEvent>(), closed => closed.Reason == CloseReason.Expired);
    }

    private static ChildProfileBuilder Nets(ChildProfileBuilder child) =>
        child.WithLocalSelectors("10.1.0.0/24").WithRemoteSelectors("10.2.0.0/24").WithEspProposals(Scene.DefaultEsp);

    private static (ulong Seconds, ulong Kilobytes) ReadLifetime(byte[] data)
    {
        ulong[] found = new ulong[3];
        ulong type = 0;
        for (int at = 0; at < data.Length;)
        {
            int attribute = (data[at] << 8) | data[at + 1];
            int size = (data[at + 2] << 8) | data[at + 3];
            bool isShort = attribute >= 0x8000;
            ulong value = isShort ? (ulong)size : data[(at + 4)..(at + 4 + size)].Aggregate(0ul, (sum, octet) => (sum << 8) | octet);
            at += isShort ? 4 : 4 + size;
            if ((attribute & 0x7fff) == 1)
            {
                type = value;
            }
            else
            {
                found[type] = value;
            }
        }

        return (found[1], found[2]);
    }
}
