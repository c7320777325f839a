using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Isakmp.Registry;

namespace Isakmp.Inspection.KeyLog;

/// <summary>What Wireshark calls the algorithms in its tables <c>ikev2_decryption_table</c> and <c>esp_sa</c>: the names are exact, spaces and brackets included.</summary>
/// <remarks>Wireshark compares names by case; other writers do not always keep it, so reading them here does not.</remarks>
public static class WiresharkAlgorithms
{
    // In strongSwan's part of the private range: SHA-256 cut to 96 bits, as old Linux kernels had it.
    private const ushort PrivateSha256With96 = 1026;
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
        ("HMAC_SHA2_256_96 [draft-ietf-ipsec-ciph-sha-256-00]", new IntegrityAlgorithm(PrivateSha256With96), 12),
        ("HMAC_SHA2_256_128 [RFC4868]", IntegrityAlgorithm.HmacSha2_256_128, 16),
        ("HMAC_SHA2_384_192 [RFC4868]", IntegrityAlgorithm.HmacSha2_384_192, 24),
        ("HMAC_SHA2_512_256 [RFC4868]", IntegrityAlgorithm.HmacSha2_512_256, 32),
        .. ((int[])[8, 12, 16, 20, 24, 32]).Select(static size =>
            ($"ANY {size * BitsPerOctet}-bits of Authentication [No Checking]", (IntegrityAlgorithm?)null, size)),
    ];

    // The last three are newer than Wireshark 4.0. The name of AES-GCM without a size of the ICV is deprecated, so it stands behind the others, to be read only.
    private static readonly ImmutableArray<(string Name, EncryptionAlgorithm Algorithm, int KeyBits)> EspCiphers =
    [
        ("NULL", EncryptionAlgorithm.Null, 0),
        ("TripleDES-CBC [RFC2451]", EncryptionAlgorithm.TripleDes, 0),
        ("AES-CBC [RFC3602]", EncryptionAlgorithm.AesCbc, 0),
        ("AES-CTR [RFC3686]", EncryptionAlgorithm.AesCtr, 0),
        ("DES-CBC [RFC2405]", EncryptionAlgorithm.Des, 0),
        ("CAST5-CBC [RFC2144]", EncryptionAlgorithm.Cast, 0),
        ("BLOWFISH-CBC [RFC2451]", EncryptionAlgorithm.Blowfish, 0),
        ("AES-GCM with 8 octet ICV [RFC4106]", EncryptionAlgorithm.AesGcm8, 0),
        ("AES-GCM with 12 octet ICV [RFC4106]", EncryptionAlgorithm.AesGcm12, 0),
        ("AES-GCM with 16 octet ICV [RFC4106]", EncryptionAlgorithm.AesGcm16, 0),
        ("AES-GCM [RFC4106]", EncryptionAlgorithm.AesGcm16, 0),
        ("AES-GCM with IIV and 16 octet ICV [RFC4106 & RFC8750]", EncryptionAlgorithm.AesGcm16Iiv, 0),
        ("ChaCha20 with Poly1305 [RFC7634]", EncryptionAlgorithm.ChaCha20Poly1305, 0),
        ("ChaCha20 with Poly1305 and IIV [RFC7634 & RFC8750]", EncryptionAlgorithm.ChaCha20Poly1305Iiv, 0),
    ];

    private static readonly ImmutableArray<(string Name, IntegrityAlgorithm? Algorithm, int IcvSize)> EspIntegrities =
    [
        ("NULL", IntegrityAlgorithm.None, 0),
        ("HMAC-SHA-1-96 [RFC2404]", IntegrityAlgorithm.HmacSha1_96, 12),
        ("HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]", new IntegrityAlgorithm(PrivateSha256With96), 12),
        ("HMAC-SHA-256-128 [RFC4868]", IntegrityAlgorithm.HmacSha2_256_128, 16),
        ("HMAC-SHA-384-192 [RFC4868]", IntegrityAlgorithm.HmacSha2_384_192, 24),
        ("HMAC-SHA-512-256 [RFC4868]", IntegrityAlgorithm.HmacSha2_512_256, 32),
        ("HMAC-MD5-96 [RFC2403]", IntegrityAlgorithm.HmacMd5_96, 12),
        .. ((int[])[8, 12, 16, 24, 32]).Select(static size =>
            ($"ANY {size * BitsPerOctet} bit authentication [no checking]", (IntegrityAlgorithm?)null, size)),
    ];

    private static readonly FrozenDictionary<string, (EncryptionAlgorithm Algorithm, int KeyBits)> IkeCiphersByName = ByName(IkeCiphers);

    private static readonly FrozenDictionary<string, (EncryptionAlgorithm Algorithm, int KeyBits)> EspCiphersByName = ByName(EspCiphers);

    private static readonly FrozenDictionary<string, (IntegrityAlgorithm? Algorithm, int IcvSize)> IkeIntegritiesByName = ByName(IkeIntegrities);

    private static readonly FrozenDictionary<string, (IntegrityAlgorithm? Algorithm, int IcvSize)> EspIntegritiesByName = ByName(EspIntegrities);

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

    /// <summary>Reads a name of an encryption algorithm in <c>ikev2_decryption_table</c>.</summary>
    /// <param name="name">The name, without quotes; in any case.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="keyBits">The length of its key in bits, without salt; 0 for an algorithm with one length.</param>
    /// <returns>False if Wireshark has no such name.</returns>
    public static bool TryParseIkeEncryption([NotNullWhen(true)] string? name, out EncryptionAlgorithm algorithm, out int keyBits)
    {
        bool isKnown = IkeCiphersByName.TryGetValue(name ?? "", out (EncryptionAlgorithm Algorithm, int KeyBits) row);
        (algorithm, keyBits) = row;
        return isKnown;
    }

    /// <summary>Reads a name of an integrity algorithm in <c>ikev2_decryption_table</c>.</summary>
    /// <param name="name">The name, without quotes; in any case.</param>
    /// <param name="algorithm">The algorithm; null for a name that tells the size of the ICV alone, so that nothing can be checked.</param>
    /// <param name="icvSize">The size of the ICV in octets.</param>
    /// <returns>False if Wireshark has no such name.</returns>
    public static bool TryParseIkeIntegrity([NotNullWhen(true)] string? name, out IntegrityAlgorithm? algorithm, out int icvSize) =>
        TryParse(IkeIntegritiesByName, name, out algorithm, out icvSize);

    /// <summary>Reads a name of an encryption algorithm in <c>esp_sa</c>.</summary>
    /// <param name="name">The name, without quotes; in any case. The deprecated <c>AES-GCM [RFC4106]</c> is taken for the one with an ICV of 16 octets.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>False if there is no such name, or it is <c>TWOFISH-CBC</c>, which has no number in IKE.</returns>
    public static bool TryParseEspEncryption([NotNullWhen(true)] string? name, out EncryptionAlgorithm algorithm)
    {
        bool isKnown = EspCiphersByName.TryGetValue(name ?? "", out (EncryptionAlgorithm Algorithm, int KeyBits) row);
        algorithm = row.Algorithm;
        return isKnown;
    }

    /// <summary>Reads a name of an integrity algorithm in <c>esp_sa</c>.</summary>
    /// <param name="name">The name, without quotes; in any case.</param>
    /// <param name="algorithm">The algorithm; null for a name that tells the size of the ICV alone, so that nothing can be checked.</param>
    /// <param name="icvSize">The size of the ICV in octets; 0 with an AEAD, whose own name tells it.</param>
    /// <returns>False if there is no such name, or it is <c>MAC-RIPEMD-160-96 [RFC2857]</c>, which has no number in IKE.</returns>
    public static bool TryParseEspIntegrity([NotNullWhen(true)] string? name, out IntegrityAlgorithm? algorithm, out int icvSize) =>
        TryParse(EspIntegritiesByName, name, out algorithm, out icvSize);

    /// <summary>Every name of an encryption algorithm in <c>ikev2_decryption_table</c>, in the order of this class.</summary>
    internal static IEnumerable<string> IkeEncryptionNames => IkeCiphers.Select(static row => row.Name);

    /// <summary>Every name of an integrity algorithm in <c>ikev2_decryption_table</c>.</summary>
    internal static IEnumerable<string> IkeIntegrityNames => IkeIntegrities.Select(static row => row.Name);

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

    private static bool TryParse(
        FrozenDictionary<string, (IntegrityAlgorithm? Algorithm, int IcvSize)> rows, string? name, out IntegrityAlgorithm? algorithm, out int icvSize)
    {
        bool isKnown = rows.TryGetValue(name ?? "", out (IntegrityAlgorithm? Algorithm, int IcvSize) row);
        (algorithm, icvSize) = row;
        return isKnown;
    }

    private static FrozenDictionary<string, (T Algorithm, int Size)> ByName<T>(ImmutableArray<(string Name, T Algorithm, int Size)> rows) =>
        rows.ToFrozenDictionary(static row => row.Name, static row => (row.Algorithm, row.Size), StringComparer.OrdinalIgnoreCase);

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
