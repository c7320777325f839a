namespace Isakmp.Registry;

/// <summary>The integrity algorithm of an IPsec SA in IKEv1: the attribute Authentication-Algorithm (RFC 2407 4.5).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1AuthenticationAlgorithm(ushort Value)
{
    /// <summary>HMAC-MD5, 1 (RFC 2407 4.5).</summary>
    public static V1AuthenticationAlgorithm HmacMd5 => new(1);

    /// <summary>HMAC-SHA, 2 (RFC 2407 4.5).</summary>
    public static V1AuthenticationAlgorithm HmacSha => new(2);

    /// <summary>DES-MAC, 3 (RFC 2407 4.5).</summary>
    public static V1AuthenticationAlgorithm DesMac => new(3);

    /// <summary>KPDK, 4 (RFC 2407 4.5).</summary>
    public static V1AuthenticationAlgorithm Kpdk => new(4);

    /// <summary>HMAC-SHA2-256, 5 (RFC 4868).</summary>
    public static V1AuthenticationAlgorithm HmacSha2_256 => new(5);

    /// <summary>HMAC-SHA2-384, 6 (RFC 4868).</summary>
    public static V1AuthenticationAlgorithm HmacSha2_384 => new(6);

    /// <summary>HMAC-SHA2-512, 7 (RFC 4868).</summary>
    public static V1AuthenticationAlgorithm HmacSha2_512 => new(7);

    /// <summary>HMAC-RIPEMD, 8 (RFC 2857).</summary>
    public static V1AuthenticationAlgorithm HmacRipemd => new(8);

    /// <summary>AES-XCBC-MAC, 9 (RFC 3566).</summary>
    public static V1AuthenticationAlgorithm AesXcbcMac => new(9);

    /// <summary>SIG-RSA, 10 (RFC 4359).</summary>
    public static V1AuthenticationAlgorithm SigRsa => new(10);

    /// <summary>AES-128-GMAC, 11 (RFC 4543).</summary>
    public static V1AuthenticationAlgorithm Aes128Gmac => new(11);

    /// <summary>AES-192-GMAC, 12 (RFC 4543).</summary>
    public static V1AuthenticationAlgorithm Aes192Gmac => new(12);

    /// <summary>AES-256-GMAC, 13 (RFC 4543).</summary>
    public static V1AuthenticationAlgorithm Aes256Gmac => new(13);

    /// <summary>AES-CMAC-96, 250 (private use).</summary>
    public static V1AuthenticationAlgorithm AesCmac96 => new(250);

    /// <summary>NULL-KAME, 251 (private use).</summary>
    public static V1AuthenticationAlgorithm KameNull => new(251);

    /// <summary>HMAC-SHA2-256-TRUNCBUG, 252 (private use; cut to 96 bits).</summary>
    public static V1AuthenticationAlgorithm HmacSha2_256TruncatedTo96 => new(252);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "HMAC-MD5",
        2 => "HMAC-SHA",
        3 => "DES-MAC",
        4 => "KPDK",
        5 => "HMAC-SHA2-256",
        6 => "HMAC-SHA2-384",
        7 => "HMAC-SHA2-512",
        8 => "HMAC-RIPEMD",
        9 => "AES-XCBC-MAC",
        10 => "SIG-RSA",
        11 => "AES-128-GMAC",
        12 => "AES-192-GMAC",
        13 => "AES-256-GMAC",
        250 => "AES-CMAC-96",
        251 => "NULL-KAME",
        252 => "HMAC-SHA2-256-TRUNCBUG",
        _ => null,
    };
}
