namespace Isakmp.Registry;

/// <summary>The transform of an ESP SA in IKEv1: the cipher (RFC 2407 4.4.4).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1EspTransform(byte Value)
{
    /// <summary>ESP_DES-IV64, 1 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform DesIv64 => new(1);

    /// <summary>ESP_DES, 2 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform Des => new(2);

    /// <summary>ESP_3DES, 3 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform TripleDes => new(3);

    /// <summary>ESP_RC5, 4 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform Rc5 => new(4);

    /// <summary>ESP_IDEA, 5 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform Idea => new(5);

    /// <summary>ESP_CAST, 6 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform Cast => new(6);

    /// <summary>ESP_BLOWFISH, 7 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform Blowfish => new(7);

    /// <summary>ESP_3IDEA, 8 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform TripleIdea => new(8);

    /// <summary>ESP_DES-IV32, 9 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform DesIv32 => new(9);

    /// <summary>ESP_RC4, 10 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform Rc4 => new(10);

    /// <summary>ESP_NULL, 11 (RFC 2407 4.4.4).</summary>
    public static V1EspTransform Null => new(11);

    /// <summary>ESP_AES, 12 (RFC 3602).</summary>
    public static V1EspTransform AesCbc => new(12);

    /// <summary>ESP_AES-CTR, 13 (RFC 3686).</summary>
    public static V1EspTransform AesCtr => new(13);

    /// <summary>ESP_AES-CCM_8, 14 (RFC 4309).</summary>
    public static V1EspTransform AesCcm8 => new(14);

    /// <summary>ESP_AES-CCM_12, 15 (RFC 4309).</summary>
    public static V1EspTransform AesCcm12 => new(15);

    /// <summary>ESP_AES-CCM_16, 16 (RFC 4309).</summary>
    public static V1EspTransform AesCcm16 => new(16);

    /// <summary>ESP_AES-GCM_8, 18 (RFC 4106).</summary>
    public static V1EspTransform AesGcm8 => new(18);

    /// <summary>ESP_AES-GCM_12, 19 (RFC 4106).</summary>
    public static V1EspTransform AesGcm12 => new(19);

    /// <summary>ESP_AES-GCM_16, 20 (RFC 4106).</summary>
    public static V1EspTransform AesGcm16 => new(20);

    /// <summary>ESP_SEED_CBC, 21 (RFC 4196).</summary>
    public static V1EspTransform SeedCbc => new(21);

    /// <summary>ESP_CAMELLIA, 22 (RFC 4312).</summary>
    public static V1EspTransform Camellia => new(22);

    /// <summary>ESP_NULL_AUTH_AES-GMAC, 23 (RFC 4543).</summary>
    public static V1EspTransform NullAuthAesGmac => new(23);

    /// <summary>ESP_MARS, 249 (private use).</summary>
    public static V1EspTransform Mars => new(249);

    /// <summary>ESP_RC6, 250 (private use).</summary>
    public static V1EspTransform Rc6 => new(250);

    /// <summary>ESP_KAME_NULL, 251 (private use).</summary>
    public static V1EspTransform KameNull => new(251);

    /// <summary>ESP_SERPENT, 252 (private use).</summary>
    public static V1EspTransform Serpent => new(252);

    /// <summary>ESP_TWOFISH, 253 (private use).</summary>
    public static V1EspTransform Twofish => new(253);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "ESP_DES-IV64",
        2 => "ESP_DES",
        3 => "ESP_3DES",
        4 => "ESP_RC5",
        5 => "ESP_IDEA",
        6 => "ESP_CAST",
        7 => "ESP_BLOWFISH",
        8 => "ESP_3IDEA",
        9 => "ESP_DES-IV32",
        10 => "ESP_RC4",
        11 => "ESP_NULL",
        12 => "ESP_AES",
        13 => "ESP_AES-CTR",
        14 => "ESP_AES-CCM_8",
        15 => "ESP_AES-CCM_12",
        16 => "ESP_AES-CCM_16",
        18 => "ESP_AES-GCM_8",
        19 => "ESP_AES-GCM_12",
        20 => "ESP_AES-GCM_16",
        21 => "ESP_SEED_CBC",
        22 => "ESP_CAMELLIA",
        23 => "ESP_NULL_AUTH_AES-GMAC",
        249 => "ESP_MARS",
        250 => "ESP_RC6",
        251 => "ESP_KAME_NULL",
        252 => "ESP_SERPENT",
        253 => "ESP_TWOFISH",
        _ => null,
    };
}
