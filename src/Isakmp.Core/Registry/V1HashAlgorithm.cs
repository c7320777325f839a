namespace Isakmp.Registry;

/// <summary>The hash of an IKEv1 SA and of its pseudo-random function: the attribute Hash-Algorithm (RFC 2409 A).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1HashAlgorithm(ushort Value)
{
    /// <summary>MD5, 1 (RFC 2409 A).</summary>
    public static V1HashAlgorithm Md5 => new(1);

    /// <summary>SHA, 2 (RFC 2409 A).</summary>
    public static V1HashAlgorithm Sha => new(2);

    /// <summary>TIGER, 3 (RFC 2409 A).</summary>
    public static V1HashAlgorithm Tiger => new(3);

    /// <summary>SHA2-256, 4 (RFC 4868).</summary>
    public static V1HashAlgorithm Sha2_256 => new(4);

    /// <summary>SHA2-384, 5 (RFC 4868).</summary>
    public static V1HashAlgorithm Sha2_384 => new(5);

    /// <summary>SHA2-512, 6 (RFC 4868).</summary>
    public static V1HashAlgorithm Sha2_512 => new(6);

    /// <summary>SM3, 20 (GM/T 0022).</summary>
    public static V1HashAlgorithm Sm3 => new(20);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "MD5",
        2 => "SHA",
        3 => "TIGER",
        4 => "SHA2-256",
        5 => "SHA2-384",
        6 => "SHA2-512",
        20 => "SM3",
        _ => null,
    };
}
