namespace Isakmp.Registry;

/// <summary>The hash of an AH SA in IKEv1; an attribute names it a second time (RFC 2407 4.4.3).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1AhTransform(byte Value)
{
    /// <summary>AH_MD5, 2 (RFC 2407 4.4.3).</summary>
    public static V1AhTransform Md5 => new(2);

    /// <summary>AH_SHA, 3 (RFC 2407 4.4.3).</summary>
    public static V1AhTransform Sha => new(3);

    /// <summary>AH_DES, 4 (RFC 2407 4.4.3).</summary>
    public static V1AhTransform Des => new(4);

    /// <summary>AH_SHA2-256, 5 (RFC 4868).</summary>
    public static V1AhTransform Sha2_256 => new(5);

    /// <summary>AH_SHA2-384, 6 (RFC 4868).</summary>
    public static V1AhTransform Sha2_384 => new(6);

    /// <summary>AH_SHA2-512, 7 (RFC 4868).</summary>
    public static V1AhTransform Sha2_512 => new(7);

    /// <summary>AH_RIPEMD, 8 (RFC 2857).</summary>
    public static V1AhTransform Ripemd => new(8);

    /// <summary>AH_AES-XCBC-MAC, 9 (RFC 3566).</summary>
    public static V1AhTransform AesXcbcMac => new(9);

    /// <summary>AH_RSA, 10 (RFC 4359).</summary>
    public static V1AhTransform Rsa => new(10);

    /// <summary>AH_AES-128-GMAC, 11 (RFC 4543).</summary>
    public static V1AhTransform Aes128Gmac => new(11);

    /// <summary>AH_AES-192-GMAC, 12 (RFC 4543).</summary>
    public static V1AhTransform Aes192Gmac => new(12);

    /// <summary>AH_AES-256-GMAC, 13 (RFC 4543).</summary>
    public static V1AhTransform Aes256Gmac => new(13);

    /// <summary>AH_AES-CMAC-96, 250 (private use).</summary>
    public static V1AhTransform AesCmac96 => new(250);

    /// <summary>AH_NULL, 251 (private use).</summary>
    public static V1AhTransform Null => new(251);

    /// <summary>AH_SHA2-256-TRUNCBUG, 252 (private use; cut to 96 bits).</summary>
    public static V1AhTransform Sha2_256TruncatedTo96 => new(252);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        2 => "AH_MD5",
        3 => "AH_SHA",
        4 => "AH_DES",
        5 => "AH_SHA2-256",
        6 => "AH_SHA2-384",
        7 => "AH_SHA2-512",
        8 => "AH_RIPEMD",
        9 => "AH_AES-XCBC-MAC",
        10 => "AH_RSA",
        11 => "AH_AES-128-GMAC",
        12 => "AH_AES-192-GMAC",
        13 => "AH_AES-256-GMAC",
        250 => "AH_AES-CMAC-96",
        251 => "AH_NULL",
        252 => "AH_SHA2-256-TRUNCBUG",
        _ => null,
    };
}
