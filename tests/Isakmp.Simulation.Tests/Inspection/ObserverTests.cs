using Isakmp.Crypto;
using Isakmp.Framing;
using Isakmp.Inspection.KeyLog;
using Isakmp.Inspection.Keys;
using Isakmp.Inspection.Observation;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests.Inspection;

/// <summary>An observer of two endpoints: what it concludes is what both sides know.</summary>
public sealed class ObserverTests
{
    [Fact]
    public void A_tap_shows_all_without_a_key()
    {
        using var observer = new NegotiationObserver(CryptoProvider.Default);
        using Pair pair = Pair.Connected(new PairOptions { Tap = observer.CreateTap(static () => DateTimeOffset.UnixEpoch) });
        pair.AssertAgreement();
        ObservedNegotiation seen = Assert.Single(observer.Negotiations);
        Exchanges.IkeSaInfo known = Assert.Single(pair.Alice.Established);
        Assert.Equal((known.InitiatorSpi, known.ResponderSpi), (seen.InitiatorSpi, seen.ResponderSpi));
        Assert.Equal(("alice.example", "bob.example"), (seen.Initiator.Identity, seen.Responder.Identity));
        Assert.Equal((NegotiationOutcome.Established, true), (seen.Outcome, seen.IsOutcomeCertain));
        ObservedChildSa child = Assert.Single(seen.ChildSas);
        Assert.Equal((known.Children[0].InboundSpi, known.Children[0].OutboundSpi), (child.InitiatorSpi, child.ResponderSpi));
        Assert.Equal(("10.1.0.0/24", "10.2.0.0/24"), (Assert.Single(child.InitiatorSelectors), Assert.Single(child.ResponderSelectors)));
        Assert.Equal(0, seen.UnreadMessages);
    }

    [Fact]
    public void A_key_log_is_enough_for_the_wire()
    {
        var table = new StringWriter();
        using Pair pair = Pair.Connected(new PairOptions { AliceKeyLog = new WiresharkKeyLog { IkeV2Table = table } });
        using var keys = new DecryptionKeys();
        Assert.True(keys.TryAdd(new StringReader(table.ToString()), out _));
        ObservedNegotiation seen = Assert.Single(Observe(pair.Network.Sent, keys));
        Assert.Equal(("alice.example", "bob.example"), (seen.Initiator.Identity, seen.Responder.Identity));
        Assert.Equal(ChildSaOutcome.Established, Assert.Single(seen.ChildSas).Outcome);
    }

