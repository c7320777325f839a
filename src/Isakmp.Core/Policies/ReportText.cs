using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Isakmp.Policies.V1;

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

        foreach (TransformComparison comparison in content.TransformComparisons)
        {
            text.Append(CultureInfo.InvariantCulture, $"Checking {comparison.Place} against priority {comparison.Priority} policy\n");
            Write(text, comparison.Offered, comparison.Policy, comparison.Verdicts);
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
        text.Append(CultureInfo.InvariantCulture, $"Checking {comparison.Offered.Protocol} proposal {comparison.Offered.Number} against priority {comparison.Priority} policy\n");
        Write(text, comparison.OfferedText, comparison.PolicyText, comparison.Verdicts);
    }

    private static void Write(StringBuilder text, string offered, string accepted, ImmutableArray<AttributeVerdict> verdicts)
    {
        text.Append(CultureInfo.InvariantCulture, $"  offered:  {offered}\n").Append(CultureInfo.InvariantCulture, $"  accepted: {accepted}\n");
        bool isAcceptable = true;
        foreach (AttributeVerdict verdict in verdicts)
        {
            if (verdict.IsMatch)
            {
                continue;
            }

            isAcceptable = false;
            text.Append(CultureInfo.InvariantCulture, $"  {verdict.Name} offered does not match policy!")
                .Append(CultureInfo.InvariantCulture, $" ({verdict.Attribute}: offered {Words(verdict.Offered)}; accepted {Words(verdict.Accepted)}; {verdict.Explanation})\n");
        }

        text.Append(isAcceptable ? "  atts are acceptable\n" : "  atts are not acceptable\n");
    }

    private static string Words(ImmutableArray<string> words) => words.IsEmpty ? "none" : string.Join(", ", words);
}
