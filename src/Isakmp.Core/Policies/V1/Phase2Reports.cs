using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Reports about the proposals of Quick Mode.</summary>
internal static class Phase2Reports
{
    private const int MaximumCompared = 512;

    public static ReportContent Compare(ImmutableArray<V1Proposal> offered, ChildProfile child, V1EncapsulationMode mode)
    {
        ImmutableArray<TransformComparison>.Builder comparisons = ImmutableArray.CreateBuilder<TransformComparison>();
        bool isAccepted = Phase2Selection.TrySelect(offered, child, mode, out Phase2Choice? choice, out _);
        TransformComparison? nearest = null;
        int distance = int.MaxValue;
        int omitted = 0;
        ImmutableArray<Phase2Suite> suites = Phase2Suites.For(child);
        foreach (Phase2Suite suite in isAccepted ? suites.Take(choice!.Priority) : suites)
        {
            foreach (ImmutableArray<V1Proposal> group in Phase2Selection.GroupByNumber(offered))
            {
                TransformComparison[] found = [.. Compare(group, suite, Phase2Terms.For(child, mode))];
                int taken = Math.Min(found.Length, MaximumCompared - comparisons.Count);
                comparisons.AddRange(found[..taken]);
                omitted += found.Length - taken;

                // What holds together is as far away as all its protocols are, and the farthest of them is what to look at.
                TransformComparison[] best = [.. found.GroupBy(comparison => comparison.Protocol).Select(protocol => protocol.MinBy(TransformHints.Distance)!)];
                if (best.Length > 0 && best.Sum(TransformHints.Distance) is var sum && sum < distance)
                {
                    (nearest, distance) = (best.MaxBy(TransformHints.Distance), sum);
                }

                if (isAccepted && suite.Priority == choice!.Priority && group[0].Number == choice.Main.Number)
                {
                    break;
                }
            }
        }

        return new(
            isAccepted ? NegotiationFailure.None : NegotiationFailure.NoProposalMatched,
            isAccepted ? $"Proposal {choice!.Main.Number} of the peer satisfies our priority {choice.Priority} policy."
                : offered.IsEmpty ? "The peer offered no proposal."
                : $"None of the peer's proposals satisfies {(suites.Length == 1 ? "our policy" : $"any of our {suites.Length} policies")} for child '{child.Name}'.",
            isAccepted || nearest is null || nearest.IsAcceptable ? null : TransformHints.For(nearest, Setting(child)),
            [])
        {
            TransformComparisons = comparisons.ToImmutable(),
            NearestTransform = nearest,
            OmittedComparisons = omitted,
        };
    }

    public static ReportContent Refused(Phase2Offer offer, V1NotifyType error) => error != V1NotifyType.NoProposalChosen
        ? RefusalReports.PeerError(error, [Offers(offer.Proposals)])
        : new(
            NegotiationFailure.ProposalsRefused,
            $"The peer refused {(offer.Proposals.Length == 1 ? "our only proposal" : $"all {offer.Proposals.Length} proposals of ours")} ({error}); it did not say which attribute it did not like.",
            "One offer must have a cipher with its key length, an integrity algorithm (unless the cipher is a combined-mode one), the mode, and with PFS the group that the peer accepts; "
            + $"{(offer.KeyExchange is null ? "we offer no PFS, which peers that demand it refuse in the same way" : "we offer PFS, which peers without it may refuse in the same way")}; "
            + "some peers answer the same where the traffic (local_ts, remote_ts) does not fit.",
            [Offers(offer.Proposals)]);

    public static ReportContent InvalidAnswer(Phase2Offer offer, ImmutableArray<V1Proposal> answer, string reason) =>
        RefusalReports.InvalidAnswer(reason, Offers(offer.Proposals), Offers(answer).Values);

    private static ReportFact Offers(ImmutableArray<V1Proposal> proposals) => new(
        "offered", "offered by us",
        [.. proposals.SelectMany(proposal => proposal.Transforms.Select(transform => Describe(proposal, transform, V1IpsecParameters.Read(transform))))]);

    private static string Describe(V1Proposal proposal, V1Transform transform, V1IpsecParameters parameters) =>
        $"{proposal.Number} {TransformWords.Protocol(proposal.Protocol)}: {TransformWords.Phase2(proposal.Protocol, transform, parameters)} ({parameters.Mode?.ToString() ?? "any mode"}, {parameters.Lifetime})";

