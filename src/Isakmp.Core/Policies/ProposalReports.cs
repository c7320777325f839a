using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>Reports about proposals.</summary>
internal static class ProposalReports
{
    private const int MaximumCompared = 16;

    public static ReportContent Compare(ImmutableArray<Proposal> offered, ImmutableArray<Proposal> accepted, SelectionOptions options)
    {
        ImmutableArray<ProposalComparison>.Builder comparisons = ImmutableArray.CreateBuilder<ProposalComparison>();
        for (int position = 0; position < Math.Min(offered.Length, MaximumCompared); position++)
        {
            for (int policy = 0; policy < Math.Min(accepted.Length, MaximumCompared); policy++)
            {
                comparisons.Add(ProposalComparison.Compare(offered[position], position, accepted[policy], policy + 1, options));
            }
        }

        ProposalComparison? chosen = FindChosen(offered, accepted, options);
        if (chosen is not null && (chosen.Position > MaximumCompared || chosen.Priority > MaximumCompared))
        {
            comparisons.Add(chosen);
        }

        ProposalComparison? nearest = chosen ?? comparisons.MinBy(Distance);
        int omitted = (offered.Length * accepted.Length) - comparisons.Count;
        return new(
            chosen is null ? NegotiationFailure.NoProposalMatched : NegotiationFailure.None,
            Summarize(offered, accepted, chosen),
            chosen is null && nearest is not null ? ProposalHints.For(nearest) : null,
            [])
        {
            Comparisons = comparisons.ToImmutable(),
            Nearest = nearest,
            OmittedComparisons = omitted,
        };
    }

    public static ReportContent Refused(ImmutableArray<Proposal> offer, NotifyType error, KeyExchangeMethod? requested)
    {
        if (error == NotifyType.InvalidKePayload)
        {
            return RefusedKeyExchange(offer, requested);
        }

        if (error != NotifyType.NoProposalChosen)
        {
            ReportContent content = AuthenticationReports.PeerError(error);
            return content with { Facts = [.. content.Facts, Offers(offer)] };
        }

        string setting = Setting(offer);
        return new(
            NegotiationFailure.ProposalsRefused,
            $"The peer refused {(offer.Length == 1 ? "our only proposal" : $"all {offer.Length} proposals of ours")} (NO_PROPOSAL_CHOSEN); it did not say which attribute it did not like.",
            $"Compare {setting} on the peer with the offers above: one offer must have {NeededWords(offer)} that the peer accepts"
            + " (a strongSwan peer logs both as 'received proposals' and 'configured proposals').",
            [Offers(offer)]);
    }

    public static ReportContent InvalidAnswer(ImmutableArray<Proposal> offer, ImmutableArray<Proposal> answer, string reason) => new(
        NegotiationFailure.InvalidAnswer,
        $"The peer's answer is not one of our offers: {reason}",
        "The peer breaks RFC 7296 3.3.6, or somebody on the way altered the exchange; nothing in the configuration mends that.",
        [Offers(offer), new("answered", "answered by the peer", [.. answer.Take(MaximumCompared).Select(ProposalNotation.Format)])]);

    /// <summary>The setting of swanctl.conf that holds proposals for a protocol.</summary>
    public static string Setting(SecurityProtocol protocol) =>
        protocol == SecurityProtocol.Esp ? "esp_proposals" : protocol == SecurityProtocol.Ah ? "ah_proposals" : "proposals";

    // In the order of the selection, which looks at all pairs: our order first.
    private static ProposalComparison? FindChosen(ImmutableArray<Proposal> offered, ImmutableArray<Proposal> accepted, SelectionOptions options)
    {
        for (int policy = 0; policy < accepted.Length; policy++)
        {
            for (int position = 0; position < offered.Length; position++)
            {
                if (new ProposalMatch(offered[position], position, accepted[policy], options).TryChoose(out _))
                {
                    return ProposalComparison.Compare(offered[position], position, accepted[policy], policy + 1, options);
                }
            }
        }

        return null;
    }

    private static ReportContent RefusedKeyExchange(ImmutableArray<Proposal> offer, KeyExchangeMethod? requested)
    {
        string word = requested is { } method ? AlgorithmWords.WordFor(Transform.KeyExchange(method)) : "another key exchange";
        bool isOffered = requested is { } wanted && offer.Any(proposal => proposal.Transforms.Contains(Transform.KeyExchange(wanted)));
        return new(
            NegotiationFailure.KeyExchangeRefused,
            isOffered
                ? $"The peer asked for {word} (INVALID_KE_PAYLOAD) although it had been given what it asked for."
                : $"Diffie-Hellman group offered does not match policy! The peer asks for {word} (INVALID_KE_PAYLOAD), which none of our proposals has.",
            isOffered ? null : $"Give the peer one of the key exchanges that we offer, or add {word} to {Setting(offer)} here{ProposalHints.WeaknessOf(word)}.",
            [Offers(offer), new("requested", "asked for by the peer", [word])]);
    }

    private static string Summarize(ImmutableArray<Proposal> offered, ImmutableArray<Proposal> accepted, ProposalComparison? chosen)
    {
        if (chosen is not null)
        {
            return $"Proposal {chosen.Offered.Number} of the peer satisfies our priority {chosen.Priority} policy.";
        }

        return offered.IsEmpty ? "The peer offered no proposal."
            : accepted.IsEmpty ? "We have no policy to hold the peer's proposals against."
            : offered.Length == 1 ? $"The peer's only proposal does not satisfy {(accepted.Length == 1 ? "our policy" : $"any of our {accepted.Length} policies")}."
            : $"None of the peer's {offered.Length} proposals satisfies {(accepted.Length == 1 ? "our policy" : $"any of our {accepted.Length} policies")}.";
    }

    // Differences in the frame or in understanding weigh more than an algorithm; a key length weighs less.
    private static int Distance(ProposalComparison comparison) => comparison.Mismatches.Sum(verdict => verdict.Reason switch
    {
        MismatchReason.Protocol or MismatchReason.UnknownTransformType => 60,
        MismatchReason.ProposalNumber or MismatchReason.SpiSize => 40,
        MismatchReason.KeyLength => 9,
        MismatchReason.NotInPolicy or MismatchReason.NotOffered or MismatchReason.IntegrityMode => 12,
        _ => 10,
    });

    private static ReportFact Offers(ImmutableArray<Proposal> offer) => new("offered", "offered by us", [.. offer.Select(ProposalNotation.Format)]);

    private static string Setting(ImmutableArray<Proposal> offer) => Setting(offer.IsEmpty ? SecurityProtocol.Ike : offer[0].Protocol);

    private static string NeededWords(ImmutableArray<Proposal> offer)
    {
        SecurityProtocol protocol = offer.IsEmpty ? SecurityProtocol.Ike : offer[0].Protocol;
        return protocol == SecurityProtocol.Ike ? "a cipher, an integrity algorithm (unless the cipher is a combined-mode one), a PRF and a key exchange"
            : protocol == SecurityProtocol.Esp ? "a cipher, an integrity algorithm (unless the cipher is a combined-mode one), the sequence number size and, with PFS, a key exchange"
            : "an integrity algorithm, the sequence number size and, with PFS, a key exchange";
    }
}
