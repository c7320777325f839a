using Isakmp.Exchanges;
using Isakmp.Inspection.Observation;
using Isakmp.Registry;

namespace Isakmp.Core.Tests.Inspection.Observation;

/// <summary>What happens after a negotiation, against the lists of SAs and the packets of recordings: rekeying, moving, deleting, XAUTH, liveness.</summary>
public sealed class SessionStoryTests
{
    [Fact]
    public void Rekeying_of_both_kinds_by_both_sides_is_followed()
    {
        IReadOnlyList<ObservedNegotiation> all = ObservedRecording.Observe(ObservedRecording.Committed("ikev2-psk-rekey"), withKeys: true);

        // The list of SAs that the recording ends with: IKE SA 3, whose initiator was the responder of the first, and three Child SAs.
        Assert.Equal(["5afa16257abfd710", "767fd64665675bd8", "693d4c68880c7761"], all.Select(negotiation => negotiation.InitiatorSpi.ToString()));
        Assert.Equal(["00eb6431f3ca1ed2", "2dadc7e78960aec8", "d1d12c031c48581c"], all.Select(negotiation => negotiation.ResponderSpi.ToString()));
        Assert.Equal([null, all[0], all[1]], all.Select(negotiation => negotiation.Replaces));
        Assert.Equal([all[1], all[2], null], all.Select(negotiation => negotiation.ReplacedBy));
        Assert.All(all, negotiation => Assert.Equal((NegotiationOutcome.Established, true, "aes256-sha256-modp2048"), (negotiation.Outcome, negotiation.IsOutcomeCertain, negotiation.ChosenProposal)));
        Assert.Equal(["alice.test", "alice.test", "bob.test"], all.Select(negotiation => negotiation.Initiator.Identity));
        Assert.Equal([IkeRole.Initiator, IkeRole.Responder, null], all.Select(negotiation => negotiation.DeletedBy));

        ObservedChildSa[] children = [.. all.SelectMany(negotiation => negotiation.ChildSas)];
        Assert.Equal(["e451618c", "c4599574", "6001a687"], children.Select(child => child.InitiatorSpi.ToString()));
        Assert.Equal(["af5e0321", "f2c2c15f", "acdfb2ab"], children.Select(child => child.ResponderSpi.ToString()));
        Assert.Equal(["aes256gcm16", "aes256gcm16-x25519", "aes256gcm16-x25519"], children.Select(child => child.Chosen));
        Assert.Equal([null, children[0], children[1]], children.Select(child => child.Replaces));
        Assert.Equal([IkeRole.Initiator, IkeRole.Responder, null], children.Select(child => child.DeletedBy));
        Assert.Equal([(2L, 2L), (0L, 0L), (2L, 2L)], children.Select(child => (child.PacketsToInitiator, child.PacketsToResponder)));
    }

    [Fact]
    public void Without_keys_rekeying_is_guessed_and_said_to_be()
    {
        IReadOnlyList<ObservedNegotiation> all = ObservedRecording.Observe(ObservedRecording.Committed("ikev2-psk-rekey"), withKeys: false);
        Assert.Equal([null, all[0], all[1]], all.Select(negotiation => negotiation.Replaces));
        Assert.All(all, negotiation => Assert.False(negotiation.IsReplacementCertain));
        Assert.All(all.Skip(1), negotiation => Assert.False(negotiation.IsSeenFromStart));
    }

    [Fact]
    public void A_cookie_and_the_retry_are_one_negotiation()
    {
        IReadOnlyList<ObservedNegotiation> all = ObservedRecording.Observe(ObservedRecording.Committed("ikev2-cookie"), withKeys: true);

        // tshark: three first messages of a scanner, of which two are answered by COOKIE, then the real one.
        Assert.Equal([NegotiationOutcome.Open, NegotiationOutcome.Open, NegotiationOutcome.Open, NegotiationOutcome.Established], all.Select(negotiation => negotiation.Outcome));
        Assert.Equal(3, all[3].Exchanges.Count);
        Assert.Contains("the responder demands a cookie", all[3].Exchanges[0].Facts);
        Assert.Equal(["N(COOKIE)"], all[3].Exchanges[0].Response!.Payloads);
        Assert.Contains("N(COOKIE)", all[3].Exchanges[1].Request!.Payloads);
    }

