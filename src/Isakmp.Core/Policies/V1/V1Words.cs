using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>Which words of a proposal IKEv1 has a number for.</summary>
internal static class V1Words
{
    /// <summary>Whether IKEv1 has no number for an algorithm in this place.</summary>
    public static bool IsForeign(Transform transform, SecurityProtocol protocol)
    {
        bool isIke = protocol == SecurityProtocol.Ike;
        if (transform.Type == TransformType.Encryption)
        {
            return isIke ? AlgorithmMap.Phase1Cipher(transform) is null : AlgorithmMap.EspCipher(transform) is null;
        }

        if (transform.Type == TransformType.Integrity && !transform.IsNone())
        {
            // In phase 1 the word stands for a hash, whose HMAC is the pseudorandom function.
            return isIke ? AlgorithmWords.PrfFor(transform) is not { } prf || AlgorithmMap.Hash(prf) is null || !IsPlain(transform)
                : AlgorithmMap.Authentication(transform) is not { } algorithm || (protocol == SecurityProtocol.Ah && AlgorithmMap.AhTransform(algorithm) is null);
        }

        return transform.Type == TransformType.PseudorandomFunction ? AlgorithmMap.Hash(transform) is null
            : transform.Type == TransformType.KeyExchange ? !transform.IsNone() && AlgorithmMap.Group(transform) is null
            : transform.Type.IsAdditionalKeyExchange();
    }

    /// <summary>What keeps a proposal out of IKEv1, as a sentence; null if nothing does.</summary>
    public static string? Describe(Proposal proposal, string text)
    {
        ImmutableArray<Transform> foreign = [.. proposal.Transforms.Where(transform => IsForeign(transform, proposal.Protocol))];
        if (!foreign.IsEmpty)
        {
            string words = string.Join(", ", foreign.Select(AlgorithmWords.WordFor));
            string mend = proposal.Protocol == SecurityProtocol.Ike ? "a proposal for phase 1 looks like aes256-sha256-modp2048" : "leave them out, or set version = 2";
            return $"'{text}' has {words}, for which IKEv1 has no number: {mend}.";
        }

        // RFC 2409 4: nothing but the HMAC of the hash can be negotiated.
        bool isPrfImplied = proposal.Protocol != SecurityProtocol.Ike
            || proposal.OfType(TransformType.PseudorandomFunction).SequenceEqual(ProposalRules.ImpliedPrfs(proposal.Transforms));
        return isPrfImplied ? null : $"'{text}' names a pseudorandom function of its own; in IKEv1 it is the HMAC of the hash: leave the prf word out.";
    }

    // md5_128, sha1_160 and sha256_96 have the same PRF as the hash itself, but are no words for a hash.
    private static bool IsPlain(Transform integrity) => AlgorithmMap.Hash(AlgorithmWords.PrfFor(integrity)!) is { } hash
        && AlgorithmMap.TryFindHash(hash, out _, out IntegrityAlgorithm plain, out _) && plain.Value == integrity.Id;
}
