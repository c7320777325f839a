namespace Isakmp.Registry;

/// <summary>Transform type 3: Integrity Algorithm Transform IDs (RFC 7296 3.3.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct IntegrityAlgorithm(ushort Value)
{
    /// <summary>NONE, 0 (RFC 7296 3.3.2).</summary>
    public static IntegrityAlgorithm None => new(0);

    /// <summary>AUTH_HMAC_MD5_96, 1 (RFC 2403).</summary>
    public static IntegrityAlgorithm HmacMd5_96 => new(1);

    /// <summary>AUTH_HMAC_SHA1_96, 2 (RFC 2404).</summary>
    public static IntegrityAlgorithm HmacSha1_96 => new(2);

    /// <summary>AUTH_DES_MAC, 3 (RFC 4306).</summary>
    public static IntegrityAlgorithm DesMac => new(3);

    /// <summary>AUTH_KPDK_MD5, 4 (RFC 1826).</summary>
    public static IntegrityAlgorithm KpdkMd5 => new(4);

    /// <summary>AUTH_AES_XCBC_96, 5 (RFC 3566).</summary>
    public static IntegrityAlgorithm AesXcbc96 => new(5);

    /// <summary>AUTH_HMAC_MD5_128, 6 (RFC 4595).</summary>
    public static IntegrityAlgorithm HmacMd5_128 => new(6);

    /// <summary>AUTH_HMAC_SHA1_160, 7 (RFC 4595).</summary>
    public static IntegrityAlgorithm HmacSha1_160 => new(7);

    /// <summary>AUTH_AES_CMAC_96, 8 (RFC 4494).</summary>
    public static IntegrityAlgorithm AesCmac96 => new(8);

    /// <summary>AUTH_AES_128_GMAC, 9 (RFC 4543).</summary>
    public static IntegrityAlgorithm Aes128Gmac => new(9);

    /// <summary>AUTH_AES_192_GMAC, 10 (RFC 4543).</summary>
    public static IntegrityAlgorithm Aes192Gmac => new(10);

    /// <summary>AUTH_AES_256_GMAC, 11 (RFC 4543).</summary>
    public static IntegrityAlgorithm Aes256Gmac => new(11);

    /// <summary>AUTH_HMAC_SHA2_256_128, 12 (RFC 4868).</summary>
    public static IntegrityAlgorithm HmacSha2_256_128 => new(12);

    /// <summary>AUTH_HMAC_SHA2_384_192, 13 (RFC 4868).</summary>
    public static IntegrityAlgorithm HmacSha2_384_192 => new(13);

    /// <summary>AUTH_HMAC_SHA2_512_256, 14 (RFC 4868).</summary>
    public static IntegrityAlgorithm HmacSha2_512_256 => new(14);

    /// <summary>AUTH_HMAC_SHA2_256_96, 1026, strongSwan's number in the range for private use: SHA-256 cut to 96 bits, as old Linux kernels had it.</summary>
    public static IntegrityAlgorithm HmacSha2_256_96 => new(1026);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        0 => "NONE",
        1 => "AUTH_HMAC_MD5_96",
        2 => "AUTH_HMAC_SHA1_96",
        3 => "AUTH_DES_MAC",
        4 => "AUTH_KPDK_MD5",
        5 => "AUTH_AES_XCBC_96",
        6 => "AUTH_HMAC_MD5_128",
        7 => "AUTH_HMAC_SHA1_160",
        8 => "AUTH_AES_CMAC_96",
        9 => "AUTH_AES_128_GMAC",
        10 => "AUTH_AES_192_GMAC",
        11 => "AUTH_AES_256_GMAC",
        12 => "AUTH_HMAC_SHA2_256_128",
        13 => "AUTH_HMAC_SHA2_384_192",
        14 => "AUTH_HMAC_SHA2_512_256",
        1026 => "AUTH_HMAC_SHA2_256_96",
        _ => null,
    };
}
