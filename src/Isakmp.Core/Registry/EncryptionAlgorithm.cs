namespace Isakmp.Registry;

/// <summary>Transform type 1: Encryption Algorithm Transform IDs (RFC 7296 3.3.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct EncryptionAlgorithm(ushort Value)
{
    /// <summary>ENCR_DES_IV64, 1 (RFC 1827).</summary>
    public static EncryptionAlgorithm DesIv64 => new(1);

    /// <summary>ENCR_DES, 2 (RFC 2405).</summary>
    public static EncryptionAlgorithm Des => new(2);

    /// <summary>ENCR_3DES, 3 (RFC 2451).</summary>
    public static EncryptionAlgorithm TripleDes => new(3);

    /// <summary>ENCR_RC5, 4 (RFC 2451).</summary>
    public static EncryptionAlgorithm Rc5 => new(4);

    /// <summary>ENCR_IDEA, 5 (RFC 2451).</summary>
    public static EncryptionAlgorithm Idea => new(5);

    /// <summary>ENCR_CAST, 6 (RFC 2451).</summary>
    public static EncryptionAlgorithm Cast => new(6);

    /// <summary>ENCR_BLOWFISH, 7 (RFC 2451).</summary>
    public static EncryptionAlgorithm Blowfish => new(7);

    /// <summary>ENCR_3IDEA, 8 (RFC 2451).</summary>
    public static EncryptionAlgorithm TripleIdea => new(8);

    /// <summary>ENCR_DES_IV32, 9 (RFC 4306).</summary>
    public static EncryptionAlgorithm DesIv32 => new(9);

    /// <summary>ENCR_NULL, 11 (RFC 2410).</summary>
    public static EncryptionAlgorithm Null => new(11);

    /// <summary>ENCR_AES_CBC, 12 (RFC 3602).</summary>
    public static EncryptionAlgorithm AesCbc => new(12);

    /// <summary>ENCR_AES_CTR, 13 (RFC 3686, RFC 5930).</summary>
    public static EncryptionAlgorithm AesCtr => new(13);

    /// <summary>ENCR_AES_CCM_8, 14 (RFC 4309, RFC 5282).</summary>
    public static EncryptionAlgorithm AesCcm8 => new(14);

    /// <summary>ENCR_AES_CCM_12, 15 (RFC 4309, RFC 5282).</summary>
    public static EncryptionAlgorithm AesCcm12 => new(15);

    /// <summary>ENCR_AES_CCM_16, 16 (RFC 4309, RFC 5282).</summary>
    public static EncryptionAlgorithm AesCcm16 => new(16);

    /// <summary>ENCR_AES_GCM_8, 18 (RFC 4106, RFC 5282).</summary>
    public static EncryptionAlgorithm AesGcm8 => new(18);

    /// <summary>ENCR_AES_GCM_12, 19 (RFC 4106, RFC 5282).</summary>
    public static EncryptionAlgorithm AesGcm12 => new(19);

    /// <summary>ENCR_AES_GCM_16, 20 (RFC 4106, RFC 5282).</summary>
    public static EncryptionAlgorithm AesGcm16 => new(20);

    /// <summary>ENCR_NULL_AUTH_AES_GMAC, 21 (RFC 4543).</summary>
    public static EncryptionAlgorithm NullAuthAesGmac => new(21);

    /// <summary>ENCR_CAMELLIA_CBC, 23 (RFC 5529).</summary>
    public static EncryptionAlgorithm CamelliaCbc => new(23);

    /// <summary>ENCR_CAMELLIA_CTR, 24 (RFC 5529).</summary>
    public static EncryptionAlgorithm CamelliaCtr => new(24);

    /// <summary>ENCR_CAMELLIA_CCM_8, 25 (RFC 5529).</summary>
    public static EncryptionAlgorithm CamelliaCcm8 => new(25);

    /// <summary>ENCR_CAMELLIA_CCM_12, 26 (RFC 5529).</summary>
    public static EncryptionAlgorithm CamelliaCcm12 => new(26);

    /// <summary>ENCR_CAMELLIA_CCM_16, 27 (RFC 5529).</summary>
    public static EncryptionAlgorithm CamelliaCcm16 => new(27);

    /// <summary>ENCR_CHACHA20_POLY1305, 28 (RFC 7634).</summary>
    public static EncryptionAlgorithm ChaCha20Poly1305 => new(28);

    /// <summary>ENCR_AES_CCM_8_IIV, 29 (RFC 8750).</summary>
    public static EncryptionAlgorithm AesCcm8Iiv => new(29);

    /// <summary>ENCR_AES_GCM_16_IIV, 30 (RFC 8750).</summary>
    public static EncryptionAlgorithm AesGcm16Iiv => new(30);

    /// <summary>ENCR_CHACHA20_POLY1305_IIV, 31 (RFC 8750).</summary>
    public static EncryptionAlgorithm ChaCha20Poly1305Iiv => new(31);

    /// <summary>ENCR_KUZNYECHIK_MGM_KTREE, 32 (RFC 9227).</summary>
    public static EncryptionAlgorithm KuznyechikMgmKtree => new(32);

    /// <summary>ENCR_MAGMA_MGM_KTREE, 33 (RFC 9227).</summary>
    public static EncryptionAlgorithm MagmaMgmKtree => new(33);

    /// <summary>ENCR_KUZNYECHIK_MGM_MAC_KTREE, 34 (RFC 9227).</summary>
    public static EncryptionAlgorithm KuznyechikMgmMacKtree => new(34);

    /// <summary>ENCR_MAGMA_MGM_MAC_KTREE, 35 (RFC 9227).</summary>
    public static EncryptionAlgorithm MagmaMgmMacKtree => new(35);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "ENCR_DES_IV64",
        2 => "ENCR_DES",
        3 => "ENCR_3DES",
        4 => "ENCR_RC5",
        5 => "ENCR_IDEA",
        6 => "ENCR_CAST",
        7 => "ENCR_BLOWFISH",
        8 => "ENCR_3IDEA",
        9 => "ENCR_DES_IV32",
        11 => "ENCR_NULL",
        12 => "ENCR_AES_CBC",
        13 => "ENCR_AES_CTR",
        14 => "ENCR_AES_CCM_8",
        15 => "ENCR_AES_CCM_12",
        16 => "ENCR_AES_CCM_16",
        18 => "ENCR_AES_GCM_8",
        19 => "ENCR_AES_GCM_12",
        20 => "ENCR_AES_GCM_16",
        21 => "ENCR_NULL_AUTH_AES_GMAC",
        23 => "ENCR_CAMELLIA_CBC",
        24 => "ENCR_CAMELLIA_CTR",
        25 => "ENCR_CAMELLIA_CCM_8",
        26 => "ENCR_CAMELLIA_CCM_12",
        27 => "ENCR_CAMELLIA_CCM_16",
        28 => "ENCR_CHACHA20_POLY1305",
        29 => "ENCR_AES_CCM_8_IIV",
        30 => "ENCR_AES_GCM_16_IIV",
        31 => "ENCR_CHACHA20_POLY1305_IIV",
        32 => "ENCR_KUZNYECHIK_MGM_KTREE",
        33 => "ENCR_MAGMA_MGM_KTREE",
        34 => "ENCR_KUZNYECHIK_MGM_MAC_KTREE",
        35 => "ENCR_MAGMA_MGM_MAC_KTREE",
        _ => null,
    };
}
