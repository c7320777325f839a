using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;

namespace Isakmp.Policies.V1;

/// <summary>The responder's choice among the transforms of phase 1 (RFC 2409 5).</summary>
public static class Phase1Selection
{
    /// <summary>Takes our policies by priority, each against all transforms in the order of the offer; the first match wins, as on routers.</summary>
    /// <param name="offered">What the peer offers.</param>
    /// <param name="policies">What we accept.</param>
    /// <param name="choice">What was chosen.</param>
    /// <param name="report">Why; its cost arises when it is read.</param>
    /// <returns>Whether a transform satisfies a policy; otherwise the answer is NO-PROPOSAL-CHOSEN.</returns>
    public static bool TrySelect(
        ImmutableArray<V1Proposal> offered, ImmutableArray<IsakmpPolicy> policies, [NotNullWhen(true)] out Phase1Choice? choice, out NegotiationReport report)
    {
        choice = null;
        ImmutableArray<IsakmpPolicy> ordered = IsakmpPolicy.Order(policies);
        report = NegotiationReport.ForPhase1(offered, ordered);
        V1IkeParameters[][] parameters = [.. offered.Select(proposal => proposal.Transforms.Select(V1IkeParameters.Read).ToArray())];
        foreach (IsakmpPolicy policy in ordered)
        {
            for (int i = 0; i < offered.Length; i++)
            {
                for (int j = 0; j < offered[i].Transforms.Length; j++)
                {
                    V1Proposal proposal = offered[i];
                    if (new Phase1Match(offered, proposal, proposal.Transforms[j], parameters[i][j], policy).IsAcceptable)
                    {
                        // RFC 2408 3.5: the SPI of an ISAKMP SA is its cookies, so none is written.
                        choice = new(proposal with { Spi = [], Transforms = [proposal.Transforms[j]] }, parameters[i][j], policy);
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
