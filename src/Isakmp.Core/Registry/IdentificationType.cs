namespace Isakmp.Registry;

/// <summary>What the data of an identification payload is (RFC 7296 3.5).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct IdentificationType(byte Value)
{
    /// <summary>ID_IPV4_ADDR, 1 (4 octets).</summary>
    public static IdentificationType Ipv4Address => new(1);

    /// <summary>ID_FQDN, 2 (a host name without terminator).</summary>
    public static IdentificationType Fqdn => new(2);

    /// <summary>ID_RFC822_ADDR, 3 (an e-mail address).</summary>
    public static IdentificationType Rfc822Address => new(3);

    /// <summary>ID_IPV6_ADDR, 5 (16 octets).</summary>
    public static IdentificationType Ipv6Address => new(5);

    /// <summary>ID_DER_ASN1_DN, 9 (an X.500 name).</summary>
    public static IdentificationType DerAsn1Dn => new(9);

    /// <summary>ID_DER_ASN1_GN, 10 (an X.509 GeneralName).</summary>
    public static IdentificationType DerAsn1Gn => new(10);

    /// <summary>ID_KEY_ID, 11 (opaque octets).</summary>
    public static IdentificationType KeyId => new(11);

    /// <summary>ID_FC_NAME, 12 (RFC 4595).</summary>
    public static IdentificationType FcName => new(12);

    /// <summary>ID_NULL, 13 (RFC 7619).</summary>
    public static IdentificationType Null => new(13);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "ID_IPV4_ADDR",
        2 => "ID_FQDN",
        3 => "ID_RFC822_ADDR",
        5 => "ID_IPV6_ADDR",
        9 => "ID_DER_ASN1_DN",
        10 => "ID_DER_ASN1_GN",
        11 => "ID_KEY_ID",
        12 => "ID_FC_NAME",
        13 => "ID_NULL",
        _ => null,
    };
}
