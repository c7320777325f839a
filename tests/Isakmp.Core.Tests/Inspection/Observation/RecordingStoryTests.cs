using Isakmp.Core.Tests.Inspection.Decoding;
using Isakmp.Inspection.Observation;
using Isakmp.Testing;

namespace Isakmp.Core.Tests.Inspection.Observation;

/// <summary>Every session between real daemons: what an observer says is what the initiator's log says.</summary>
public sealed class RecordingStoryTests
{
    public static TheoryData<string> All => DaemonRecording.Names.Count > 0 ? [.. DaemonRecording.Names] : ["ikev2-psk"];

    [Theory]
    [MemberData(nameof(All))]
    public void With_keys_the_story_is_that_of_the_log(string name)
    {
        var recording = DaemonRecording.Require(name);
        if (!HasKeys(recording))
        {
            return; // the other test has it
        }

        var log = new DaemonLog(recording);
        ObservedNegotiation seen = Find(recording, ObservedRecording.Observe(recording, withKeys: true));
        Assert.Equal((0, 0), (seen.UnreadMessages, seen.MalformedMessages));
        AssertChosen(log, seen);
        if (log.Established is { } identities)
        {
            Assert.Equal((NegotiationOutcome.Established, true), (seen.Outcome, seen.IsOutcomeCertain));
            Assert.Equal(identities, (seen.Initiator.Identity!, seen.Responder.Identity!));
        }

        if (log.Child is { } child)
        {
            ObservedChildSa first = seen.ChildSas[0];
            Assert.Equal(ChildSaOutcome.Established, first.Outcome);
            Assert.Equal((child.InitiatorSpi, child.ResponderSpi), (first.InitiatorSpi.ToString(), first.ResponderSpi.ToString()));
            Assert.Equal((child.Initiator, child.Responder), (string.Join(' ', first.InitiatorSelectors), string.Join(' ', first.ResponderSelectors)));
            Assert.Equal(log.ProposalOf("ESP", impliesPrf: false), first.Chosen!.Split(',')[0]);
        }
        else
        {
            Assert.DoesNotContain(seen.ChildSas, other => other.Outcome == ChildSaOutcome.Established && log.Established is not null);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Without_keys_the_outside_tells_what_it_can(string name)
    {
        var recording = DaemonRecording.Require(name);
        var log = new DaemonLog(recording);
        IReadOnlyList<ObservedNegotiation> all = ObservedRecording.Observe(recording, withKeys: false);
        ObservedNegotiation seen = Find(recording, all);
        AssertChosen(log, seen);
        Assert.Empty(seen.ChildSas);
        if (log.Established is not null || log.Child is not null)
        {
            Assert.Equal(NegotiationOutcome.Established, seen.Outcome);
            Assert.True(seen.UnreadMessages > 0);
        }

        // In IKEv2 and Main Mode identities are encrypted; Aggressive Mode tells them.
        bool isAggressive = seen.Exchanges[0].Type == Isakmp.Registry.ExchangeType.Aggressive;
        Assert.Equal(isAggressive, seen.Initiator.Identity is not null);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_NAT_is_seen_where_the_daemon_saw_one(string name)
    {
        var recording = DaemonRecording.Require(name);
        var log = new DaemonLog(recording);
        ObservedNegotiation seen = Find(recording, ObservedRecording.Observe(recording, withKeys: true));
        if (log.Says("remote host is behind NAT"))
        {
            Assert.True(seen.Responder.IsBehindNat);
        }

        if (name.StartsWith("nonat-", StringComparison.Ordinal))
        {
            Assert.Equal((false, false), (seen.Initiator.IsBehindNat, seen.Responder.IsBehindNat));
        }
    }

    private static bool HasKeys(DaemonRecording recording)
    {
        using Isakmp.Inspection.Keys.DecryptionKeys keys = RecordingTests.ReadKeys(recording, out bool hasKeys);
        return hasKeys;
    }

    // The cookie test begins with bare IKE_SA_INIT requests of a scanner.
    private static ObservedNegotiation Find(DaemonRecording recording, IReadOnlyList<ObservedNegotiation> all) => DaemonLog.Spis(recording) is { } spis
        ? all.Single(negotiation => (negotiation.InitiatorSpi.ToString(), negotiation.ResponderSpi.ToString()) == spis)
        : all[0];

    private static void AssertChosen(DaemonLog log, ObservedNegotiation seen)
    {
        if (log.ProposalOf("IKE", impliesPrf: false) is { } proposal)
        {
            Assert.Equal(proposal, seen.ChosenProposal!.Split(',')[0]);
            Assert.Contains(seen.OfferedProposals, offered => proposal.Split('-').All(word => offered.Contains(word, StringComparison.Ordinal)));
        }
    }
}
