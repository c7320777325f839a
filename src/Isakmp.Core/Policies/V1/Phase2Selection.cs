using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>The responder's choice in Quick Mode (RFC 2409 5.5, RFC 2408 4.2).</summary>
public static class Phase2Selection
{
    /// <summary>Takes the suites of a child by preference, each against the proposals in the order of the offer; proposals of one number are taken together or not at all.</summary>
    /// <param name="offered">What the peer offers.</param>
    /// <param name="child">What we accept.</param>
    /// <param name="mode">The encapsulation mode that must be offered; see <see cref="EncapsulationModes"/>.</param>
    /// <param name="choice">What was chosen.</param>
    /// <param name="report">Why; its cost arises when it is read.</param>
    /// <returns>Whether there is anything in common; otherwise the answer is NO-PROPOSAL-CHOSEN.</returns>
    public static bool TrySelect(
        ImmutableArray<V1Proposal> offered,
        ChildProfile child,
        V1EncapsulationMode mode,
        [NotNullWhen(true)] out Phase2Choice? choice,
        out NegotiationReport report)
    {
        ArgumentNullException.ThrowIfNull(child);
        choice = null;
        report = NegotiationReport.ForPhase2(offered, child, mode);
        ImmutableArray<ImmutableArray<V1Proposal>> groups = GroupByNumber(offered);
        Phase2Terms terms = Phase2Terms.For(child, mode);
        foreach (Phase2Suite suite in Phase2Suites.For(child))
        {
            foreach (ImmutableArray<V1Proposal> group in groups)
            {
                if (TryMatch(group, suite, terms, out ImmutableArray<Phase2Agreement> protocols))
                {
                    choice = new(suite.Priority, protocols, terms);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The proposals that hold together, in the order of the offer.</summary>
    internal static ImmutableArray<ImmutableArray<V1Proposal>> GroupByNumber(ImmutableArray<V1Proposal> offered) =>
        [.. offered.GroupBy(proposal => proposal.Number).Select(group => group.ToImmutableArray())];

    /// <summary>The protocol of a suite that a proposal is for.</summary>
    internal static Phase2Protocol? Find(Phase2Suite suite, V1Protocol protocol)
    {
        foreach (Phase2Protocol candidate in suite.Protocols)
        {
            if (candidate.Protocol == protocol)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Whether a number has the protocols of a suite, each once.</summary>
    internal static bool HasProtocols(ImmutableArray<V1Proposal> group, Phase2Suite suite) =>
        group.Length == suite.Protocols.Length && suite.Protocols.All(protocol => group.Count(proposal => proposal.Protocol == protocol.Protocol) == 1);

    private static bool TryMatch(ImmutableArray<V1Proposal> group, Phase2Suite suite, Phase2Terms terms, out ImmutableArray<Phase2Agreement> protocols)
    {
        protocols = [];
        if (!HasProtocols(group, suite))
        {
            return false;
        }

        ImmutableArray<Phase2Agreement>.Builder chosen = ImmutableArray.CreateBuilder<Phase2Agreement>(group.Length);
        foreach (V1Proposal proposal in group)
        {
            if (Choose(proposal, Find(suite, proposal.Protocol)!, terms) is not { } agreement)
            {
                return false;
            }

            chosen.Add(agreement);
            if (proposal.Protocol != V1Protocol.IpComp)
            {
                terms = terms with { IsGroupFixed = true, Group = agreement.Parameters.Group };
            }
        }

        protocols = chosen.ToImmutable();
        return true;
    }

    private static Phase2Agreement? Choose(V1Proposal proposal, Phase2Protocol policy, Phase2Terms terms)
    {
        foreach (V1Transform transform in proposal.Transforms)
        {
            V1IpsecParameters parameters = V1IpsecParameters.Read(transform);
            if (new Phase2Match(proposal, transform, parameters, policy, terms).IsAcceptable)
            {
                return new(proposal.Number, proposal.Protocol, proposal.Spi, transform, parameters);
            }
        }

        return null;
    }
}
