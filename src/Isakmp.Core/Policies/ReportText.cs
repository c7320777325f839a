using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Isakmp.Policies;

/// <summary>Writes reports in the words of router logs.</summary>
internal static class ReportText
{
    public static string Write(ReportContent content)
    {
        var text = new StringBuilder();
        foreach (ProposalComparison comparison in content.Comparisons)
        {
            Write(text, comparison);
        }

        if (content.OmittedComparisons > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"({content.OmittedComparisons} more comparisons are left out)\n");
        }

        if (content.Failure == NegotiationFailure.NoProposalMatched)
        {
            text.Append("no offers accepted!\n");
        }

        text.Append(content.Summary).Append('\n');
        foreach (ReportFact fact in content.Facts)
        {
            text.Append("  ").Append(fact).Append('\n');
        }

        if (content.Hint is not null)
        {
            text.Append("Hint: ").Append(content.Hint).Append('\n');
        }

        return text.ToString(0, text.Length - 1);
    }

    private static void Write(StringBuilder text, ProposalComparison comparison)
    {
        text.Append(CultureInfo.InvariantCulture, $"Checking {comparison.Offered.Protocol} proposal {comparison.Offered.Number} against priority {comparison.Priority} policy\n")
            .Append(CultureInfo.InvariantCulture, $"  offered:  {comparison.OfferedText}\n")
            .Append(CultureInfo.InvariantCulture, $"  accepted: {comparison.PolicyText}\n");
        foreach (AttributeVerdict verdict in comparison.Verdicts)
        {
            if (verdict.IsMatch)
            {
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"  {verdict.Name} offered does not match policy!")
                .Append(CultureInfo.InvariantCulture, $" ({verdict.Attribute}: offered {Words(verdict.Offered)}; accepted {Words(verdict.Accepted)}; {verdict.Explanation})\n");
        }

        text.Append(comparison.IsAcceptable ? "  atts are acceptable\n" : "  atts are not acceptable\n");
    }

    private static string Words(ImmutableArray<string> words) => words.IsEmpty ? "none" : string.Join(", ", words);
}
