using Isakmp.Crypto;
using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Inspection.KeyLog;
using Isakmp.Inspection.Keys;
using Isakmp.Inspection.Observation;
using Isakmp.Policies;
using Isakmp.Primitives;
using Isakmp.Testing;
using Xunit;

namespace Isakmp.Simulation.Tests.V1;

/// <summary>An observer of two endpoints that speak IKEv1: what it concludes, from the inside by a tap and from the wire with a key log, is what both sides know.</summary>
public sealed class ObserverTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_sees_what_both_sides_know(bool isTapped)
    {
        using var scene = new Observed(isTapped, Options("aes256-sha256-ecp256", "aes128-sha1", null));
        scene.Connect();
        Pair pair = scene.Pair;
        pair.AssertAgreement();
        ObservedNegotiation seen = Assert.Single(scene.Look());
        IkeSaInfo known = Assert.Single(pair.Alice.Established);
        Assert.Equal((1, known.InitiatorSpi, known.ResponderSpi), (seen.MajorVersion, seen.InitiatorSpi, seen.ResponderSpi));
        Assert.Equal(("alice.example", "bob.example"), (seen.Initiator.Identity, seen.Responder.Identity));
        Assert.Equal((NegotiationOutcome.Established, true), (seen.Outcome, seen.IsOutcomeCertain));
        Assert.Equal("aes256-sha256-ecp256, psk, 86400 s", seen.ChosenProposal);
        ObservedChildSa child = Assert.Single(seen.ChildSas);
        AssertSame(known.Children[0], child);
        Assert.Equal(0, seen.UnreadMessages);
        Assert.Equal(isTapped ? (18, 9) : (9, 0), (seen.Messages, seen.Retransmissions)); // a tap of both sides sees each twice
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Renewals_liveness_and_deletions_are_those_of_both_sides(bool isTapped)
    {
        using var scene = new Observed(isTapped, Options("aes256-sha256-ecp256", "aes128-sha1-ecp256", null));
        scene.Connect();
        Pair pair = scene.Pair;
        IkeSaInfo first = pair.Alice.Established.Single();
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.RekeyChild(first.Connection, first.Children[0].Id, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.CheckLiveness(first.Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.Reauthenticate(first.Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(30)); // the old phase 1 is deleted meanwhile
        ChildSaInfo[] children = [.. pair.Alice.EventsOf<ChildSaEstablishedEvent>().Select(established => established.Info)];
        IkeSaInfo second = pair.Alice.Established.Single();
        Assert.True(pair.Bob.Call((endpoint, now) => endpoint.Close(pair.Bob.Established.Single().Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));

        IReadOnlyList<ObservedNegotiation> seen = scene.Look();
        Assert.Equal([first.InitiatorSpi, second.InitiatorSpi], seen.Select(each => each.InitiatorSpi));
        Assert.Equal((seen[0], false), (seen[1].Replaces!, seen[1].IsReplacementCertain));
        Assert.Equal((IkeRole.Initiator, IkeRole.Responder), (seen[0].DeletedBy, seen[1].DeletedBy));
        Assert.Equal((1, 1), (seen[0].LivenessChecks, seen[0].LivenessAnswers));
        Assert.Equal(2, seen[0].ChildSas.Count);
        AssertSame(children[0], seen[0].ChildSas[0]);
        AssertSame(children[1], seen[0].ChildSas[1]);
        Assert.Same(seen[0].ChildSas[0], seen[0].ChildSas[1].Replaces);
        Assert.Empty(seen[1].ChildSas); // Child SAs outlive the phase 1 that made them
        Assert.Equal([IkeRole.Responder, IkeRole.Responder], seen[0].ChildSas.Select(child => child.DeletedBy!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_child_sa_is_followed_from_one_phase_1_to_the_next_whoever_begins_that(bool isBegunByBob)
    {
        using var scene = new Observed(false, Options("aes256-sha256-ecp256", "aes128-sha1", null));
        scene.Connect();
        Pair pair = scene.Pair;
        SimulatedHost beginner = isBegunByBob ? pair.Bob : pair.Alice;
        IkeSaInfo first = beginner.Established.Single();
        Assert.True(beginner.Call((endpoint, now) => endpoint.Reauthenticate(first.Connection, now)));
        pair.RunFor(TimeSpan.FromSeconds(30));
        Assert.True(beginner.Call((endpoint, now) => endpoint.RekeyChild(first.Connection, first.Children[0].Id, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(pair.Alice.Call((endpoint, now) => endpoint.DeleteChild(pair.Alice.Established.Single().Connection, pair.Alice.Established.Single().Children[0].Id, now)));
        pair.RunFor(TimeSpan.FromSeconds(1));

        IReadOnlyList<ObservedNegotiation> seen = scene.Look();
        Assert.Equal(2, seen.Count);
        Assert.Same(seen[0], seen[1].Replaces);
        ObservedChildSa old = Assert.Single(seen[0].ChildSas);
        ObservedChildSa made = Assert.Single(seen[1].ChildSas);
        Assert.Equal((old, made), (made.Replaces!, old.ReplacedBy!));
        Assert.Equal((IkeRole.Initiator, null), (old.DeletedBy, made.DeletedBy)); // by Alice, who is the initiator of the first
        Assert.Equal(isBegunByBob ? "10.2.0.0/24" : "10.1.0.0/24", Assert.Single(made.InitiatorSelectors));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_refused_quick_mode_is_named(bool isTapped)
    {
        using var scene = new Observed(isTapped, Options("aes256-sha256-ecp256", "aes128-sha1", "aes256-sha256"));
        scene.Connect();
        ObservedNegotiation seen = Assert.Single(scene.Look());
        ObservedChildSa child = Assert.Single(seen.ChildSas);
        Assert.Equal((ChildSaOutcome.Refused, "NO-PROPOSAL-CHOSEN"), (child.Outcome, child.Refusal));
        Assert.Equal("NO-PROPOSAL-CHOSEN", Assert.Single(scene.Pair.Alice.EventsOf<ChildSaFailedEvent>()).Failure.V1Notify?.Name);
    }

    [Fact]
    public void A_refused_phase_1_is_told_with_what_was_offered()
    {
        using var scene = new Observed(false, new PairOptions
        {
            Proposal = "3des-md5-modp1024",
            BobProposal = "aes256-sha256-ecp256",
            Both = static profile => profile.WithVersion(IkeVersion.V1).WithDefaultPolicy(false).WithFailureOnUnauthenticatedError(),
        });
        scene.Connect();
        ObservedNegotiation seen = Assert.Single(scene.Look());
        Assert.Equal((NegotiationOutcome.Refused, false), (seen.Outcome, seen.IsOutcomeCertain)); // anybody could have said so
        Assert.Equal("NO-PROPOSAL-CHOSEN", Assert.Single(seen.Errors).Name);
        Assert.Equal("3des-md5-modp1024, psk, 86400 s", Assert.Single(seen.OfferedProposals));
        Assert.Null(seen.ChosenProposal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_NAT_is_seen(bool isTapped)
    {
        using var scene = new Observed(isTapped, new PairOptions
        {
            AliceAddress = NetAddress.Parse("10.0.0.1"),
            AliceNat = new SimulatedNat("203.0.113.9"),
            Proposal = "aes256-sha256-ecp256",
            Both = static profile => profile.WithVersion(IkeVersion.V1),
        });
        scene.Connect();
        Assert.True(Assert.Single(scene.Pair.Alice.Established).IsLocalBehindNat);
        ObservedNegotiation seen = Assert.Single(scene.Look());
        Assert.Equal("RFC 3947", seen.NatTraversal);
        Assert.Equal(4500, Assert.Single(seen.Responder.Moves).To.Port);
        Assert.Equal(ChildSaOutcome.Established, Assert.Single(seen.ChildSas).Outcome);
    }

    private static void AssertSame(ChildSaInfo known, ObservedChildSa seen)
    {
        Assert.Equal((known.InboundSpi, known.OutboundSpi), (seen.InitiatorSpi, seen.ResponderSpi));
        Assert.Equal(ChildSaOutcome.Established, seen.Outcome);
        Assert.Equal((known.LocalSelectors[0].ToString(), known.RemoteSelectors[0].ToString()), (Assert.Single(seen.InitiatorSelectors), Assert.Single(seen.ResponderSelectors)));
        Assert.StartsWith(ProposalNotation.Format(known.Proposal), seen.Chosen, StringComparison.Ordinal);
    }

    private static PairOptions Options(string proposal, string esp, string? bobEsp) => new()
    {
        Proposal = proposal,
        EspProposal = bobEsp is null ? esp : null,
        Both = static profile => profile.WithVersion(IkeVersion.V1).WithDefaultPolicy(false),
        AliceOnly = profile => Add(profile, bobEsp is null ? null : esp, "10.1.0.0/24", "10.2.0.0/24"),
        BobOnly = profile => Add(profile, bobEsp, "10.2.0.0/24", "10.1.0.0/24"),
    };

    private static void Add(PeerProfileBuilder profile, string? esp, string local, string remote)
    {
        if (esp is not null)
        {
            profile.AddChild("net", child => child.WithLocalSelectors(local).WithRemoteSelectors(remote).WithEspProposals(esp));
        }
    }

    /// <summary>A pair that is observed by a tap, or by its datagrams and Alice's key log.</summary>
    private sealed class Observed : IDisposable
    {
        private readonly NegotiationObserver? _tapped;
        private readonly StringWriter _table = new();
        private NegotiationObserver? _observer;
        private DecryptionKeys? _keys;

        public Observed(bool isTapped, PairOptions options)
        {
            _tapped = isTapped ? new NegotiationObserver(CryptoProvider.Default) : null;
            Pair = new Pair(new PairOptions
            {
                Proposal = options.Proposal,
                BobProposal = options.BobProposal,
                EspProposal = options.EspProposal,
                AliceAddress = options.AliceAddress,
                AliceNat = options.AliceNat,
                Both = options.Both,
                AliceOnly = options.AliceOnly,
                BobOnly = options.BobOnly,
                Tap = _tapped?.CreateTap(static () => DateTimeOffset.UnixEpoch),
                AliceKeyLog = new WiresharkKeyLog { IkeV1Table = _table },
            });
        }

        public Pair Pair { get; }

        public void Connect()
        {
            Pair.ConnectAlice();
            Pair.RunFor(TimeSpan.FromSeconds(1));
        }

        public IReadOnlyList<ObservedNegotiation> Look()
        {
            if (_tapped is not null)
            {
                return _tapped.Negotiations;
            }

            _keys = new DecryptionKeys();
            Assert.True(_keys.TryAdd(new StringReader(_table.ToString()), out _));
            _observer = new NegotiationObserver(CryptoProvider.Default, _keys);
            foreach (SimulatedDatagram datagram in Pair.Network.Sent)
            {
                bool hasMarker = datagram.Source.Port != SimulatedHost.IkePort && datagram.Destination.Port != SimulatedHost.IkePort;
                if (UdpEncapsulation.Classify(datagram.Octets, hasMarker, out ReadOnlySpan<byte> message) == DatagramKind.Ike)
                {
                    _observer.Observe(message, new PacketInfo(datagram.Source, datagram.Destination), datagram.Time.Utc);
                }
            }

            return _observer.Negotiations;
        }

        public void Dispose()
        {
            Pair.Dispose();
            _tapped?.Dispose();
            _observer?.Dispose();
            _keys?.Dispose();
            _table.Dispose();
        }
    }
}
