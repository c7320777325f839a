using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Registry;

namespace Isakmp.Inspection.KeyLog;

/// <summary>What Wireshark calls the algorithms in its tables <c>ikev2_decryption_table</c> and <c>esp_sa</c>: the names are exact, spaces and brackets included.</summary>
public static class WiresharkAlgorithms
{
    private const int BitsPerOctet = 8;

    private static readonly ImmutableArray<int> AesKeyBits = [128, 192, 256];

    private static readonly ImmutableArray<(string Name, EncryptionAlgorithm Algorithm, int KeyBits)> IkeCiphers = [.. ListIkeCiphers()];

    private static readonly ImmutableArray<(string Name, IntegrityAlgorithm? Algorithm, int IcvSize)> IkeIntegrities =
    [
        ("NONE [RFC4306]", IntegrityAlgorithm.None, 0),
        ("HMAC_MD5_96 [RFC2403]", IntegrityAlgorithm.HmacMd5_96, 12),
        ("HMAC_SHA1_96 [RFC2404]", IntegrityAlgorithm.HmacSha1_96, 12),
        ("HMAC_MD5_128 [RFC4595]", IntegrityAlgorithm.HmacMd5_128, 16),
        ("HMAC_SHA1_160 [RFC4595]", IntegrityAlgorithm.HmacSha1_160, 20),
        ("HMAC_SHA2_256_96 [draft-ietf-ipsec-ciph-sha-256-00]", IntegrityAlgorithm.HmacSha2_256_96, 12),
        ("HMAC_SHA2_256_128 [RFC4868]", IntegrityAlgorithm.HmacSha2_256_128, 16),
        ("HMAC_SHA2_384_192 [RFC4868]", IntegrityAlgorithm.HmacSha2_384_192, 24),
        ("HMAC_SHA2_512_256 [RFC4868]", IntegrityAlgorithm.HmacSha2_512_256, 32),
        .. ((int[])[8, 12, 16, 20, 24, 32]).Select(static size =>
            ($"ANY {size * BitsPerOctet}-bits of Authentication [No Checking]", (IntegrityAlgorithm?)null, size)),
    ];

    // The last three are newer than Wireshark 4.0.
    private static readonly ImmutableArray<(string Name, EncryptionAlgorithm Algorithm)> EspCiphers =
    [
        ("NULL", EncryptionAlgorithm.Null),
        ("TripleDES-CBC [RFC2451]", EncryptionAlgorithm.TripleDes),
        ("AES-CBC [RFC3602]", EncryptionAlgorithm.AesCbc),
        ("AES-CTR [RFC3686]", EncryptionAlgorithm.AesCtr),
        ("DES-CBC [RFC2405]", EncryptionAlgorithm.Des),
        ("CAST5-CBC [RFC2144]", EncryptionAlgorithm.Cast),
        ("BLOWFISH-CBC [RFC2451]", EncryptionAlgorithm.Blowfish),
        ("AES-GCM with 8 octet ICV [RFC4106]", EncryptionAlgorithm.AesGcm8),
        ("AES-GCM with 12 octet ICV [RFC4106]", EncryptionAlgorithm.AesGcm12),
        ("AES-GCM with 16 octet ICV [RFC4106]", EncryptionAlgorithm.AesGcm16),
        ("AES-GCM with IIV and 16 octet ICV [RFC4106 & RFC8750]", EncryptionAlgorithm.AesGcm16Iiv),
        ("ChaCha20 with Poly1305 [RFC7634]", EncryptionAlgorithm.ChaCha20Poly1305),
        ("ChaCha20 with Poly1305 and IIV [RFC7634 & RFC8750]", EncryptionAlgorithm.ChaCha20Poly1305Iiv),
    ];

    private static readonly ImmutableArray<(string Name, IntegrityAlgorithm? Algorithm, int IcvSize)> EspIntegrities =
    [
        ("NULL", IntegrityAlgorithm.None, 0),
        ("HMAC-SHA-1-96 [RFC2404]", IntegrityAlgorithm.HmacSha1_96, 12),
        ("HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]", IntegrityAlgorithm.HmacSha2_256_96, 12),
        ("HMAC-SHA-256-128 [RFC4868]", IntegrityAlgorithm.HmacSha2_256_128, 16),
        ("HMAC-SHA-384-192 [RFC4868]", IntegrityAlgorithm.HmacSha2_384_192, 24),
        ("HMAC-SHA-512-256 [RFC4868]", IntegrityAlgorithm.HmacSha2_512_256, 32),
        ("HMAC-MD5-96 [RFC2403]", IntegrityAlgorithm.HmacMd5_96, 12),
        .. ((int[])[8, 12, 16, 24, 32]).Select(static size =>
            ($"ANY {size * BitsPerOctet} bit authentication [no checking]", (IntegrityAlgorithm?)null, size)),
    ];