    [Fact]
    public void A_refused_proposal_is_told_with_what_was_offered()
    {
        using var pair = new Pair(new PairOptions { Both = static profile => profile.WithFailureOnUnauthenticatedError(), Proposal = "aes256-sha256-x25519", BobProposal = "aes128-sha1-modp2048" });
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        ObservedNegotiation seen = Assert.Single(Observe(pair.Network.Sent));

        // Nobody authenticates a first answer, so it cannot be certain (RFC 7296 2.21.1).
        Assert.Equal((NegotiationOutcome.Refused, false), (seen.Outcome, seen.IsOutcomeCertain));
        Assert.Equal("NO_PROPOSAL_CHOSEN", Assert.Single(seen.Errors).Name);
        Assert.Equal("aes256-sha256-x25519", Assert.Single(seen.OfferedProposals));
        Assert.Null(seen.ChosenProposal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_refused_identity_is_read_where_it_can_be_and_suspected_elsewhere(bool isTapped)
    {
        using var observer = new NegotiationObserver(CryptoProvider.Default);
        using var pair = new Pair(new PairOptions { BobOnly = static profile => profile.WithRemoteIdentity("carol.example"), Tap = isTapped ? observer.CreateTap(static () => DateTimeOffset.UnixEpoch) : null });
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromSeconds(1));
        Assert.Empty(pair.Alice.Established);
        ObservedNegotiation seen = Assert.Single(isTapped ? observer.Negotiations : Observe(pair.Network.Sent));
        Assert.Equal((NegotiationOutcome.Refused, isTapped), (seen.Outcome, seen.IsOutcomeCertain));
        Assert.Equal(isTapped ? ["AUTHENTICATION_FAILED"] : (string[])[], seen.Errors.Select(static error => error.Name));
    }

    [Fact]
    public void Silence_is_told_with_the_number_of_tries()
    {
        using var pair = new Pair();
        pair.Network.Conditions = NetworkConditions.Down;
        pair.ConnectAlice();
        pair.RunFor(TimeSpan.FromMinutes(5));
        ObservedNegotiation seen = Assert.Single(Observe(pair.Network.Sent));
        Assert.Equal(NegotiationOutcome.Unanswered, seen.Outcome);
        int sent = pair.Network.Sent.Count;
        Assert.True(sent > 2);
        Assert.Equal(sent, seen.Exchanges[0].Request!.Transmissions);
        Assert.Contains(FormattableString.Invariant($"sent {sent} times"), seen.OutcomeReason, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_bad_network_there_is_one_negotiation_and_every_repetition_is_counted()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            using var pair = new Pair(new PairOptions { Seed = seed });
            pair.Network.Conditions = new NetworkConditions { Loss = 0.3, Duplication = 0.1, MaximumDelay = TimeSpan.FromMilliseconds(900) };
            pair.ConnectAlice();
            pair.RunFor(TimeSpan.FromMinutes(3));
            ObservedNegotiation seen = Assert.Single(Observe(pair.Network.Sent));
            int distinct = pair.Network.Sent.Select(static sent => Hex.Format(sent.Message)).Distinct().Count();
            Assert.Equal(pair.Network.Sent.Count, seen.Messages);
            Assert.Equal(pair.Network.Sent.Count - distinct, seen.Retransmissions);
            Assert.True(!pair.Alice.Established.Any() || seen.Outcome == NegotiationOutcome.Established, $"seed {seed}: {seen.Outcome}, {seen.OutcomeReason}");
        }
    }

    [Fact]
    public void A_NAT_is_seen_from_its_outside()
    {
        var nat = new SimulatedNat("203.0.113.9");
        using Pair pair = Pair.Connected(new PairOptions { AliceAddress = NetAddress.Parse("10.0.0.1"), AliceNat = nat });
        Assert.True(Assert.Single(pair.Alice.Established).IsLocalBehindNat);
        var outside = new List<SimulatedDatagram>();
        foreach (SimulatedDatagram sent in pair.Network.Sent)
        {
            outside.Add(sent.Source.Address == pair.Alice.Address ? sent with { Source = nat.TranslateOutbound(sent.Source, sent.Time) } : sent);
        }

        ObservedNegotiation seen = Assert.Single(Observe(outside));
        Assert.Equal((true, false), (seen.Initiator.IsBehindNat!.Value, seen.Responder.IsBehindNat!.Value));
        Assert.Equal(nat.Outside, seen.Initiator.First.Address);
        Assert.Equal(4500, Assert.Single(seen.Responder.Moves).To.Port);
    }

    private static IReadOnlyList<ObservedNegotiation> Observe(IEnumerable<SimulatedDatagram> datagrams, DecryptionKeys? keys = null)
    {
        using var observer = new NegotiationObserver(CryptoProvider.Default, keys);
        foreach (SimulatedDatagram datagram in datagrams)
        {
            // A NAT gives port 500 another number; the other end still tells whether there is a marker.
            bool hasMarker = datagram.Source.Port != SimulatedHost.IkePort && datagram.Destination.Port != SimulatedHost.IkePort;
            if (UdpEncapsulation.Classify(datagram.Octets, hasMarker, out ReadOnlySpan<byte> message) == DatagramKind.Ike)
            {
                observer.Observe(message, new PacketInfo(datagram.Source, datagram.Destination), datagram.Time.Utc);
            }
        }

        return observer.Negotiations;
    }
}
