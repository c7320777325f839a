namespace Isakmp.Registry;

/// <summary>The type of a configuration attribute, 15 bits (RFC 7296 3.15.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct ConfigurationAttributeType(ushort Value)
{
    /// <summary>INTERNAL_IP4_ADDRESS, 1 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp4Address => new(1);

    /// <summary>INTERNAL_IP4_NETMASK, 2 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp4Netmask => new(2);

    /// <summary>INTERNAL_IP4_DNS, 3 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp4Dns => new(3);

    /// <summary>INTERNAL_IP4_NBNS, 4 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp4Nbns => new(4);

    /// <summary>INTERNAL_IP4_DHCP, 6 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp4Dhcp => new(6);

    /// <summary>APPLICATION_VERSION, 7 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType ApplicationVersion => new(7);

    /// <summary>INTERNAL_IP6_ADDRESS, 8 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp6Address => new(8);

    /// <summary>INTERNAL_IP6_DNS, 10 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp6Dns => new(10);

    /// <summary>INTERNAL_IP6_DHCP, 12 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp6Dhcp => new(12);

    /// <summary>INTERNAL_IP4_SUBNET, 13 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp4Subnet => new(13);

    /// <summary>SUPPORTED_ATTRIBUTES, 14 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType SupportedAttributes => new(14);

    /// <summary>INTERNAL_IP6_SUBNET, 15 (RFC 7296 3.15.1).</summary>
    public static ConfigurationAttributeType InternalIp6Subnet => new(15);

    /// <summary>MIP6_HOME_PREFIX, 16 (RFC 5026).</summary>
    public static ConfigurationAttributeType Mip6HomePrefix => new(16);

    /// <summary>INTERNAL_IP6_LINK, 17 (RFC 5739).</summary>
    public static ConfigurationAttributeType InternalIp6Link => new(17);

    /// <summary>INTERNAL_IP6_PREFIX, 18 (RFC 5739).</summary>
    public static ConfigurationAttributeType InternalIp6Prefix => new(18);

    /// <summary>HOME_AGENT_ADDRESS, 19 (3GPP TS 24.302).</summary>
    public static ConfigurationAttributeType HomeAgentAddress => new(19);

    /// <summary>P_CSCF_IP4_ADDRESS, 20 (RFC 7651).</summary>
    public static ConfigurationAttributeType PCscfIp4Address => new(20);

    /// <summary>P_CSCF_IP6_ADDRESS, 21 (RFC 7651).</summary>
    public static ConfigurationAttributeType PCscfIp6Address => new(21);

    /// <summary>FTT_KAT, 22 (3GPP TS 24.302).</summary>
    public static ConfigurationAttributeType FttKat => new(22);

    /// <summary>EXTERNAL_SOURCE_IP4_NAT_INFO, 23 (3GPP TS 29.139).</summary>
    public static ConfigurationAttributeType ExternalSourceIp4NatInfo => new(23);

    /// <summary>TIMEOUT_PERIOD_FOR_LIVENESS_CHECK, 24 (3GPP TS 24.302).</summary>
    public static ConfigurationAttributeType TimeoutPeriodForLivenessCheck => new(24);

    /// <summary>INTERNAL_DNS_DOMAIN, 25 (RFC 8598).</summary>
    public static ConfigurationAttributeType InternalDnsDomain => new(25);

    /// <summary>INTERNAL_DNSSEC_TA, 26 (RFC 8598).</summary>
    public static ConfigurationAttributeType InternalDnssecTa => new(26);

    /// <summary>ENCDNS_IP4, 27 (RFC 9464).</summary>
    public static ConfigurationAttributeType EncryptedDnsIp4 => new(27);

    /// <summary>ENCDNS_IP6, 28 (RFC 9464).</summary>
    public static ConfigurationAttributeType EncryptedDnsIp6 => new(28);

    /// <summary>ENCDNS_DIGEST_INFO, 29 (RFC 9464).</summary>
    public static ConfigurationAttributeType EncryptedDnsDigestInfo => new(29);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "INTERNAL_IP4_ADDRESS",
        2 => "INTERNAL_IP4_NETMASK",
        3 => "INTERNAL_IP4_DNS",
        4 => "INTERNAL_IP4_NBNS",
        6 => "INTERNAL_IP4_DHCP",
        7 => "APPLICATION_VERSION",
        8 => "INTERNAL_IP6_ADDRESS",
        10 => "INTERNAL_IP6_DNS",
        12 => "INTERNAL_IP6_DHCP",
        13 => "INTERNAL_IP4_SUBNET",
        14 => "SUPPORTED_ATTRIBUTES",
        15 => "INTERNAL_IP6_SUBNET",
        16 => "MIP6_HOME_PREFIX",
        17 => "INTERNAL_IP6_LINK",
        18 => "INTERNAL_IP6_PREFIX",
        19 => "HOME_AGENT_ADDRESS",
        20 => "P_CSCF_IP4_ADDRESS",
        21 => "P_CSCF_IP6_ADDRESS",
        22 => "FTT_KAT",
        23 => "EXTERNAL_SOURCE_IP4_NAT_INFO",
        24 => "TIMEOUT_PERIOD_FOR_LIVENESS_CHECK",
        25 => "INTERNAL_DNS_DOMAIN",
        26 => "INTERNAL_DNSSEC_TA",
        27 => "ENCDNS_IP4",
        28 => "ENCDNS_IP6",
        29 => "ENCDNS_DIGEST_INFO",
        _ => null,
    };
}
