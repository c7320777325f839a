using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Holds an answered transform against the one that was offered: no attribute added, changed or left out (RFC 2409 5, RFC 2408 4.2).</summary>
/// <remarks>The encoding and the order of attributes may change (RFC 2409 5); lifetimes may, as far as the rule lets them.</remarks>
internal static class AnswerComparison
{
    /// <summary>What is wrong with an answer, as a sentence; null if nothing is.</summary>
    public static string? Describe(V1Transform offered, V1Transform answered, V1Lifetime lifetime, LifetimeRule rule, V1Lifetime own, bool isPhase1)
    {
        if (offered.Id != answered.Id)
        {
            return $"The peer answered transform {answered.Number} with identifier {answered.Id} instead of {offered.Id}.";
        }

        foreach (V1Attribute attribute in answered.Attributes)
        {
            if (!IsLifetime(attribute, isPhase1) && !Contains(offered, attribute))
            {
                return $"The peer answered transform {answered.Number} with {Name(attribute, isPhase1)}, which is not what it offers.";
            }
        }

        foreach (V1Attribute attribute in offered.Attributes)
        {
            if (!IsLifetime(attribute, isPhase1) && !Contains(answered, attribute))
            {
                return $"The peer left {Name(attribute, isPhase1)} out of transform {answered.Number}.";
            }
        }

        return LifetimeAgreement.Check(rule, lifetime, own) == MismatchReason.None
            ? null
            : $"The peer changed the lifetime of transform {answered.Number} from {own} to {lifetime}.";
    }

    private static bool Contains(V1Transform transform, V1Attribute wanted)
    {
        foreach (V1Attribute attribute in transform.Attributes)
        {
            if (attribute.Says(wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLifetime(V1Attribute attribute, bool isPhase1) =>
        isPhase1 ? attribute.Type is 11 or 12 : attribute.Type is 1 or 2;

    private static string Name(V1Attribute attribute, bool isPhase1)
    {
        string type = isPhase1 ? new V1IkeAttributeType(attribute.Type).ToString() : new V1IpsecAttributeType(attribute.Type).ToString();
        return attribute.Number is { } number ? $"{type} {number}" : type;
    }
}
