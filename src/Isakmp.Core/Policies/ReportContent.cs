using System.Collections.Immutable;
using Isakmp.Policies.V1;

namespace Isakmp.Policies;

/// <summary>What a report says, apart from how it is written.</summary>
internal sealed record ReportContent(NegotiationFailure Failure, string Summary, string? Hint, ImmutableArray<ReportFact> Facts)
{
    public ImmutableArray<ProposalComparison> Comparisons { get; init; } = [];

    public ProposalComparison? Nearest { get; init; }

    public ImmutableArray<TransformComparison> TransformComparisons { get; init; } = [];

    public TransformComparison? NearestTransform { get; init; }

    /// <summary>How many pairs of proposals were not compared, because an offer may be as long as a message.</summary>
    public int OmittedComparisons { get; init; }
}
