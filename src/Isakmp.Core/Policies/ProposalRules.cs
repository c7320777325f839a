using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>What makes a proposal of ours complete and sound (RFC 7296 3.3.3, RFC 8247).</summary>
internal static class ProposalRules
{
    /// <summary>Adds what is implied, removes what swanctl ignores, and says what is missing; null if all is well.</summary>
    public static string? Complete(List<Transform> transforms, SecurityProtocol protocol, string text)
    {
        if (protocol == SecurityProtocol.Ike && transforms.TrueForAll(transform => transform.Type != TransformType.PseudorandomFunction))
        {
            transforms.AddRange(ImpliedPrfs(transforms));
        }

        if (DescribeMixture(transforms, text) is { } mixture)
        {
            return mixture;
        }

        if (transforms.Exists(IsCombined))
        {
            transforms.RemoveAll(transform => transform.Type == TransformType.Integrity);
        }

        if (protocol != SecurityProtocol.Ike && transforms.TrueForAll(transform => transform.Type != TransformType.ExtendedSequenceNumbers))
        {
            transforms.Add(Transform.SequenceNumbers(ExtendedSequenceNumbers.No));
        }

        return Describe(transforms, protocol, text);
    }

    /// <summary>The pseudorandom functions that belong to the integrity algorithms, in their order.</summary>
    public static ImmutableArray<Transform> ImpliedPrfs(IEnumerable<Transform> transforms) =>
        [.. transforms.Where(transform => transform.Type == TransformType.Integrity).Select(AlgorithmWords.PrfFor).OfType<Transform>().Distinct()];

    /// <summary>Why a word has no place in a proposal of this protocol, as the end of a sentence; null if it has.</summary>
    public static string? DescribeMisplaced(Transform transform, SecurityProtocol protocol)
    {
        bool isIke = protocol == SecurityProtocol.Ike;
        if (transform.Type == TransformType.PseudorandomFunction && !isIke)
        {
            return $"is a pseudorandom function: it belongs in IKE proposals, not in those of {protocol}.";
        }

        if (transform.Type == TransformType.ExtendedSequenceNumbers && isIke)
        {
            return "belongs in ESP and AH proposals: an IKE SA has no sequence numbers.";
        }

        if (transform.Type == TransformType.Encryption && protocol == SecurityProtocol.Ah)
        {
            return "encrypts, which AH does not: write an integrity algorithm such as sha256, or use ESP.";
        }

        // RFC 7296 5, RFC 8247 2.1: an IKE SA is always encrypted.
        bool isNoCipher = transform.Type == TransformType.Encryption
            && (transform.Id == EncryptionAlgorithm.Null.Value || transform.Id == EncryptionAlgorithm.NullAuthAesGmac.Value);
        if (isIke && isNoCipher)
        {
            return "does not encrypt, and an IKE SA must: write aes256gcm16 or aes256.";
        }

        return isIke && transform.Type == TransformType.KeyExchange && transform.IsNone()
            ? "leaves the key exchange out, which an IKE SA cannot do: write x25519, ecp256 or modp2048."
            : null;
    }

    /// <summary>What a set of transforms lacks to be an acceptable proposal of ours; null if nothing.</summary>
    public static string? Describe(IReadOnlyList<Transform> transforms, SecurityProtocol protocol, string text)
    {
        bool Has(TransformType type) => transforms.Any(transform => transform.Type == type && !(type == TransformType.Integrity && transform.IsNone()));
        bool isCombined = transforms.Any(IsCombined);
        if (protocol != SecurityProtocol.Ah && !Has(TransformType.Encryption))
        {
            return $"'{text}' names no cipher: add one such as aes256gcm16 or aes256.";
        }

        if (!isCombined && !Has(TransformType.Integrity))
        {
            return protocol == SecurityProtocol.Ah
                ? $"'{text}' names no integrity algorithm: add one such as sha256."
                : $"'{text}' leaves its packets unprotected against change: add an integrity algorithm such as sha256, or use a cipher such as aes256gcm16.";
        }

        if (protocol != SecurityProtocol.Ike)
        {
            return DescribeAdditional(transforms, text);
        }

        if (!Has(TransformType.PseudorandomFunction))
        {
            return $"'{text}' names no pseudorandom function, and none follows from an integrity algorithm: add one such as prfsha256.";
        }

        return Has(TransformType.KeyExchange)
            ? DescribeAdditional(transforms, text)
            : $"'{text}' names no key exchange: add one such as x25519, ecp256 or modp2048.";
    }

    private static string? DescribeAdditional(IReadOnlyList<Transform> transforms, string text) =>
        transforms.Any(transform => transform.Type.IsAdditionalKeyExchange()) && transforms.All(transform => transform.Type != TransformType.KeyExchange)
            ? $"'{text}' has additional key exchanges but no first one: add a key exchange without prefix, such as x25519."
            : null;

    // RFC 7296 3.3: combined-mode ciphers and others are not offered in one proposal.
    private static string? DescribeMixture(List<Transform> transforms, string text)
    {
        ImmutableArray<Transform> ciphers = [.. transforms.Where(transform => transform.Type == TransformType.Encryption)];
        if (!ciphers.Any(IsCombined) || ciphers.All(IsCombined))
        {
            return null;
        }

        string With(bool combined) => string.Join('-', transforms
            .Where(transform => transform.Type == TransformType.Encryption ? IsCombined(transform) == combined : !combined || transform.Type != TransformType.Integrity)
            .OrderBy(transform => transform.Type == TransformType.Encryption ? 0 : transform.Type == TransformType.Integrity ? 1 : 2)
            .Select(AlgorithmWords.WordFor));
        return $"'{text}' mixes ciphers that protect integrity by themselves ({Words(ciphers.Where(IsCombined))}) with others "
            + $"({Words(ciphers.Where(cipher => !IsCombined(cipher)))}): write two proposals, {With(combined: true)} and {With(combined: false)}.";
    }

    private static bool IsCombined(Transform transform) => transform.Type == TransformType.Encryption && transform.IsCombinedMode();

    private static string Words(IEnumerable<Transform> transforms) => string.Join(", ", transforms.Select(AlgorithmWords.WordFor));
}
