using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>What policy asks about transforms.</summary>
internal static class TransformKinds
{
    public static bool IsAdditionalKeyExchange(this TransformType type) =>
        type.Value >= TransformType.AdditionalKeyExchange1.Value && type.Value <= TransformType.AdditionalKeyExchange7.Value;

    public static bool IsAnyKeyExchange(this TransformType type) => type == TransformType.KeyExchange || type.IsAdditionalKeyExchange();

    /// <summary>Whether a transform says that its type may be left out: NONE is 0 for integrity and key exchanges (RFC 7296 3.3.6, RFC 9370 2.2.2).</summary>
    public static bool IsNone(this Transform transform) =>
        transform.Id == 0 && (transform.Type == TransformType.Integrity || transform.Type.IsAnyKeyExchange());

    /// <summary>Whether a cipher protects integrity by itself, so that no integrity algorithm goes with it (RFC 5282, RFC 7634, RFC 9227).</summary>
    public static bool IsCombinedMode(this Transform encryption) => encryption.Id is (>= 14 and <= 16) or (>= 18 and <= 21) or (>= 25 and <= 35);

    /// <summary>The proposal without its key exchanges.</summary>
    public static Proposal WithoutKeyExchange(this Proposal proposal) =>
        proposal with { Transforms = [.. proposal.Transforms.Where(transform => !transform.Type.IsAnyKeyExchange())] };
}
