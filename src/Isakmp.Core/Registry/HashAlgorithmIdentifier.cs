namespace Isakmp.Registry;

/// <summary>A hash that a peer accepts in signatures: the data of SIGNATURE_HASH_ALGORITHMS (RFC 7427 7).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct HashAlgorithmIdentifier(ushort Value)
{
    /// <summary>SHA1, 1 (RFC 7427 7).</summary>
    public static HashAlgorithmIdentifier Sha1 => new(1);

    /// <summary>SHA2-256, 2 (RFC 7427 7).</summary>
    public static HashAlgorithmIdentifier Sha2_256 => new(2);

    /// <summary>SHA2-384, 3 (RFC 7427 7).</summary>
    public static HashAlgorithmIdentifier Sha2_384 => new(3);

    /// <summary>SHA2-512, 4 (RFC 7427 7).</summary>
    public static HashAlgorithmIdentifier Sha2_512 => new(4);

    /// <summary>Identity, 5 (RFC 8420).</summary>
    public static HashAlgorithmIdentifier Identity => new(5);

    /// <summary>STREEBOG_256, 6 (RFC 9385).</summary>
    public static HashAlgorithmIdentifier Streebog256 => new(6);

    /// <summary>STREEBOG_512, 7 (RFC 9385).</summary>
    public static HashAlgorithmIdentifier Streebog512 => new(7);

    /// <summary>MD5, 1027: a number of the range for private use, because the registry has none. IKEv1 needs the hash; the number is never sent.</summary>
    public static HashAlgorithmIdentifier Md5 => new(1027);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "SHA1",
        2 => "SHA2-256",
        3 => "SHA2-384",
        4 => "SHA2-512",
        5 => "Identity",
        6 => "STREEBOG_256",
        7 => "STREEBOG_512",
        1027 => "MD5",
        _ => null,
    };
}
