using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;

namespace Isakmp.Policies;

/// <summary>The responder's choice among offered proposals (RFC 7296 2.7 and 3.3.6).</summary>
public static class ProposalSelection
{
    /// <summary>Chooses the first of our proposals that an offered one satisfies, and within it the first of our algorithms of each kind.</summary>
    /// <param name="offered">What the peer offers, in its order.</param>
    /// <param name="accepted">What we accept, the preferred first.</param>
    /// <param name="options">Which SA is negotiated.</param>
    /// <param name="chosen">
    /// Number and SPI of the offered proposal, with exactly one transform of each type. Its SPI is the peer's: the answer carries our own instead.
    /// If its key exchange is not the one of the peer's KE payload, it is the one to ask for with INVALID_KE_PAYLOAD (RFC 7296 1.3).
    /// </param>
    /// <param name="report">Why; its cost arises when it is read.</param>
    /// <returns>Whether there is anything in common.</returns>
    public static bool TrySelect(
        ImmutableArray<Proposal> offered,
        ImmutableArray<Proposal> accepted,
        SelectionOptions options,
        [NotNullWhen(true)] out Proposal? chosen,
        out NegotiationReport report)
    {
        chosen = null;
        report = NegotiationReport.ForProposals(offered, accepted, options);
        foreach (Proposal policy in accepted)
        {
            for (int position = 0; position < offered.Length; position++)
            {
                Proposal offer = offered[position];
                if (new ProposalMatch(offer, position, policy, options).TryChoose(out ImmutableArray<Transform> transforms))
                {
                    chosen = offer with { Transforms = transforms };
                    return true;
                }
            }
        }

        return false;
    }
}
