using Isakmp.Engine;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>NAT traversal in every dialect that gateways still speak: detection, the move to port 4500, encapsulation modes, original addresses, rebinding (RFC 3947 and its drafts 00, 02 and 03).</summary>
public sealed class NatTests
{
    private const byte Payload20 = 20;
    private const byte Payload130 = 130;

    /// <summary>Vendor ID, type of NAT-D, tunnel and transport mode in UDP, whether it moves to port 4500.</summary>
    public static TheoryData<string, byte, ushort, ushort, bool> Dialects => new(
        ("RFC 3947", Payload20, 3, 4, true),
        ("draft-ietf-ipsec-nat-t-ike-03", Payload130, 61443, 61444, true),
        ("draft-ietf-ipsec-nat-t-ike-02\n", Payload130, 61443, 61444, true),
        ("draft-ietf-ipsec-nat-t-ike-02", Payload130, 61443, 61444, true),
        ("draft-ietf-ipsec-nat-t-ike-00", Payload130, 61443, 61444, false));

    [Theory]
    [MemberData(nameof(Dialects))]
    public void The_endpoint_answers_a_peer_behind_a_NAT(string dialect, byte type, ushort tunnel, ushort transport, bool floats)
    {
        foreach ((bool local, bool remote) in ((bool, bool)[])[(true, false), (false, true), (true, true)])
        {
            using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
            NatScene.Run(subject, out ScriptedPeer peer, dialect, new PayloadType(type), remote, local, floats);
            Assert.Equal((local, remote), (subject.OnlySa.IsLocalBehindNat, subject.OnlySa.IsRemoteBehindNat));
            PacketInfo path = NatScene.PathOf(floats);
            Assert.Equal(path, subject.OnlySa.Path);
            foreach (ushort mode in (ushort[])[tunnel, 1, transport])
            {
                var quick = new PeerQuickMode(peer) { Mode = mode };
                byte[] answer = subject.Ask(quick.Open(), path);
                if (mode != tunnel)
                {
                    Assert.Equal(V1NotifyType.NoProposalChosen, Assert.Single(peer.ReadInformational(answer)).V1NotifyType);
                    continue;
                }

                quick.TakeAnswer(answer);
                Assert.Equal(ReceiveResult.Processed, subject.Receive(quick.Confirm(), path));
                using ChildSaKeys keys = subject.Events.OfType<ChildSaEstablishedEvent>().Single().Keys;
                ChildSaInfo child = subject.OnlySa.Children.Single();
                Assert.Equal((true, ChildMode.Tunnel), (child.IsUdpEncapsulated, child.Mode));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void The_endpoint_asks_through_a_NAT(string dialect, byte type, ushort tunnel, ushort transport, bool floats)
    {
        foreach ((bool local, bool remote) in ((bool, bool)[])[(true, false), (false, true)])
        {
            using var subject = new Subject(Subject.Options([]));
            var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: false, 7);
            subject.Endpoint.Connect(Scene.MakeProfile(Scene.DefaultSuite), Subject.Path, subject.Now);
            subject.Drain();
            byte[] third = subject.Ask(peer.Choose(subject.TakeSent(), V1Payload.Vendor(dialect)));
            List<Payload> own = [.. peer.ReadPlain(third).Skip(2)];
            Assert.All(own, payload => Assert.Equal(type, payload.Type.Value));
            Assert.Equal([peer.NatD(Subject.Path.Remote).Body, peer.NatD(Subject.Path.Local).Body], own.Select(payload => payload.Body));

            subject.Receive(peer.AnswerKeyShare(third, NatScene.Hashes(peer, new PayloadType(type), local, remote)));
            (byte[] fifth, PacketInfo path) = subject.Sent.Dequeue();
            Assert.Equal(NatScene.PathOf(floats), path);
            peer.TakeProof(fifth);
            Assert.Equal(ReceiveResult.Processed, subject.Receive(peer.Prove(), path));
            Assert.Equal((local, remote), (subject.OnlySa.IsLocalBehindNat, subject.OnlySa.IsRemoteBehindNat));
            subject.Pass(Scene.Quiet);
            var quick = new PeerQuickMode(peer, isInitiator: false);
            Assert.Equal(path, subject.Sent.Peek().Path);
            quick.TakeOffer(subject.TakeSent());
            Assert.Contains(OfferedTransform.Short(4, tunnel), Attributes(quick));
            Assert.DoesNotContain(OfferedTransform.Short(4, transport), Attributes(quick));
            quick.TakeConfirmation(subject.Ask(quick.Answer(), path));
            using ChildSaKeys keys = subject.TakeEvent<ChildSaEstablishedEvent>().Keys;
            Assert.True(subject.OnlySa.Children.Single().IsUdpEncapsulated);

            // who is behind a NAT keeps it open (RFC 3948 2.3)
            subject.Sent.Clear();
            subject.Pass(TimeSpan.FromSeconds(25));
            Assert.Equal(local, subject.Sent.Any(sent => sent.Message is [0xff]));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Transport_mode_carries_the_original_addresses(string dialect, byte type, ushort tunnel, ushort transport, bool floats)
    {
        Assert.NotEqual(tunnel, transport);
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite, builder => builder.AddChild(
            "host", child => child.WithMode(ChildMode.Transport).WithEspProposals(Scene.DefaultEsp)))]));
        NatScene.Run(subject, out ScriptedPeer peer, dialect, new PayloadType(type), remoteIsBehindNat: true, floats: floats);
        PacketInfo path = NatScene.PathOf(floats);
        var original = new PayloadType((byte)(type + 1)); // 21 and 131
        Payload initiator = new(original, V1Payload.Id(1, V1Payload.Address("10.2.0.1")).Body);
        Payload responder = new(original, V1Payload.Id(1, V1Payload.Address("192.0.2.1")).Body);
        var quick = new PeerQuickMode(peer) { Mode = transport, Clients = [V1Payload.Client("10.2.0.1", 17, 1701), V1Payload.Client("192.0.2.1", 17, 1701)] };
        List<Payload> answer = quick.TakeAnswer(subject.Ask(quick.Open([.. quick.Offer(), initiator, .. type == Payload20 ? (Payload[])[responder] : []]), path));
        List<Payload> originals = [.. answer.Where(payload => payload.Type == original)];
        string[] expected = type == Payload20 ? ["198.51.100.2", "192.0.2.1"] : ["192.0.2.1"]; // RFC 3947 5.2: both, the initiator's first; in the drafts each sends its own
        Assert.Equal(expected.Select(address => V1Payload.Id(1, V1Payload.Address(address)).Body), originals.Select(payload => payload.Body));
        Assert.Equal(ReceiveResult.Processed, subject.Receive(quick.Confirm(), path));
        ChildSaEstablishedEvent made = subject.TakeEvent<ChildSaEstablishedEvent>();
        using ChildSaKeys keys = made.Keys;
        Assert.Equal((ChildMode.Transport, true), (made.Info.Mode, made.Info.IsUdpEncapsulated));
        Assert.Equal(Subject.Path.Remote.Address, Assert.Single(made.Info.RemoteSelectors).StartAddress); // the address that we see
    }

