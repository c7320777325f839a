namespace Isakmp.Registry;

/// <summary>How an IPsec SA wraps packets: the attribute Encapsulation-Mode (RFC 2407 4.5, RFC 3947 5.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1EncapsulationMode(ushort Value)
{
    /// <summary>Tunnel, 1 (RFC 2407 4.5).</summary>
    public static V1EncapsulationMode Tunnel => new(1);

    /// <summary>Transport, 2 (RFC 2407 4.5).</summary>
    public static V1EncapsulationMode Transport => new(2);

    /// <summary>UDP-Encapsulated-Tunnel, 3 (RFC 3947 5.1).</summary>
    public static V1EncapsulationMode UdpTunnel => new(3);

    /// <summary>UDP-Encapsulated-Transport, 4 (RFC 3947 5.1).</summary>
    public static V1EncapsulationMode UdpTransport => new(4);

    /// <summary>Check Point IPSec UDP Encapsulation, 61440 (private use).</summary>
    public static V1EncapsulationMode CheckPointUdp => new(61440);

    /// <summary>UDP-Encapsulated-Tunnel (draft), 61443 (draft-ietf-ipsec-nat-t-ike-02 5.1).</summary>
    public static V1EncapsulationMode UdpTunnelDraft => new(61443);

    /// <summary>UDP-Encapsulated-Transport (draft), 61444 (draft-ietf-ipsec-nat-t-ike-02 5.1).</summary>
    public static V1EncapsulationMode UdpTransportDraft => new(61444);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Tunnel",
        2 => "Transport",
        3 => "UDP-Encapsulated-Tunnel",
        4 => "UDP-Encapsulated-Transport",
        61440 => "Check Point IPSec UDP Encapsulation",
        61443 => "UDP-Encapsulated-Tunnel (draft)",
        61444 => "UDP-Encapsulated-Transport (draft)",
        _ => null,
    };
}