    private static IEnumerable<TransformComparison> Compare(ImmutableArray<V1Proposal> group, Phase2Suite suite, Phase2Terms terms)
    {
        if (!Phase2Selection.HasProtocols(group, suite))
        {
            string offered = string.Join('+', group.Select(proposal => TransformWords.Protocol(proposal.Protocol)));
            string wanted = string.Join('+', suite.Protocols.Select(protocol => TransformWords.Protocol(protocol.Protocol)));
            yield return new(group[0].Protocol, group[0].Number, 0, suite.Priority, offered, Words(suite),
                [new("Protocols", "Protocol", [offered], [wanted], MismatchReason.ProtocolSet)]);
            yield break;
        }

        foreach (V1Proposal proposal in group)
        {
            Phase2Protocol policy = Phase2Selection.Find(suite, proposal.Protocol)!;
            Phase2Terms settled = terms;
            foreach (V1Transform transform in proposal.Transforms)
            {
                V1IpsecParameters parameters = V1IpsecParameters.Read(transform);
                var match = new Phase2Match(proposal, transform, parameters, policy, settled);
                yield return new(
                    proposal.Protocol, proposal.Number, transform.Number, suite.Priority, TransformWords.Phase2(proposal.Protocol, transform, parameters),
                    Words(policy), Judge(match, proposal, transform, parameters, policy, settled));
                if (match.IsAcceptable)
                {
                    terms = proposal.Protocol == V1Protocol.IpComp ? terms : terms with { IsGroupFixed = true, Group = parameters.Group };
                    break;
                }
            }
        }
    }

    private static ImmutableArray<AttributeVerdict> Judge(
        Phase2Match match, V1Proposal proposal, V1Transform transform, V1IpsecParameters offered, Phase2Protocol policy, Phase2Terms terms)
    {
        Proposal? own = policy.Algorithms;
        ImmutableArray<AttributeVerdict>.Builder verdicts = ImmutableArray.CreateBuilder<AttributeVerdict>();
        if (match.Frame() != MismatchReason.None)
        {
            verdicts.Add(new("SPI", "SPI size", [$"{proposal.Spi.Length} octets"], ["4 octets"], match.Frame()));
        }

        if (policy.Protocol != V1Protocol.Ah)
        {
            verdicts.Add(new(
                "ENCR", own is null ? "Compression algorithm" : "Encryption algorithm", [TransformWords.Identifier(proposal.Protocol, transform.Id, offered.KeyLength)],
                own is null ? [IpCompTransform.Deflate.ToString()] : TransformWords.List(own, TransformType.Encryption), match.Encryption()));
        }

        if (offered.Authentication is not null || own?.First(TransformType.Integrity) is not null)
        {
            verdicts.Add(new("INTEG", "Hash algorithm", TransformWords.List(TransformWords.Authentication(offered.Authentication)), TransformWords.List(own, TransformType.Integrity), match.Integrity()));
        }

        if (offered.Group is not null || own?.First(TransformType.KeyExchange) is not null)
        {
            ImmutableArray<string> accepted = terms.IsGroupFixed ? TransformWords.List(TransformWords.Group(terms.Group)) : TransformWords.List(own, TransformType.KeyExchange);
            verdicts.Add(new("GROUP", "Diffie-Hellman group", TransformWords.List(TransformWords.Group(offered.Group)), accepted, match.Group()));
        }

        if (own is not null)
        {
            verdicts.Add(new("ESN", "Sequence number size", [offered.ExtendedSequenceNumbers ? "esn" : "noesn"], TransformWords.List(own, TransformType.ExtendedSequenceNumbers), match.SequenceNumbers()));
        }

        verdicts.Add(new("MODE", "Encapsulation mode", TransformWords.List(offered.Mode?.ToString()), [terms.Mode.ToString()], match.Mode()));
        verdicts.Add(new("LIFE", "Lifetime duration", [Phase2Match.LifetimeOf(offered).ToString()], [terms.Lifetime.ToString()], match.Lifetime()));
        if (match.Rest() != MismatchReason.None)
        {
            verdicts.Add(new("Attribute", "Attribute", TransformHints.Unresolved(offered.Unresolved, attribute => new V1IpsecAttributeType(attribute.Type).ToString()), [], match.Rest()));
        }

        return verdicts.ToImmutable();
    }

    private static string Words(Phase2Suite suite) => string.Join(" + ", suite.Protocols.Select(Words));

    private static string Words(Phase2Protocol protocol) => protocol.Algorithms is { } algorithms ? ProposalNotation.Format(algorithms) : "ipcomp deflate";

    private static string Setting(ChildProfile child) => ProposalReports.Setting(child.Protocol);
}