    [Fact]
    public void Original_addresses_that_are_none_harm_nothing()
    {
        foreach (byte[] body in (byte[][])[[], [1], [1, 0, 0, 0], [1, 0, 0, 0, 10, 2, 0], [1, 0, 0, 0, 10, 2, 0, 1, 9], [5, 0, 0, 0, 1, 2, 3, 4], [2, 0, 0, 0, 65, 66], [200, 0, 0, 0, 1, 2, 3, 4]])
        {
            foreach (int count in (int[])[1, 2, 30])
            {
                using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite, builder => builder.AddChild(
                    "host", child => child.WithMode(ChildMode.Transport).WithEspProposals(Scene.DefaultEsp)))]));
                NatScene.Run(subject, out ScriptedPeer peer, "RFC 3947", PayloadType.V1NatDetection, remoteIsBehindNat: true);
                var quick = new PeerQuickMode(peer) { Mode = 4, Clients = [V1Payload.Client("10.2.0.1"), V1Payload.Client("192.0.2.1")] };
                subject.Receive(quick.Open([.. quick.Offer(), .. Enumerable.Repeat(new Payload(PayloadType.V1NatOriginalAddress, body), count)]), NatScene.PathOf(true));
                Assert.Equal(0, subject.Statistics.InternalFaults);
                Assert.Single(subject.Sent);
            }
        }
    }

    [Fact]
    public void The_best_that_both_know_is_spoken()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        Payload[] all = [.. ((string[])["draft-ietf-ipsec-nat-t-ike-00", "draft-ietf-ipsec-nat-t-ike-02\n", "draft-ietf-ipsec-nat-t-ike-03", "RFC 3947", "draft-ietf-ipsec-nat-t-ike-02"]).Select(V1Payload.Vendor)];
        List<Payload> choice = peer.TakeChoice(subject.Ask(peer.Open(peer.Opening(all))));
        Payload said = Assert.Single(choice, payload => all.Any(vendor => vendor.Body.SequenceEqual(payload.Body)));
        Assert.Equal(V1Payload.Vendor("RFC 3947").Body, said.Body);
        List<Payload> keys = peer.TakeKeyShare(subject.Ask(peer.SendKeyShare(NatScene.Hashes(peer, PayloadType.V1NatDetection, false, false))));
        Assert.Equal(2, keys.Count(payload => payload.Type == PayloadType.V1NatDetection));
        peer.TakeProof(subject.Ask(peer.Prove()));
        Assert.Equal((false, false, Subject.Path), (subject.OnlySa.IsLocalBehindNat, subject.OnlySa.IsRemoteBehindNat, subject.OnlySa.Path));
    }

    [Fact]
    public void Hashes_of_another_dialect_than_the_one_that_was_agreed_on_are_passed_over()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        peer.TakeChoice(subject.Ask(peer.Open(peer.Opening(V1Payload.Vendor("RFC 3947")))));
        List<Payload> keys = peer.TakeKeyShare(subject.Ask(peer.SendKeyShare(NatScene.Hashes(peer, PayloadType.V1NatDetectionDraft, true, true))));
        Assert.Equal(2, keys.Count);
        peer.TakeProof(subject.Ask(peer.Prove()));
        Assert.Equal((false, false), (subject.OnlySa.IsLocalBehindNat, subject.OnlySa.IsRemoteBehindNat));
    }

    /// <summary>RFC 3947 3.2: a sender that does not know which of its addresses is used sends a hash of each.</summary>
    [Fact]
    public void One_of_several_hashes_of_the_sender_is_enough()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        var peer = new ScriptedPeer(Scene.DefaultSuite, isInitiator: true, 7);
        peer.TakeChoice(subject.Ask(peer.Open(peer.Opening(V1Payload.Vendor("RFC 3947")))));
        peer.TakeKeyShare(subject.Ask(peer.SendKeyShare(
            peer.NatD(Subject.Path.Local), peer.NatD(NetEndPoint.Parse("10.2.0.1:500")), peer.NatD(Subject.Path.Remote), peer.NatD(NetEndPoint.Parse("10.3.0.1:500")))));
        peer.TakeProof(subject.Ask(peer.Prove()));
        Assert.Equal((false, false), (subject.OnlySa.IsLocalBehindNat, subject.OnlySa.IsRemoteBehindNat));
    }

    [Fact]
    public void A_NAT_that_rebinds_is_followed_only_behind_what_is_authentic()
    {
        using var subject = new Subject(Subject.Options([Scene.MakeProfile(Scene.DefaultSuite)]));
        NatScene.Run(subject, out ScriptedPeer peer, "RFC 3947", PayloadType.V1NatDetection, remoteIsBehindNat: true);
        PacketInfo path = NatScene.PathOf(true);
        PacketInfo moved = path with { Remote = NetEndPoint.Parse("198.51.100.2:61234") };
        byte[] genuine = peer.Inform(peer.Dpd(false, 1));
        byte[] forged = [.. genuine];
        forged[^1] ^= 1;
        subject.Receive(forged, moved);
        subject.Receive(peer.Plain(ExchangeType.InformationalV1, 4, peer.Dpd(false, 1)), moved);
        subject.Sent.Clear();
        Assert.Equal(path, subject.OnlySa.Path);
        subject.Receive(genuine, moved);
        Assert.Equal(moved, subject.OnlySa.Path);
        Assert.Equal(moved, Assert.Single(subject.Sent).Path);
        PathChangedEvent changed = subject.TakeEvent<PathChangedEvent>();
        Assert.Equal((path, moved), (changed.Previous, changed.Current));
        subject.Sent.Clear();
        Assert.NotEqual(ReceiveResult.Processed, subject.Receive(genuine, path)); // a copy of it moves nothing back
        Assert.Equal(moved, subject.OnlySa.Path);
    }

    [Fact]
    public void Without_a_NAT_nobody_moves()
    {
        using Scene scene = Scene.Begin(SceneState.EstablishedAsResponder);
        var elsewhere = new PacketInfo(Subject.Path.Local, NetEndPoint.Parse("203.0.113.9:500"));
        Assert.Equal(ReceiveResult.Processed, scene.Subject.Receive(scene.Peer.Inform(scene.Peer.Dpd(false, 1)), elsewhere));
        Assert.Equal(Subject.Path, scene.Subject.OnlySa.Path);
    }

    private static List<byte[]> Attributes(PeerQuickMode quick) => [.. quick.Accepted!.Transforms[0].Attributes.Chunk(4)];
}
