namespace Isakmp.Registry;

/// <summary>The type of a configuration, XAUTH or Unity attribute in IKEv1, 15 bits (draft-dukes-ike-mode-cfg-02 3.4).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1ConfigurationAttributeType(ushort Value)
{
    /// <summary>INTERNAL_IP4_ADDRESS, 1 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp4Address => new(1);

    /// <summary>INTERNAL_IP4_NETMASK, 2 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp4Netmask => new(2);

    /// <summary>INTERNAL_IP4_DNS, 3 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp4Dns => new(3);

    /// <summary>INTERNAL_IP4_NBNS, 4 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp4Nbns => new(4);

    /// <summary>INTERNAL_ADDRESS_EXPIRY, 5 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalAddressExpiry => new(5);

    /// <summary>INTERNAL_IP4_DHCP, 6 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp4Dhcp => new(6);

    /// <summary>APPLICATION_VERSION, 7 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType ApplicationVersion => new(7);

    /// <summary>INTERNAL_IP6_ADDRESS, 8 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp6Address => new(8);

    /// <summary>INTERNAL_IP6_NETMASK, 9 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp6Netmask => new(9);

    /// <summary>INTERNAL_IP6_DNS, 10 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp6Dns => new(10);

    /// <summary>INTERNAL_IP6_NBNS, 11 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp6Nbns => new(11);

    /// <summary>INTERNAL_IP6_DHCP, 12 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp6Dhcp => new(12);

    /// <summary>INTERNAL_IP4_SUBNET, 13 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp4Subnet => new(13);

    /// <summary>SUPPORTED_ATTRIBUTES, 14 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType SupportedAttributes => new(14);

    /// <summary>INTERNAL_IP6_SUBNET, 15 (draft-dukes-ike-mode-cfg-02 3.4).</summary>
    public static V1ConfigurationAttributeType InternalIp6Subnet => new(15);

    /// <summary>CHKPT_DEF_DOMAIN, 16387 (Check Point, private use).</summary>
    public static V1ConfigurationAttributeType CheckPointDefaultDomain => new(16387);

    /// <summary>CHKPT_MAC_ADDRESS, 16388 (Check Point, private use).</summary>
    public static V1ConfigurationAttributeType CheckPointMacAddress => new(16388);

    /// <summary>CHKPT_MARCIPAN_REASON_CODE, 16389 (Check Point, private use).</summary>
    public static V1ConfigurationAttributeType CheckPointMarcipanReasonCode => new(16389);

    /// <summary>CHKPT_UNKNOWN1, 16400 (Check Point, private use).</summary>
    public static V1ConfigurationAttributeType CheckPointUnknown1 => new(16400);

    /// <summary>CHKPT_UNKNOWN2, 16401 (Check Point, private use).</summary>
    public static V1ConfigurationAttributeType CheckPointUnknown2 => new(16401);

    /// <summary>CHKPT_UNKNOWN3, 16402 (Check Point, private use).</summary>
    public static V1ConfigurationAttributeType CheckPointUnknown3 => new(16402);

    /// <summary>XAUTH_TYPE, 16520 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthType => new(16520);

    /// <summary>XAUTH_USER_NAME, 16521 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthUserName => new(16521);

    /// <summary>XAUTH_USER_PASSWORD, 16522 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthUserPassword => new(16522);

    /// <summary>XAUTH_PASSCODE, 16523 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthPasscode => new(16523);

    /// <summary>XAUTH_MESSAGE, 16524 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthMessage => new(16524);

    /// <summary>XAUTH_CHALLENGE, 16525 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthChallenge => new(16525);

    /// <summary>XAUTH_DOMAIN, 16526 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthDomain => new(16526);

    /// <summary>XAUTH_STATUS, 16527 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthStatus => new(16527);

    /// <summary>XAUTH_NEXT_PIN, 16528 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthNextPin => new(16528);

    /// <summary>XAUTH_ANSWER, 16529 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static V1ConfigurationAttributeType XauthAnswer => new(16529);

    /// <summary>UNITY_BANNER, 28672 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnityBanner => new(28672);

    /// <summary>UNITY_SAVE_PASSWD, 28673 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnitySavePassword => new(28673);

    /// <summary>UNITY_DEF_DOMAIN, 28674 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnityDefaultDomain => new(28674);

    /// <summary>UNITY_SPLIT_DOMAIN, 28675 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnitySplitDomain => new(28675);

    /// <summary>UNITY_SPLIT_INCLUDE, 28676 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnitySplitInclude => new(28676);

    /// <summary>UNITY_NATT_PORT, 28677 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnityNattPort => new(28677);

    /// <summary>UNITY_SPLIT_EXCLUDE, 28678 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnitySplitExclude => new(28678);

    /// <summary>UNITY_PFS, 28679 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnityPfs => new(28679);

    /// <summary>UNITY_FW_TYPE, 28680 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnityFirewallType => new(28680);

    /// <summary>UNITY_BACKUP_SERVERS, 28681 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnityBackupServers => new(28681);

    /// <summary>UNITY_DDNS_HOSTNAME, 28682 (Cisco, private use).</summary>
    public static V1ConfigurationAttributeType UnityDdnsHostname => new(28682);

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
        5 => "INTERNAL_ADDRESS_EXPIRY",
        6 => "INTERNAL_IP4_DHCP",
        7 => "APPLICATION_VERSION",
        8 => "INTERNAL_IP6_ADDRESS",
        9 => "INTERNAL_IP6_NETMASK",
        10 => "INTERNAL_IP6_DNS",
        11 => "INTERNAL_IP6_NBNS",
        12 => "INTERNAL_IP6_DHCP",
        13 => "INTERNAL_IP4_SUBNET",
        14 => "SUPPORTED_ATTRIBUTES",
        15 => "INTERNAL_IP6_SUBNET",
        16387 => "CHKPT_DEF_DOMAIN",
        16388 => "CHKPT_MAC_ADDRESS",
        16389 => "CHKPT_MARCIPAN_REASON_CODE",
        16400 => "CHKPT_UNKNOWN1",
        16401 => "CHKPT_UNKNOWN2",
        16402 => "CHKPT_UNKNOWN3",
        16520 => "XAUTH_TYPE",
        16521 => "XAUTH_USER_NAME",
        16522 => "XAUTH_USER_PASSWORD",
        16523 => "XAUTH_PASSCODE",
        16524 => "XAUTH_MESSAGE",
        16525 => "XAUTH_CHALLENGE",
        16526 => "XAUTH_DOMAIN",
        16527 => "XAUTH_STATUS",
        16528 => "XAUTH_NEXT_PIN",
        16529 => "XAUTH_ANSWER",
        28672 => "UNITY_BANNER",
        28673 => "UNITY_SAVE_PASSWD",
        28674 => "UNITY_DEF_DOMAIN",
        28675 => "UNITY_SPLIT_DOMAIN",
        28676 => "UNITY_SPLIT_INCLUDE",
        28677 => "UNITY_NATT_PORT",
        28678 => "UNITY_SPLIT_EXCLUDE",
        28679 => "UNITY_PFS",
        28680 => "UNITY_FW_TYPE",
        28681 => "UNITY_BACKUP_SERVERS",
        28682 => "UNITY_DDNS_HOSTNAME",
        _ => null,
    };
}
