namespace Isakmp.Registry;

/// <summary>What names the new gateway in REDIRECT and REDIRECTED_FROM (RFC 5685 9).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct GatewayIdentityType(byte Value)
{
    /// <summary>IPv4 address of the VPN gateway, 1 (RFC 5685 9).</summary>
    public static GatewayIdentityType Ipv4Address => new(1);

    /// <summary>IPv6 address of the VPN gateway, 2 (RFC 5685 9).</summary>
    public static GatewayIdentityType Ipv6Address => new(2);

    /// <summary>FQDN of the VPN gateway, 3 (RFC 5685 9).</summary>
    public static GatewayIdentityType Fqdn => new(3);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "IPv4 address of the VPN gateway",
        2 => "IPv6 address of the VPN gateway",
        3 => "FQDN of the VPN gateway",
        _ => null,
    };
}
