using System.Collections.Immutable;
using System.Globalization;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Reports about the transforms of phase 1.</summary>
internal static class Phase1Reports
{
    private const int MaximumCompared = 512;

    public static ReportContent Compare(ImmutableArray<V1Proposal> offered, ImmutableArray<IsakmpPolicy> policies)
    {
        ImmutableArray<TransformComparison>.Builder comparisons = ImmutableArray.CreateBuilder<TransformComparison>();
        TransformComparison? chosen = null;
        TransformComparison? nearest = null;
        int total = 0;
        foreach (IsakmpPolicy policy in IsakmpPolicy.Order(policies))
        {
            foreach (V1Proposal proposal in offered)
            {
                foreach (V1Transform transform in proposal.Transforms)
                {
                    // Like a router, no further than the first match.
                    if (chosen is not null)
                    {
                        break;
                    }

                    TransformComparison comparison = Compare(offered, proposal, transform, policy);
                    chosen = comparison.IsAcceptable ? comparison : null;
                    nearest = nearest is null || TransformHints.Distance(comparison) < TransformHints.Distance(nearest) ? comparison : nearest;
                    if (total++ < MaximumCompared || chosen is not null)
                    {
                        comparisons.Add(comparison);
                    }
                }
            }
        }

        return new(
            chosen is null ? NegotiationFailure.NoProposalMatched : NegotiationFailure.None,
            Summarize(offered, policies, chosen),
            chosen is null && nearest is not null ? TransformHints.For(nearest, "proposals") : null,
            [])
        {
            TransformComparisons = comparisons.ToImmutable(),
            NearestTransform = chosen ?? nearest,
            OmittedComparisons = total - comparisons.Count,
        };
    }

    public static ReportContent Refused(Phase1Offer offer, V1NotifyType error) => error != V1NotifyType.NoProposalChosen
        ? RefusalReports.PeerError(error, [Offers(offer)])
        : new(
            NegotiationFailure.ProposalsRefused,
            $"The peer refused {(offer.Policies.Length == 1 ? "our only transform" : $"all {offer.Policies.Length} transforms of ours")} ({error}); it did not say which attribute it did not like.",
            "One of its policies must have the cipher with its key length, the hash, the authentication method and the group of one of the offers above, all at once, and some want a lifetime that is no longer than theirs; "
            + "many peers answer the same where no connection is configured for our address, so check the addresses first.",
            [Offers(offer)]);

    public static ReportContent InvalidAnswer(Phase1Offer offer, ImmutableArray<V1Proposal> answer, string reason) =>
        RefusalReports.InvalidAnswer(
            reason, Offers(offer),
            answer.SelectMany(proposal => proposal.Transforms).Select(V1IkeParameters.Read).Select(parameters => $"{TransformWords.Phase1(parameters)} ({parameters.AuthenticationMethod}, {parameters.Lifetime})"));

    private static ReportFact Offers(Phase1Offer offer) => new(
        "offered", "offered by us",
        [.. offer.Policies.Select(policy => string.Create(CultureInfo.InvariantCulture, $"{ProposalNotation.Format(policy.Suite)} ({policy.AuthenticationMethod}, {policy.Lifetime})"))]);

    private static TransformComparison Compare(ImmutableArray<V1Proposal> offer, V1Proposal proposal, V1Transform transform, IsakmpPolicy policy)
    {
        V1IkeParameters offered = V1IkeParameters.Read(transform);
        var match = new Phase1Match(offer, proposal, transform, offered, policy);
        ImmutableArray<AttributeVerdict>.Builder verdicts = ImmutableArray.CreateBuilder<AttributeVerdict>();
        switch (match.Frame())
        {
            case MismatchReason.Protocol:
                verdicts.Add(new("Protocol", "Protocol", [proposal.Protocol.ToString()], [V1Protocol.Isakmp.ToString()], MismatchReason.Protocol));
                break;
            case MismatchReason.UnknownTransformType:
                verdicts.Add(new(
                    "Transform-ID", "Transform identifier", [TransformWords.Identifier(proposal.Protocol, transform.Id, null)], [V1IkeTransform.KeyIke.ToString()],
                    MismatchReason.UnknownTransformType));
                break;
            case MismatchReason.ProposalNumber:
                verdicts.Add(new("Number", "Proposal number", [string.Create(CultureInfo.InvariantCulture, $"{proposal.Number} more than once")], ["one proposal"], MismatchReason.ProposalNumber));
                break;
            default:
                break;
        }

        verdicts.Add(new(
            "ENCR", "Encryption algorithm", TransformWords.List(TransformWords.Cipher(offered.Encryption, offered.KeyLength)),
            TransformWords.List(TransformWords.Cipher(policy.Encryption, policy.KeyLength)), match.Encryption()));
        verdicts.Add(new("HASH", "Hash algorithm", TransformWords.List(TransformWords.Hash(offered.Hash)), TransformWords.List(TransformWords.Hash(policy.Hash)), match.Hash()));
        verdicts.Add(new("AUTH", "Authentication method", TransformWords.List(offered.AuthenticationMethod?.ToString()), [policy.AuthenticationMethod.ToString()], match.Method()));
        verdicts.Add(new(
            "GROUP", "Diffie-Hellman group", TransformWords.List(TransformWords.Group(offered.Group)), TransformWords.List(TransformWords.Group(policy.Group)), match.Group()));
        verdicts.Add(new("LIFE", "Lifetime duration", [offered.Lifetime.ToString()], [policy.Lifetime.ToString()], match.Lifetime()));
        if (match.Rest() != MismatchReason.None)
        {
            verdicts.Add(new(
                "Attribute", "Attribute", TransformHints.Unresolved(offered.Unresolved, attribute => new V1IkeAttributeType(attribute.Type).ToString()), [], match.Rest()));
        }

        return new(proposal.Protocol, proposal.Number, transform.Number, policy.Priority, TransformWords.Phase1(offered), ProposalNotation.Format(policy.Suite), verdicts.ToImmutable());
    }

    private static string Summarize(ImmutableArray<V1Proposal> offered, ImmutableArray<IsakmpPolicy> policies, TransformComparison? chosen)
    {
        if (chosen is not null)
        {
            return $"Transform {chosen.Transform} of the peer satisfies our priority {chosen.Priority} policy.";
        }

        int transforms = offered.Sum(proposal => proposal.Transforms.Length);
        string ours = policies.Length == 1 ? "our policy" : $"any of our {policies.Length} policies";
        return transforms == 0 ? "The peer offered no transform."
            : policies.IsEmpty ? "We have no policy to hold the peer's transforms against."
            : transforms == 1 ? $"The peer's only transform does not satisfy {ours}."
            : $"None of the peer's {transforms} transforms satisfies {ours}.";
    }
}
