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
        string onPeer = $"set {setting} = {ProposalNotation.Format(nearest.Policy)} on the peer";
        if (Addition(nearest) is not { } addition)
        {
            return $"{difference} {onPeer}.";
        }

        string weak = string.Join(" and ", addition.Split('-').Where(word => Weak.Contains(word)));
        return weak.Length == 0
            ? $"{difference} {onPeer}, or add {addition} to {setting} here."
            : $"{difference} {onPeer}, or, if the peer cannot do better, add {addition} to {setting} here ({weak}: weak, RFC 8247).";
    }

    /// <summary>The least that our side would have to accept, as a proposal that can be pasted; null if there is no such.</summary>
    private static string? Addition(ProposalComparison nearest)
    {
        ImmutableArray<Transform>.Builder least = ImmutableArray.CreateBuilder<Transform>();
        foreach (Transform transform in nearest.Offered.Transforms)
        {
            // Where both agree on an algorithm of this type take that, otherwise what the peer prefers.
            bool isTaken = least.Any(other => other.Type == transform.Type);
            bool isCommon = nearest.Policy.Transforms.Contains(transform);
            if (isTaken && isCommon && !least.Any(other => other.Type == transform.Type && nearest.Policy.Transforms.Contains(other)))
            {
                least[IndexOf(least, transform.Type)] = transform;
            }
            else if (!isTaken)
            {
                least.Add(transform);
            }
        }

        string text = ProposalNotation.Format(nearest.Offered with { Transforms = least.ToImmutable() });
        return ProposalNotation.TryParse(text, nearest.Policy.Protocol, out _, out _) ? text : null;
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
