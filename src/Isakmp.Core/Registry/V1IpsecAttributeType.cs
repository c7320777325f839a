namespace Isakmp.Registry;

/// <summary>The type of an attribute of an AH, ESP or IPCOMP transform (phase 2), 15 bits (RFC 2407 4.5).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1IpsecAttributeType(ushort Value)
{
    /// <summary>SA-Life-Type, 1 (RFC 2407 4.5).</summary>
    public static V1IpsecAttributeType SaLifeType => new(1);

    /// <summary>SA-Life-Duration, 2 (RFC 2407 4.5).</summary>
    public static V1IpsecAttributeType SaLifeDuration => new(2);

    /// <summary>Group-Description, 3 (RFC 2407 4.5).</summary>
    public static V1IpsecAttributeType GroupDescription => new(3);

    /// <summary>Encapsulation-Mode, 4 (RFC 2407 4.5).</summary>
    public static V1IpsecAttributeType EncapsulationMode => new(4);

    /// <summary>Authentication-Algorithm, 5 (RFC 2407 4.5).</summary>
    public static V1IpsecAttributeType AuthenticationAlgorithm => new(5);

    /// <summary>Key-Length, 6 (RFC 2407 4.5).</summary>
    public static V1IpsecAttributeType KeyLength => new(6);

    /// <summary>Key-Rounds, 7 (RFC 2407 4.5).</summary>
    public static V1IpsecAttributeType KeyRounds => new(7);

    /// <summary>Compress-Dictionary-Size, 8 (RFC 2407 4.5).</summary>
    public static V1IpsecAttributeType CompressDictionarySize => new(8);

    /// <summary>Compress-Private-Algorithm, 9 (RFC 2407 4.5).</summary>
    public static V1IpsecAttributeType CompressPrivateAlgorithm => new(9);

    /// <summary>ECN Tunnel, 10 (RFC 3168).</summary>
    public static V1IpsecAttributeType EcnTunnel => new(10);

    /// <summary>Extended (64-bit) Sequence Number, 11 (RFC 4304).</summary>
    public static V1IpsecAttributeType ExtendedSequenceNumber => new(11);

    /// <summary>Authentication Key Length, 12 (RFC 4359).</summary>
    public static V1IpsecAttributeType AuthenticationKeyLength => new(12);

    /// <summary>Signature Encoding Algorithm, 13 (RFC 4359).</summary>
    public static V1IpsecAttributeType SignatureEncoding => new(13);

    /// <summary>Address Preservation, 14 (RFC 6407).</summary>
    public static V1IpsecAttributeType AddressPreservation => new(14);

    /// <summary>SA Direction, 15 (RFC 6407).</summary>
    public static V1IpsecAttributeType SaDirection => new(15);

    /// <summary>Security Context, 32001 (private use: a label).</summary>
    public static V1IpsecAttributeType SecurityContext => new(32001);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "SA-Life-Type",
        2 => "SA-Life-Duration",
        3 => "Group-Description",
        4 => "Encapsulation-Mode",
        5 => "Authentication-Algorithm",
        6 => "Key-Length",
        7 => "Key-Rounds",
        8 => "Compress-Dictionary-Size",
        9 => "Compress-Private-Algorithm",
        10 => "ECN Tunnel",
        11 => "Extended (64-bit) Sequence Number",
        12 => "Authentication Key Length",
        13 => "Signature Encoding Algorithm",
        14 => "Address Preservation",
        15 => "SA Direction",
        32001 => "Security Context",
        _ => null,
    };
}