    [Fact]
    public void INVALID_KE_PAYLOAD_and_the_retry_are_one_negotiation()
    {
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(ObservedRecording.Committed("ikev2-invalid-ke-retry"), withKeys: true));
        Assert.Equal([ExchangeType.IkeSaInit, ExchangeType.IkeSaInit, ExchangeType.IkeAuth], seen.Exchanges.Select(exchange => exchange.Type));
        Assert.Contains("INVALID_KE_PAYLOAD, wants x25519", seen.Exchanges[0].Facts);
        Assert.Empty(seen.Errors); // it is a question, not the end
    }

    [Fact]
    public void A_side_that_moves_is_followed()
    {
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(ObservedRecording.Committed("ikev2-psk-mobike"), withKeys: true));

        // tshark: frame 3 goes to port 4500, frame 11 comes from 192.0.2.11.
        Assert.Equal(["192.0.2.1:4500", "192.0.2.11:4500"], seen.Initiator.Moves.Select(move => move.To.ToString()));
        Assert.Equal(["192.0.2.2:4500"], seen.Responder.Moves.Select(move => move.To.ToString()));
        Assert.Contains(seen.Exchanges, exchange => exchange.Facts.Contains("MOBIKE: the initiator is at 192.0.2.11:4500 now"));

        // Both rekey the first Child SA at once; the log's last list has only the one that won.
        Assert.Equal(3, seen.ChildSas.Count);
        Assert.Equal([seen.ChildSas[0], seen.ChildSas[0]], seen.ChildSas.Skip(1).Select(child => child.Replaces));
        Assert.Equal([IkeRole.Initiator, IkeRole.Responder, null], seen.ChildSas.Select(child => child.DeletedBy));
        Assert.Equal((2L, 2L), (seen.ChildSas[2].PacketsToInitiator, seen.ChildSas[2].PacketsToResponder));
    }

    [Fact]
    public void XAUTH_and_mode_config_are_told_without_the_password()
    {
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(ObservedRecording.Committed("ikev1-aggr-xauth-psk-modecfg"), withKeys: true));
        Assert.Equal(("carol", true, true), (seen.UserName, seen.XauthResult, seen.HasConfiguration));
        Assert.Equal(["10.99.0.1"], seen.AssignedAddresses);
        Assert.Equal("psk+xauth", seen.Initiator.Authentication);
        Assert.DoesNotContain(seen.Exchanges, exchange => exchange.Facts.Any(fact => fact.Contains("Ar3etTnp", StringComparison.Ordinal)));
    }

    [Fact]
    public void Deletes_name_who_deleted_what()
    {
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(ObservedRecording.Committed("ikev1-main-psk-delete"), withKeys: true));
        ObservedChildSa child = Assert.Single(seen.ChildSas);
        Assert.Equal((IkeRole.Initiator, IkeRole.Responder), (child.DeletedBy!.Value, seen.DeletedBy!.Value));
        Assert.True(child.DeletedAt < seen.DeletedAt);
    }

    [Theory]
    [InlineData("ikev1-main-psk-dpd", 4)]
    [InlineData("ikev2-psk-dpd", 2)]
    public void Liveness_checks_are_counted(string name, int checks)
    {
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(ObservedRecording.Committed(name), withKeys: true));
        Assert.Equal((checks, checks), (seen.LivenessChecks, seen.LivenessAnswers));
    }

    [Fact]
    public void Fragments_make_one_message()
    {
        ObservedNegotiation seen = Assert.Single(ObservedRecording.Observe(ObservedRecording.Committed("ikev2-rsa-frag"), withKeys: false));
        ObservedExchange auth = seen.Exchanges.Single(exchange => exchange.Type == ExchangeType.IkeAuth);
        Assert.Equal(2, auth.Messages.Count);
        Assert.All(auth.Messages, message => Assert.Equal((2, 2, 1), (message.Fragments, message.FragmentsSeen, message.Transmissions)));
    }
}
