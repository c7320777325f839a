namespace Isakmp.Registry;

/// <summary>The type of an attribute of an IKE transform (phase 1), 15 bits (RFC 2409 A).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1IkeAttributeType(ushort Value)
{
    /// <summary>Encryption-Algorithm, 1 (RFC 2409 A).</summary>
    public static V1IkeAttributeType EncryptionAlgorithm => new(1);

    /// <summary>Hash-Algorithm, 2 (RFC 2409 A).</summary>
    public static V1IkeAttributeType HashAlgorithm => new(2);

    /// <summary>Authentication-Method, 3 (RFC 2409 A).</summary>
    public static V1IkeAttributeType AuthenticationMethod => new(3);

    /// <summary>Group-Description, 4 (RFC 2409 A).</summary>
    public static V1IkeAttributeType GroupDescription => new(4);

    /// <summary>Group-Type, 5 (RFC 2409 A).</summary>
    public static V1IkeAttributeType GroupType => new(5);

    /// <summary>Group-Prime, 6 (RFC 2409 A).</summary>
    public static V1IkeAttributeType GroupPrime => new(6);

    /// <summary>Group-Generator-One, 7 (RFC 2409 A).</summary>
    public static V1IkeAttributeType GroupGeneratorOne => new(7);

    /// <summary>Group-Generator-Two, 8 (RFC 2409 A).</summary>
    public static V1IkeAttributeType GroupGeneratorTwo => new(8);

    /// <summary>Group-Curve-A, 9 (RFC 2409 A).</summary>
    public static V1IkeAttributeType GroupCurveA => new(9);

    /// <summary>Group-Curve-B, 10 (RFC 2409 A).</summary>
    public static V1IkeAttributeType GroupCurveB => new(10);

    /// <summary>Life-Type, 11 (RFC 2409 A).</summary>
    public static V1IkeAttributeType LifeType => new(11);

    /// <summary>Life-Duration, 12 (RFC 2409 A).</summary>
    public static V1IkeAttributeType LifeDuration => new(12);

    /// <summary>PRF, 13 (RFC 2409 A).</summary>
    public static V1IkeAttributeType Prf => new(13);

    /// <summary>Key-Length, 14 (RFC 2409 A).</summary>
    public static V1IkeAttributeType KeyLength => new(14);

    /// <summary>Field-Size, 15 (RFC 2409 A).</summary>
    public static V1IkeAttributeType FieldSize => new(15);

    /// <summary>Group-Order, 16 (RFC 2409 A).</summary>
    public static V1IkeAttributeType GroupOrder => new(16);

    /// <summary>Block-Size, 17 (private; in the tables of packet analysers).</summary>
    public static V1IkeAttributeType BlockSize => new(17);

    /// <summary>Asymmetric-Cryptographic-Algorithm-Type, 20 (GM/T 0022).</summary>
    public static V1IkeAttributeType AsymmetricAlgorithm => new(20);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Encryption-Algorithm",
        2 => "Hash-Algorithm",
        3 => "Authentication-Method",
        4 => "Group-Description",
        5 => "Group-Type",
        6 => "Group-Prime",
        7 => "Group-Generator-One",
        8 => "Group-Generator-Two",
        9 => "Group-Curve-A",
        10 => "Group-Curve-B",
        11 => "Life-Type",
        12 => "Life-Duration",
        13 => "PRF",
        14 => "Key-Length",
        15 => "Field-Size",
        16 => "Group-Order",
        17 => "Block-Size",
        20 => "Asymmetric-Cryptographic-Algorithm-Type",
        _ => null,
    };
}