    /// <summary>Finds the name of an encryption algorithm in <c>ikev2_decryption_table</c>.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="keyBits">The attribute Key Length; 0 for an algorithm with one length.</param>
    /// <param name="name">For example <c>AES-CBC-256 [RFC3602]</c>.</param>
    /// <returns>False if Wireshark has no name for it and cannot decrypt it, as with ChaCha20-Poly1305 and Camellia.</returns>
    public static bool TryGetIkeName(EncryptionAlgorithm algorithm, int keyBits, [NotNullWhen(true)] out string? name)
    {
        name = IkeCiphers.FirstOrDefault(row => row.Algorithm == algorithm && row.KeyBits == keyBits).Name;
        return name is not null;
    }

    /// <summary>Finds the name of an integrity algorithm in <c>ikev2_decryption_table</c>.</summary>
    /// <param name="algorithm">The algorithm; <see cref="IntegrityAlgorithm.None"/> with an AEAD.</param>
    /// <param name="name">For example <c>HMAC_SHA2_256_128 [RFC4868]</c>; one that tells the size of the ICV alone where Wireshark cannot check the algorithm.</param>
    /// <param name="takesKey">Whether Wireshark wants the key in the row; else it refuses the row with one.</param>
    /// <returns>False if nothing tells Wireshark how long the ICV is.</returns>
    public static bool TryGetIkeName(IntegrityAlgorithm algorithm, [NotNullWhen(true)] out string? name, out bool takesKey) =>
        TryGetName(IkeIntegrities, algorithm, out name, out takesKey);

    /// <summary>Finds the name of an encryption algorithm in <c>esp_sa</c>, where the length of the key tells its size.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="name">For example <c>AES-GCM with 16 octet ICV [RFC4106]</c>; Wireshark 4.0 does not know ChaCha20-Poly1305 and implicit IVs yet.</param>
    /// <returns>False if Wireshark has no name for it.</returns>
    public static bool TryGetEspName(EncryptionAlgorithm algorithm, [NotNullWhen(true)] out string? name)
    {
        name = EspCiphers.FirstOrDefault(row => row.Algorithm == algorithm).Name;
        return name is not null;
    }

    /// <summary>Finds the name of an integrity algorithm in <c>esp_sa</c>.</summary>
    /// <param name="algorithm">The algorithm; <see cref="IntegrityAlgorithm.None"/> with an AEAD.</param>
    /// <param name="name">For example <c>HMAC-SHA-256-128 [RFC4868]</c>; one that tells the size of the ICV alone where Wireshark cannot check the algorithm.</param>
    /// <param name="takesKey">Whether the key has a use in the row.</param>
    /// <returns>False if nothing tells Wireshark how long the ICV is.</returns>
    public static bool TryGetEspName(IntegrityAlgorithm algorithm, [NotNullWhen(true)] out string? name, out bool takesKey) =>
        TryGetName(EspIntegrities, algorithm, out name, out takesKey);

    private static bool TryGetName(
        ImmutableArray<(string Name, IntegrityAlgorithm? Algorithm, int IcvSize)> rows, IntegrityAlgorithm algorithm, [NotNullWhen(true)] out string? name, out bool takesKey)
    {
        name = rows.FirstOrDefault(row => row.Algorithm == algorithm).Name;
        takesKey = name is not null && algorithm != IntegrityAlgorithm.None;
        if (name is null && AlgorithmFacts.TryGetIntegrity(algorithm, out IntegrityFacts facts))
        {
            name = rows.FirstOrDefault(row => row.Algorithm is null && row.IcvSize == facts.IcvSize).Name;
        }

        return name is not null;
    }

    private static IEnumerable<(string Name, EncryptionAlgorithm Algorithm, int KeyBits)> ListIkeCiphers()
    {
        yield return ("3DES [RFC2451]", EncryptionAlgorithm.TripleDes, 0);
        yield return ("NULL [RFC2410]", EncryptionAlgorithm.Null, 0);
        (string Name, string Variant, EncryptionAlgorithm Algorithm)[] families =
        [
            ("AES-CBC", "[RFC3602]", EncryptionAlgorithm.AesCbc),
            ("AES-CTR", "[RFC5930]", EncryptionAlgorithm.AesCtr),
            ("AES-GCM", "with 8 octet ICV [RFC5282]", EncryptionAlgorithm.AesGcm8),
            ("AES-GCM", "with 12 octet ICV [RFC5282]", EncryptionAlgorithm.AesGcm12),
            ("AES-GCM", "with 16 octet ICV [RFC5282]", EncryptionAlgorithm.AesGcm16),
            ("AES-CCM", "with 8 octet ICV [RFC5282]", EncryptionAlgorithm.AesCcm8),
            ("AES-CCM", "with 12 octet ICV [RFC5282]", EncryptionAlgorithm.AesCcm12),
            ("AES-CCM", "with 16 octet ICV [RFC5282]", EncryptionAlgorithm.AesCcm16),
        ];
        foreach ((string name, string variant, EncryptionAlgorithm algorithm) in families)
        {
            foreach (int bits in AesKeyBits)
            {
                yield return ($"{name}-{bits} {variant}", algorithm, bits);
            }
        }
    }
}
