namespace Isakmp.Registry;

/// <summary>What the data of an identification payload of IKEv1 is (RFC 2407 4.6.2.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1IdentificationType(byte Value)
{
    /// <summary>ID_IPV4_ADDR, 1 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType Ipv4Address => new(1);

    /// <summary>ID_FQDN, 2 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType Fqdn => new(2);

    /// <summary>ID_USER_FQDN, 3 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType UserFqdn => new(3);

    /// <summary>ID_IPV4_ADDR_SUBNET, 4 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType Ipv4Subnet => new(4);

    /// <summary>ID_IPV6_ADDR, 5 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType Ipv6Address => new(5);

    /// <summary>ID_IPV6_ADDR_SUBNET, 6 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType Ipv6Subnet => new(6);

    /// <summary>ID_IPV4_ADDR_RANGE, 7 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType Ipv4Range => new(7);

    /// <summary>ID_IPV6_ADDR_RANGE, 8 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType Ipv6Range => new(8);

    /// <summary>ID_DER_ASN1_DN, 9 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType DerAsn1Dn => new(9);

    /// <summary>ID_DER_ASN1_GN, 10 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType DerAsn1Gn => new(10);

    /// <summary>ID_KEY_ID, 11 (RFC 2407 4.6.2.1).</summary>
    public static V1IdentificationType KeyId => new(11);

    /// <summary>ID_LIST, 12 (RFC 3554 3).</summary>
    public static V1IdentificationType List => new(12);

    /// <summary>ID_IPV6_CGA, 250 (MS-IKEE 2.2.5).</summary>
    public static V1IdentificationType Ipv6Cga => new(250);

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
        3 => "ID_USER_FQDN",
        4 => "ID_IPV4_ADDR_SUBNET",
        5 => "ID_IPV6_ADDR",
        6 => "ID_IPV6_ADDR_SUBNET",
        7 => "ID_IPV4_ADDR_RANGE",
        8 => "ID_IPV6_ADDR_RANGE",
        9 => "ID_DER_ASN1_DN",
        10 => "ID_DER_ASN1_GN",
        11 => "ID_KEY_ID",
        12 => "ID_LIST",
        250 => "ID_IPV6_CGA",
        _ => null,
    };
}
