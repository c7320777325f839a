using System.Collections.Immutable;
using System.Globalization;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>How far a transform is from a policy, and what to change on either side so that they would agree.</summary>
internal static class TransformHints
{
    private const int MaximumShown = 8;

    // Differences in the frame or in understanding weigh more than an algorithm; a key length or a lifetime weighs less.
    public static int Distance(TransformComparison comparison) => comparison.Mismatches.Sum(verdict => verdict.Reason switch
    {
        MismatchReason.Protocol or MismatchReason.UnknownTransformType or MismatchReason.ProtocolSet => 60,
        MismatchReason.ProposalNumber or MismatchReason.SpiSize => 40,
        MismatchReason.UnknownAttribute => 20,
        MismatchReason.KeyLength => 9,
        MismatchReason.LifetimeTooLong or MismatchReason.LifetimeDiffers => 5,
        MismatchReason.NotInPolicy or MismatchReason.NotOffered or MismatchReason.IntegrityMode => 12,
        _ => 10,
    });

    /// <summary>The hint for the nearest pair.</summary>
    /// <param name="nearest">The pair.</param>
    /// <param name="setting">The setting of swanctl.conf that holds our side's words.</param>
    public static string For(TransformComparison nearest, string setting)
    {
        if (nearest.Mismatches.FirstOrDefault(IsBreach) is { } breach)
        {
            return $"The peer's {Place(nearest)} cannot be accepted whatever is configured ({breach.Name}: {breach.Explanation}); look at the peer's software.";
        }

        string difference = $"The nearest, {Place(nearest)} against our priority {nearest.Priority} policy, "
            + $"{(nearest.Mismatches.Count() == 1 ? "differs only in" : "differs in")} the {Join(nearest.Mismatches)}";
        IEnumerable<string> changes = Changes(nearest, setting);
        return changes.Any() ? $"{difference}: {string.Join("; ", changes)}." : $"{difference}.";
    }

    /// <summary>Attributes without meaning, with their names; a peer may send very many.</summary>
    public static ImmutableArray<string> Unresolved(ImmutableArray<V1Attribute> attributes, Func<V1Attribute, string> nameOf)
    {
        IEnumerable<string> shown = attributes.Take(MaximumShown).Select(attribute => attribute.Number is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"{nameOf(attribute)}={number}")
            : nameOf(attribute));
        return attributes.Length <= MaximumShown ? [.. shown] : [.. shown, $"and {attributes.Length - MaximumShown} more"];
    }

    private static IEnumerable<string> Changes(TransformComparison nearest, string setting)
    {
        HashSet<string> different = [.. nearest.Mismatches.Select(verdict => verdict.Attribute)];
        if (different.Overlaps(["ENCR", "HASH", "INTEG", "GROUP", "ESN"]))
        {
            string weakness = ProposalHints.WeaknessOf(nearest.Offered);
            string unless = weakness.Length == 0 ? "or" : "or, if the peer cannot do better,";
            string here = IsWritable(nearest) ? $", {unless} add {nearest.Offered} to {setting} here{weakness}" : string.Empty;
            yield return $"set {setting} = {nearest.Policy} on the peer{here}";
        }

        if (Find(nearest, "AUTH") is { } method)
        {
            yield return $"let both sides authenticate alike: the peer wants {Words(method.Offered)}, we want {Words(method.Accepted)}";
        }

        if (Find(nearest, "MODE") is { } mode)
        {
            yield return $"give both sides the same mode: the peer wants {Words(mode.Offered)}, we want {Words(mode.Accepted)}";
        }

        if (Find(nearest, "LIFE") is { } lifetime)
        {
            yield return $"give both sides the same lifetime ({Words(lifetime.Accepted)} here), or let the lifetime rule be claim or obey here";
        }

        if (Find(nearest, "Protocols") is { } protocols)
        {
            yield return $"the peer wants {Words(protocols.Offered)}, we want {Words(protocols.Accepted)}: give both sides the same protocols";
        }
    }

    private static AttributeVerdict? Find(TransformComparison comparison, string attribute) =>
        comparison.Mismatches.FirstOrDefault(verdict => verdict.Attribute == attribute);

    // What a peer offers can be added here if the notation has all of it, and IKEv1 a policy for it.
    private static bool IsWritable(TransformComparison comparison)
    {
        SecurityProtocol protocol = comparison.Protocol == V1Protocol.Isakmp ? SecurityProtocol.Ike
            : comparison.Protocol == V1Protocol.Ah ? SecurityProtocol.Ah : SecurityProtocol.Esp;
        return comparison.Protocol != V1Protocol.IpComp && ProposalNotation.TryParse(comparison.Offered, protocol, out Proposal? proposal, out _)
            && ProposalNotation.Format(proposal) == comparison.Offered;
    }

    private static bool IsBreach(AttributeVerdict verdict) => verdict.Reason
        is MismatchReason.UnknownTransformType or MismatchReason.UnknownAttribute or MismatchReason.SpiSize or MismatchReason.ProposalNumber
        || verdict.Attribute == "Protocol";

    private static string Place(TransformComparison comparison) => comparison.Protocol == V1Protocol.Isakmp ? $"transform {comparison.Transform}"
        : comparison.Transform == 0 ? $"proposal {comparison.Proposal}"
        : $"proposal {comparison.Proposal} transform {comparison.Transform}";

    private static string Words(ImmutableArray<string> words) => words.IsEmpty ? "none" : string.Join(" or ", words);

    private static string Join(IEnumerable<AttributeVerdict> verdicts)
    {
        string[] names = [.. verdicts.Select(verdict => verdict.Name)];
        return names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
