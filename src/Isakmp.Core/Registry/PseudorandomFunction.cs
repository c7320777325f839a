namespace Isakmp.Registry;

/// <summary>Transform type 2: Pseudo-random Function Transform IDs (RFC 7296 3.3.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct PseudorandomFunction(ushort Value)
{
    /// <summary>PRF_HMAC_MD5, 1 (RFC 2104).</summary>
    public static PseudorandomFunction HmacMd5 => new(1);

    /// <summary>PRF_HMAC_SHA1, 2 (RFC 2104).</summary>
    public static PseudorandomFunction HmacSha1 => new(2);

    /// <summary>PRF_HMAC_TIGER, 3 (RFC 2104).</summary>
    public static PseudorandomFunction HmacTiger => new(3);

    /// <summary>PRF_AES128_XCBC, 4 (RFC 4434).</summary>
    public static PseudorandomFunction Aes128Xcbc => new(4);

    /// <summary>PRF_HMAC_SHA2_256, 5 (RFC 4868).</summary>
    public static PseudorandomFunction HmacSha2_256 => new(5);

    /// <summary>PRF_HMAC_SHA2_384, 6 (RFC 4868).</summary>
    public static PseudorandomFunction HmacSha2_384 => new(6);

    /// <summary>PRF_HMAC_SHA2_512, 7 (RFC 4868).</summary>
    public static PseudorandomFunction HmacSha2_512 => new(7);

    /// <summary>PRF_AES128_CMAC, 8 (RFC 4615).</summary>
    public static PseudorandomFunction Aes128Cmac => new(8);

    /// <summary>PRF_HMAC_STREEBOG_512, 9 (RFC 9385).</summary>
    public static PseudorandomFunction HmacStreebog512 => new(9);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "PRF_HMAC_MD5",
        2 => "PRF_HMAC_SHA1",
        3 => "PRF_HMAC_TIGER",
        4 => "PRF_AES128_XCBC",
        5 => "PRF_HMAC_SHA2_256",
        6 => "PRF_HMAC_SHA2_384",
        7 => "PRF_HMAC_SHA2_512",
        8 => "PRF_AES128_CMAC",
        9 => "PRF_HMAC_STREEBOG_512",
        _ => null,
    };
}
