namespace Isakmp.Registry;

/// <summary>What the addresses of a traffic selector are (RFC 7296 3.13.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct TrafficSelectorType(byte Value)
{
    /// <summary>TS_IPV4_ADDR_RANGE, 7 (16 octets in all).</summary>
    public static TrafficSelectorType Ipv4AddressRange => new(7);

    /// <summary>TS_IPV6_ADDR_RANGE, 8 (40 octets in all).</summary>
    public static TrafficSelectorType Ipv6AddressRange => new(8);

    /// <summary>TS_FC_ADDR_RANGE, 9 (RFC 4595).</summary>
    public static TrafficSelectorType FcAddressRange => new(9);

    /// <summary>TS_SECLABEL, 10 (RFC 9478).</summary>
    public static TrafficSelectorType SecurityLabel => new(10);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        7 => "TS_IPV4_ADDR_RANGE",
        8 => "TS_IPV6_ADDR_RANGE",
        9 => "TS_FC_ADDR_RANGE",
        10 => "TS_SECLABEL",
        _ => null,
    };
}
