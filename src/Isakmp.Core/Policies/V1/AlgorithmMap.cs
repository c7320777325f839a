using System.Collections.Immutable;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>The same algorithms by their numbers in IKEv1's registries and in IKEv2's, by which providers and <see cref="ProposalNotation"/> know them.</summary>
internal static class AlgorithmMap
{
    // In strongSwan's part of IKEv2's private range: SHA-256 cut to 96 bits, as old Linux kernels had it.
    private const ushort PrivateSha256With96 = 1026;

    // RFC 2409 appendix A, RFC 3602, RFC 4312.
    private static readonly ImmutableArray<(V1EncryptionAlgorithm V1, EncryptionAlgorithm V2, bool HasKeyLength)> Ciphers =
    [
        (V1EncryptionAlgorithm.DesCbc, EncryptionAlgorithm.Des, false),
        (V1EncryptionAlgorithm.IdeaCbc, EncryptionAlgorithm.Idea, false),
        (V1EncryptionAlgorithm.BlowfishCbc, EncryptionAlgorithm.Blowfish, true),
        (V1EncryptionAlgorithm.Rc5Cbc, EncryptionAlgorithm.Rc5, true),
        (V1EncryptionAlgorithm.TripleDesCbc, EncryptionAlgorithm.TripleDes, false),
        (V1EncryptionAlgorithm.CastCbc, EncryptionAlgorithm.Cast, true),
        (V1EncryptionAlgorithm.AesCbc, EncryptionAlgorithm.AesCbc, true),
        (V1EncryptionAlgorithm.CamelliaCbc, EncryptionAlgorithm.CamelliaCbc, true),
    ];

    private static readonly ImmutableArray<(V1HashAlgorithm V1, PseudorandomFunction Prf, IntegrityAlgorithm Integrity, HashAlgorithmIdentifier Hash)> Hashes =
    [
        (V1HashAlgorithm.Md5, PseudorandomFunction.HmacMd5, IntegrityAlgorithm.HmacMd5_96, HashAlgorithmIdentifier.Md5),
        (V1HashAlgorithm.Sha, PseudorandomFunction.HmacSha1, IntegrityAlgorithm.HmacSha1_96, HashAlgorithmIdentifier.Sha1),
        (V1HashAlgorithm.Sha2_256, PseudorandomFunction.HmacSha2_256, IntegrityAlgorithm.HmacSha2_256_128, HashAlgorithmIdentifier.Sha2_256),
        (V1HashAlgorithm.Sha2_384, PseudorandomFunction.HmacSha2_384, IntegrityAlgorithm.HmacSha2_384_192, HashAlgorithmIdentifier.Sha2_384),
        (V1HashAlgorithm.Sha2_512, PseudorandomFunction.HmacSha2_512, IntegrityAlgorithm.HmacSha2_512_256, HashAlgorithmIdentifier.Sha2_512),
    ];

    // RFC 2407 4.4.4 and what grew on it; where the numbers differ, IKEv2's has the later one.
    private static readonly ImmutableArray<(V1EspTransform V1, EncryptionAlgorithm V2)> EspCiphers =
    [
        (V1EspTransform.Des, EncryptionAlgorithm.Des), (V1EspTransform.TripleDes, EncryptionAlgorithm.TripleDes),
        (V1EspTransform.Rc5, EncryptionAlgorithm.Rc5), (V1EspTransform.Idea, EncryptionAlgorithm.Idea),
        (V1EspTransform.Cast, EncryptionAlgorithm.Cast), (V1EspTransform.Blowfish, EncryptionAlgorithm.Blowfish),
        (V1EspTransform.Null, EncryptionAlgorithm.Null), (V1EspTransform.AesCbc, EncryptionAlgorithm.AesCbc),
        (V1EspTransform.AesCtr, EncryptionAlgorithm.AesCtr), (V1EspTransform.AesCcm8, EncryptionAlgorithm.AesCcm8),
        (V1EspTransform.AesCcm12, EncryptionAlgorithm.AesCcm12), (V1EspTransform.AesCcm16, EncryptionAlgorithm.AesCcm16),
        (V1EspTransform.AesGcm8, EncryptionAlgorithm.AesGcm8), (V1EspTransform.AesGcm12, EncryptionAlgorithm.AesGcm12),
        (V1EspTransform.AesGcm16, EncryptionAlgorithm.AesGcm16), (V1EspTransform.Camellia, EncryptionAlgorithm.CamelliaCbc),
        (V1EspTransform.NullAuthAesGmac, EncryptionAlgorithm.NullAuthAesGmac),
    ];

    private static readonly ImmutableArray<(V1AuthenticationAlgorithm V1, V1AhTransform? Ah, IntegrityAlgorithm V2)> Integrity =
    [
        (V1AuthenticationAlgorithm.HmacMd5, V1AhTransform.Md5, IntegrityAlgorithm.HmacMd5_96),
        (V1AuthenticationAlgorithm.HmacSha, V1AhTransform.Sha, IntegrityAlgorithm.HmacSha1_96),
        (V1AuthenticationAlgorithm.HmacSha2_256, V1AhTransform.Sha2_256, IntegrityAlgorithm.HmacSha2_256_128),
        (V1AuthenticationAlgorithm.HmacSha2_384, V1AhTransform.Sha2_384, IntegrityAlgorithm.HmacSha2_384_192),
        (V1AuthenticationAlgorithm.HmacSha2_512, V1AhTransform.Sha2_512, IntegrityAlgorithm.HmacSha2_512_256),
        (V1AuthenticationAlgorithm.AesXcbcMac, V1AhTransform.AesXcbcMac, IntegrityAlgorithm.AesXcbc96),
        (V1AuthenticationAlgorithm.Aes128Gmac, V1AhTransform.Aes128Gmac, IntegrityAlgorithm.Aes128Gmac),
        (V1AuthenticationAlgorithm.Aes192Gmac, V1AhTransform.Aes192Gmac, IntegrityAlgorithm.Aes192Gmac),
        (V1AuthenticationAlgorithm.Aes256Gmac, V1AhTransform.Aes256Gmac, IntegrityAlgorithm.Aes256Gmac),
        (V1AuthenticationAlgorithm.HmacSha2_256TruncatedTo96, null, new IntegrityAlgorithm(PrivateSha256With96)),
    ];

