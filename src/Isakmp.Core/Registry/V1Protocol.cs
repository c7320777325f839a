namespace Isakmp.Registry;

/// <summary>The protocol that an SA or a notification of IKEv1 is about (RFC 2407 4.4.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1Protocol(byte Value)
{
    /// <summary>ISAKMP, 1 (RFC 2407 4.4.1.1).</summary>
    public static V1Protocol Isakmp => new(1);

    /// <summary>IPSEC_AH, 2 (RFC 2407 4.4.1.2).</summary>
    public static V1Protocol Ah => new(2);

    /// <summary>IPSEC_ESP, 3 (RFC 2407 4.4.1.3).</summary>
    public static V1Protocol Esp => new(3);

    /// <summary>IPCOMP, 4 (RFC 2407 4.4.1.4).</summary>
    public static V1Protocol IpComp => new(4);

    /// <summary>GIGABEAM_RADIO, 5 (RFC 4705).</summary>
    public static V1Protocol GigabeamRadio => new(5);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "ISAKMP",
        2 => "IPSEC_AH",
        3 => "IPSEC_ESP",
        4 => "IPCOMP",
        5 => "GIGABEAM_RADIO",
        _ => null,
    };
}
