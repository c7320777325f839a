using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>What to change on either side so that the nearest pair of proposals would agree.</summary>
internal static class ProposalHints
{
    // RFC 8247 and RFC 8221: MUST NOT or SHOULD NOT.
    private static readonly ImmutableArray<string> Weak =
        ["des", "3des", "null", "md5", "md5_128", "prfmd5", "modp768", "modp1024", "modp1536", "modp1024s160", "modp2048s224", "modp2048s256"];

    public static string For(ProposalComparison nearest)
    {
        if (nearest.Mismatches.FirstOrDefault(IsBreach) is { } breach)
        {
            return $"The peer's proposal {nearest.Offered.Number} cannot be accepted whatever is configured ({breach.Name}: {breach.Explanation}); look at the peer's software.";
        }

        string setting = ProposalReports.Setting(nearest.Policy.Protocol);
        if (nearest.Mismatches.Any(verdict => verdict.Reason == MismatchReason.Protocol))
        {
            return $"The peer offers {nearest.Offered.Protocol} and we want {nearest.Policy.Protocol}: "
                + $"set {ProposalReports.Setting(nearest.Offered.Protocol)} here, or {setting} on the peer.";
        }

        string difference = $"The nearest, proposal {nearest.Offered.Number} against our priority {nearest.Priority} policy, "
            + $"{(nearest.Mismatches.Count() == 1 ? "differs only in" : "differs in")} the {Join(nearest.Mismatches)}:";
        string onPeer = $"set {setting} = {Least(nearest.Policy, nearest.Offered) ?? nearest.PolicyText} on the peer";
        if (Least(nearest.Offered, nearest.Policy) is not { } addition)
        {
            return $"{difference} {onPeer}.";
        }

        string weakness = WeaknessOf(addition);
        return weakness.Length == 0
            ? $"{difference} {onPeer}, or add {addition} to {setting} here."
            : $"{difference} {onPeer}, or, if the peer cannot do better, add {addition} to {setting} here{weakness}.";
    }

    /// <summary>Which words of a proposal the RFCs advise against, in brackets; empty if none.</summary>
    public static string WeaknessOf(string proposal)
    {
        string[] weak = [.. proposal.Split('-').Where(word => Weak.Contains(word))];
        return weak.Length == 0 ? string.Empty : $" (weak by RFC 8247: {string.Join(", ", weak)})";
    }

    /// <summary>The least of a proposal that would agree with it, for pasting: one algorithm of each kind, where possible one that the other side has too; null if words cannot express it.</summary>
    private static string? Least(Proposal wanted, Proposal other)
    {
        ImmutableArray<Transform>.Builder least = ImmutableArray.CreateBuilder<Transform>();
        foreach (Transform transform in wanted.Transforms)
        {
            int taken = IndexOf(least, transform.Type);
            if (taken < 0)
            {
                least.Add(transform);
            }
            else if (!other.Transforms.Contains(least[taken]) && other.Transforms.Contains(transform))
            {
                least[taken] = transform;
            }
        }

        string text = ProposalNotation.Format(wanted with { Transforms = least.ToImmutable() });
        return ProposalNotation.TryParse(text, wanted.Protocol, out _, out _) ? text : null;
    }

    private static int IndexOf(ImmutableArray<Transform>.Builder transforms, TransformType type)
    {
        for (int i = 0; i < transforms.Count; i++)
        {
            if (transforms[i].Type == type)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsBreach(AttributeVerdict verdict) => verdict.Reason
        is MismatchReason.UnknownTransformType or MismatchReason.UnknownAttribute or MismatchReason.SpiSize or MismatchReason.ProposalNumber;

    private static string Join(IEnumerable<AttributeVerdict> verdicts)
    {
        string[] names = [.. verdicts.Select(verdict => $"{verdict.Name} ({verdict.Attribute})")];
        return names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
