namespace Isakmp.Registry;

/// <summary>The cipher of an IKEv1 SA: the attribute Encryption-Algorithm (RFC 2409 A).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1EncryptionAlgorithm(ushort Value)
{
    /// <summary>DES-CBC, 1 (RFC 2409 A).</summary>
    public static V1EncryptionAlgorithm DesCbc => new(1);

    /// <summary>IDEA-CBC, 2 (RFC 2409 A).</summary>
    public static V1EncryptionAlgorithm IdeaCbc => new(2);

    /// <summary>BLOWFISH-CBC, 3 (RFC 2409 A).</summary>
    public static V1EncryptionAlgorithm BlowfishCbc => new(3);

    /// <summary>RC5-R16-B64-CBC, 4 (RFC 2409 A).</summary>
    public static V1EncryptionAlgorithm Rc5Cbc => new(4);

    /// <summary>3DES-CBC, 5 (RFC 2409 A).</summary>
    public static V1EncryptionAlgorithm TripleDesCbc => new(5);

    /// <summary>CAST-CBC, 6 (RFC 2409 A).</summary>
    public static V1EncryptionAlgorithm CastCbc => new(6);

    /// <summary>AES-CBC, 7 (RFC 3602).</summary>
    public static V1EncryptionAlgorithm AesCbc => new(7);

    /// <summary>CAMELLIA-CBC, 8 (RFC 4312).</summary>
    public static V1EncryptionAlgorithm CamelliaCbc => new(8);

    /// <summary>SM4-CBC (DEPRECATED), 127 (GM/T 0022).</summary>
    public static V1EncryptionAlgorithm Sm4CbcDeprecated => new(127);

    /// <summary>SM1-CBC, 128 (GM/T 0022).</summary>
    public static V1EncryptionAlgorithm Sm1Cbc => new(128);

    /// <summary>SM4-CBC, 129 (GM/T 0022).</summary>
    public static V1EncryptionAlgorithm Sm4Cbc => new(129);

    /// <summary>MARS-CBC, 65001 (private use).</summary>
    public static V1EncryptionAlgorithm MarsCbc => new(65001);

    /// <summary>RC6-CBC, 65002 (private use).</summary>
    public static V1EncryptionAlgorithm Rc6Cbc => new(65002);

    /// <summary>SERPENT-CBC, 65004 (private use).</summary>
    public static V1EncryptionAlgorithm SerpentCbc => new(65004);

    /// <summary>TWOFISH-CBC, 65005 (private use).</summary>
    public static V1EncryptionAlgorithm TwofishCbc => new(65005);

    /// <summary>TWOFISH-CBC-SSH, 65289 (private use).</summary>
    public static V1EncryptionAlgorithm TwofishCbcSsh => new(65289);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "DES-CBC",
        2 => "IDEA-CBC",
        3 => "BLOWFISH-CBC",
        4 => "RC5-R16-B64-CBC",
        5 => "3DES-CBC",
        6 => "CAST-CBC",
        7 => "AES-CBC",
        8 => "CAMELLIA-CBC",
        127 => "SM4-CBC (DEPRECATED)",
        128 => "SM1-CBC",
        129 => "SM4-CBC",
        65001 => "MARS-CBC",
        65002 => "RC6-CBC",
        65004 => "SERPENT-CBC",
        65005 => "TWOFISH-CBC",
        65289 => "TWOFISH-CBC-SSH",
        _ => null,
    };
}
