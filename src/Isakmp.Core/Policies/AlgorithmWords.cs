using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies;

/// <summary>The words of swanctl.conf for algorithms; the first word of a transform is the one that is printed.</summary>
internal static class AlgorithmWords
{
    private static readonly ushort[] KeyLengths = [128, 192, 256];

    private static readonly ImmutableArray<(string Word, Transform Transform)> All = [.. Encryption(), .. Integrity(), .. Prf(), .. KeyExchange(), .. Other()];

    private static readonly FrozenDictionary<string, Transform> ByWord =
        All.ToFrozenDictionary(entry => entry.Word, entry => entry.Transform, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<Transform, string> ByTransform =
        All.DistinctBy(entry => entry.Transform).ToFrozenDictionary(entry => entry.Transform, entry => entry.Word);

    /// <summary>The pseudorandom function that goes with an integrity algorithm, where a proposal names no function.</summary>
    public static Transform? PrfFor(Transform integrity) => integrity.Id switch
    {
        1 or 6 => Transform.Prf(PseudorandomFunction.HmacMd5),
        2 or 7 => Transform.Prf(PseudorandomFunction.HmacSha1),
        5 => Transform.Prf(PseudorandomFunction.Aes128Xcbc),
        8 => Transform.Prf(PseudorandomFunction.Aes128Cmac),
        12 or PrivateSha256With96 => Transform.Prf(PseudorandomFunction.HmacSha2_256),
        13 => Transform.Prf(PseudorandomFunction.HmacSha2_384),
        14 => Transform.Prf(PseudorandomFunction.HmacSha2_512),
        _ => null,
    };

    // In strongSwan's part of the private range: SHA-256 cut to 96 bits, as old Linux kernels had it.
    private const ushort PrivateSha256With96 = 1026;

    public static bool TryFind(string word, SecurityProtocol protocol, [NotNullWhen(true)] out Transform? transform)
    {
        if (TryFindAdditional(word, out transform) || ByWord.TryGetValue(word, out transform))
        {
            // RFC 4543 5.4: the same words name an integrity algorithm in AH.
            bool isGmac = protocol == SecurityProtocol.Ah && transform.Type == TransformType.Encryption && transform.Id == EncryptionAlgorithm.NullAuthAesGmac.Value;
            transform = !isGmac ? transform : Transform.Integrity(transform.KeyLength switch
            {
                128 => IntegrityAlgorithm.Aes128Gmac,
                192 => IntegrityAlgorithm.Aes192Gmac,
                _ => IntegrityAlgorithm.Aes256Gmac,
            });
            return true;
        }

        return false;
    }

    /// <summary>The word for a transform; for one without word, its name in the registry.</summary>
    public static string WordFor(Transform transform)
    {
        if (ByTransform.TryGetValue(transform, out string? word))
        {
            return word;
        }

        int round = transform.Type.Value - TransformType.AdditionalKeyExchange1.Value + 1;
        return round is >= 1 and <= 7 && transform.Attributes.IsEmpty
            ? $"ke{round}_{WordFor(new Transform(TransformType.KeyExchange, transform.Id))}"
            : transform.ToString();
    }

    /// <summary>The known word that is nearest to a misspelt one, or null if none is near.</summary>
    public static string? Nearest(string word)
    {
        (string? nearest, int distance) = (null, (word.Length / 3) + 2);
        foreach ((string candidate, _) in All)
        {
            // The difference in length is the least that the distance can be.
            if (Math.Abs(word.Length - candidate.Length) < distance && EditDistance(word, candidate) is var edits && edits < distance)
            {
                (nearest, distance) = (candidate, edits);
            }
        }

        return nearest;
    }

    private static bool TryFindAdditional(string word, [NotNullWhen(true)] out Transform? transform)
    {
        transform = null;
        bool isAdditional = word.Length > 4 && word.StartsWith("ke", StringComparison.OrdinalIgnoreCase) && word[2] is >= '1' and <= '7' && word[3] == '_';
        if (isAdditional && ByWord.TryGetValue(word[4..], out Transform? method) && method.Type == TransformType.KeyExchange)
        {
            transform = Transform.AdditionalKeyExchange(word[2] - '0', new KeyExchangeMethod(method.Id));
        }

        return transform is not null;
    }

    private static IEnumerable<(string Word, Transform Transform)> Encryption()
    {
        foreach (ushort bits in KeyLengths)
        {
            yield return ($"aes{bits}", Transform.Encryption(EncryptionAlgorithm.AesCbc, bits));
            yield return ($"aes{bits}ctr", Transform.Encryption(EncryptionAlgorithm.AesCtr, bits));
            yield return ($"aes{bits}gmac", Transform.Encryption(EncryptionAlgorithm.NullAuthAesGmac, bits));
            yield return ($"camellia{bits}", Transform.Encryption(EncryptionAlgorithm.CamelliaCbc, bits));
            yield return ($"camellia{bits}ctr", Transform.Encryption(EncryptionAlgorithm.CamelliaCtr, bits));
            yield return ($"blowfish{bits}", Transform.Encryption(EncryptionAlgorithm.Blowfish, bits));
            foreach ((string word, Transform transform) in Combined(bits))
            {
                yield return (word, transform);
            }
        }

        yield return ("aes", Transform.Encryption(EncryptionAlgorithm.AesCbc, 128));
        yield return ("camellia", Transform.Encryption(EncryptionAlgorithm.CamelliaCbc, 128));
        yield return ("blowfish", Transform.Encryption(EncryptionAlgorithm.Blowfish, 128));
        yield return ("chacha20poly1305", Transform.Encryption(EncryptionAlgorithm.ChaCha20Poly1305));
        yield return ("3des", Transform.Encryption(EncryptionAlgorithm.TripleDes));
        yield return ("des", Transform.Encryption(EncryptionAlgorithm.Des));
        yield return ("cast128", Transform.Encryption(EncryptionAlgorithm.Cast, 128));
        yield return ("null", Transform.Encryption(EncryptionAlgorithm.Null));
    }

    // Combined-mode ciphers are written with the size of their tag in octets or in bits.
    private static IEnumerable<(string Word, Transform Transform)> Combined(ushort bits)
    {
        (string Name, EncryptionAlgorithm With8, EncryptionAlgorithm With12, EncryptionAlgorithm With16)[] families =
            [
                ($"aes{bits}gcm", EncryptionAlgorithm.AesGcm8, EncryptionAlgorithm.AesGcm12, EncryptionAlgorithm.AesGcm16),
                ($"aes{bits}ccm", EncryptionAlgorithm.AesCcm8, EncryptionAlgorithm.AesCcm12, EncryptionAlgorithm.AesCcm16),
                ($"camellia{bits}ccm", EncryptionAlgorithm.CamelliaCcm8, EncryptionAlgorithm.CamelliaCcm12, EncryptionAlgorithm.CamelliaCcm16),
            ];
        foreach ((string name, EncryptionAlgorithm with8, EncryptionAlgorithm with12, EncryptionAlgorithm with16) in families)
        {
            yield return ($"{name}16", Transform.Encryption(with16, bits));
            yield return ($"{name}128", Transform.Encryption(with16, bits));
            yield return ($"{name}12", Transform.Encryption(with12, bits));
            yield return ($"{name}96", Transform.Encryption(with12, bits));
            yield return ($"{name}8", Transform.Encryption(with8, bits));
            yield return ($"{name}64", Transform.Encryption(with8, bits));
        }

        yield return ($"aes{bits}gcm", Transform.Encryption(EncryptionAlgorithm.AesGcm16, bits));
    }

    private static IEnumerable<(string Word, Transform Transform)> Integrity()
    {
        yield return ("sha1", Transform.Integrity(IntegrityAlgorithm.HmacSha1_96));
        yield return ("sha", Transform.Integrity(IntegrityAlgorithm.HmacSha1_96));
        yield return ("sha1_160", Transform.Integrity(IntegrityAlgorithm.HmacSha1_160));
        yield return ("sha256", Transform.Integrity(IntegrityAlgorithm.HmacSha2_256_128));
        yield return ("sha2_256", Transform.Integrity(IntegrityAlgorithm.HmacSha2_256_128));
        yield return ("sha256_96", new Transform(TransformType.Integrity, PrivateSha256With96));
        yield return ("sha2_256_96", new Transform(TransformType.Integrity, PrivateSha256With96));
        yield return ("sha384", Transform.Integrity(IntegrityAlgorithm.HmacSha2_384_192));
        yield return ("sha2_384", Transform.Integrity(IntegrityAlgorithm.HmacSha2_384_192));
        yield return ("sha512", Transform.Integrity(IntegrityAlgorithm.HmacSha2_512_256));
        yield return ("sha2_512", Transform.Integrity(IntegrityAlgorithm.HmacSha2_512_256));
        yield return ("md5", Transform.Integrity(IntegrityAlgorithm.HmacMd5_96));
        yield return ("md5_128", Transform.Integrity(IntegrityAlgorithm.HmacMd5_128));
        yield return ("aesxcbc", Transform.Integrity(IntegrityAlgorithm.AesXcbc96));
        yield return ("aescmac", Transform.Integrity(IntegrityAlgorithm.AesCmac96));
    }

    private static IEnumerable<(string Word, Transform Transform)> Prf()
    {
        yield return ("prfmd5", Transform.Prf(PseudorandomFunction.HmacMd5));
        yield return ("prfsha1", Transform.Prf(PseudorandomFunction.HmacSha1));
        yield return ("prfsha256", Transform.Prf(PseudorandomFunction.HmacSha2_256));
        yield return ("prfsha384", Transform.Prf(PseudorandomFunction.HmacSha2_384));
        yield return ("prfsha512", Transform.Prf(PseudorandomFunction.HmacSha2_512));
        yield return ("prfaesxcbc", Transform.Prf(PseudorandomFunction.Aes128Xcbc));
        yield return ("prfaescmac", Transform.Prf(PseudorandomFunction.Aes128Cmac));
    }

    private static IEnumerable<(string Word, Transform Transform)> KeyExchange()
    {
        (string Word, KeyExchangeMethod Method)[] methods =
            [
                ("modp768", KeyExchangeMethod.Modp768), ("modp1024", KeyExchangeMethod.Modp1024), ("modp1536", KeyExchangeMethod.Modp1536),
                ("modp2048", KeyExchangeMethod.Modp2048), ("modp3072", KeyExchangeMethod.Modp3072), ("modp4096", KeyExchangeMethod.Modp4096),
                ("modp6144", KeyExchangeMethod.Modp6144), ("modp8192", KeyExchangeMethod.Modp8192), ("modp1024s160", KeyExchangeMethod.Modp1024s160),
                ("modp2048s224", KeyExchangeMethod.Modp2048s224), ("modp2048s256", KeyExchangeMethod.Modp2048s256),
                ("ecp192", KeyExchangeMethod.Ecp192), ("ecp224", KeyExchangeMethod.Ecp224), ("ecp256", KeyExchangeMethod.Ecp256),
                ("ecp384", KeyExchangeMethod.Ecp384), ("ecp521", KeyExchangeMethod.Ecp521), ("ecp224bp", KeyExchangeMethod.BrainpoolP224r1),
                ("ecp256bp", KeyExchangeMethod.BrainpoolP256r1), ("ecp384bp", KeyExchangeMethod.BrainpoolP384r1),
                ("ecp512bp", KeyExchangeMethod.BrainpoolP512r1), ("x25519", KeyExchangeMethod.Curve25519), ("curve25519", KeyExchangeMethod.Curve25519),
                ("x448", KeyExchangeMethod.Curve448), ("curve448", KeyExchangeMethod.Curve448), ("mlkem512", KeyExchangeMethod.MlKem512),
                ("mlkem768", KeyExchangeMethod.MlKem768), ("mlkem1024", KeyExchangeMethod.MlKem1024), ("none", KeyExchangeMethod.None),
                ("modpnone", KeyExchangeMethod.None),
            ];
        foreach ((string word, KeyExchangeMethod method) in methods)
        {
            yield return (word, Transform.KeyExchange(method));
        }
    }

    private static IEnumerable<(string Word, Transform Transform)> Other()
    {
        yield return ("esn", Transform.SequenceNumbers(ExtendedSequenceNumbers.Yes));
        yield return ("noesn", Transform.SequenceNumbers(ExtendedSequenceNumbers.No));
    }

    private static int EditDistance(string left, string right)
    {
        Span<int> row = stackalloc int[right.Length + 1];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.Length; j++)
            {
                int substitution = diagonal + (char.ToLowerInvariant(left[i - 1]) == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