    /// <summary>The phase 1 cipher for a transform of IKEv2; null if IKEv1 has no number for it.</summary>
    public static V1EncryptionAlgorithm? Phase1Cipher(Transform encryption)
    {
        foreach ((V1EncryptionAlgorithm v1, EncryptionAlgorithm v2, _) in Ciphers)
        {
            if (v2.Value == encryption.Id)
            {
                return v1;
            }
        }

        return null;
    }

    /// <summary>The transform of IKEv2 for a phase 1 cipher; null for a cipher that is not known.</summary>
    public static Transform? Phase1Cipher(V1EncryptionAlgorithm cipher, ushort? keyLength)
    {
        foreach ((V1EncryptionAlgorithm v1, EncryptionAlgorithm v2, bool hasKeyLength) in Ciphers)
        {
            if (v1 == cipher)
            {
                // RFC 2409 appendix A: no key length with a cipher of one length; RFC 3602 5.3: always one with AES.
                return hasKeyLength == keyLength is not null ? Transform.Encryption(v2, keyLength) : null;
            }
        }

        return null;
    }

    /// <summary>The hash whose HMAC a pseudorandom function is; null if it is none of IKEv1.</summary>
    public static V1HashAlgorithm? Hash(Transform prf)
    {
        foreach ((V1HashAlgorithm v1, PseudorandomFunction function, _, _) in Hashes)
        {
            if (function.Value == prf.Id)
            {
                return v1;
            }
        }

        return null;
    }

    /// <summary>What a hash is called in IKEv2 and by providers.</summary>
    public static bool TryFindHash(V1HashAlgorithm hash, out PseudorandomFunction prf, out IntegrityAlgorithm integrity, out HashAlgorithmIdentifier identifier)
    {
        foreach ((V1HashAlgorithm v1, PseudorandomFunction function, IntegrityAlgorithm algorithm, HashAlgorithmIdentifier number) in Hashes)
        {
            if (v1 == hash)
            {
                (prf, integrity, identifier) = (function, algorithm, number);
                return true;
            }
        }

        (prf, integrity, identifier) = (default, default, default);
        return false;
    }

    /// <summary>The group for a key exchange of IKEv2: the same number, up to the last that IKEv1 was given; null for none and for KEMs.</summary>
    public static V1GroupDescription? Group(Transform keyExchange) =>
        keyExchange.Id is 1 or 2 or 5 or (>= 14 and <= 34) ? new V1GroupDescription(keyExchange.Id) : null;

    /// <summary>The key exchange of IKEv2 for a group; null where IKEv2 has none of that number (the EC2N groups).</summary>
    public static KeyExchangeMethod? KeyExchange(V1GroupDescription group) =>
        group.Value is 1 or 2 or 5 or (>= 14 and <= 34) ? new KeyExchangeMethod(group.Value) : null;

    /// <summary>The ESP transform for a cipher; null if IKEv1 has no number for it.</summary>
    public static V1EspTransform? EspCipher(Transform encryption)
    {
        foreach ((V1EspTransform v1, EncryptionAlgorithm v2) in EspCiphers)
        {
            if (v2.Value == encryption.Id)
            {
                return v1;
            }
        }

        return null;
    }

    /// <summary>The cipher for an ESP transform; null for one that is not known.</summary>
    public static EncryptionAlgorithm? EspCipher(V1EspTransform transform)
    {
        foreach ((V1EspTransform v1, EncryptionAlgorithm v2) in EspCiphers)
        {
            if (v1 == transform)
            {
                return v2;
            }
        }

        return null;
    }

    /// <summary>The authentication algorithm for an integrity transform; null if IKEv1 has no number for it.</summary>
    public static V1AuthenticationAlgorithm? Authentication(Transform integrity)
    {
        foreach ((V1AuthenticationAlgorithm v1, _, IntegrityAlgorithm v2) in Integrity)
        {
            if (v2.Value == integrity.Id)
            {
                return v1;
            }
        }

        return null;
    }

    /// <summary>The integrity algorithm for an authentication algorithm; null for one that is not known.</summary>
    public static IntegrityAlgorithm? Authentication(V1AuthenticationAlgorithm algorithm)
    {
        foreach ((V1AuthenticationAlgorithm v1, _, IntegrityAlgorithm v2) in Integrity)
        {
            if (v1 == algorithm)
            {
                return v2;
            }
        }

        return null;
    }

    /// <summary>The AH transform that goes with an authentication algorithm (RFC 2407 4.4.3); null if there is none.</summary>
    public static V1AhTransform? AhTransform(V1AuthenticationAlgorithm algorithm)
    {
        foreach ((V1AuthenticationAlgorithm v1, V1AhTransform? ah, _) in Integrity)
        {
            if (v1 == algorithm)
            {
                return ah;
            }
        }

        return null;
    }
}
