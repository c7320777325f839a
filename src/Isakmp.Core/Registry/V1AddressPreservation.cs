namespace Isakmp.Registry;

/// <summary>Which addresses a tunnel keeps: the attribute Address Preservation (RFC 6407 5.5.1.1.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1AddressPreservation(ushort Value)
{
    /// <summary>None, 1 (RFC 6407).</summary>
    public static V1AddressPreservation None => new(1);

    /// <summary>Source-Only, 2 (RFC 6407).</summary>
    public static V1AddressPreservation SourceOnly => new(2);

    /// <summary>Destination-Only, 3 (RFC 6407).</summary>
    public static V1AddressPreservation DestinationOnly => new(3);

    /// <summary>Source-and-Destination, 4 (RFC 6407).</summary>
    public static V1AddressPreservation SourceAndDestination => new(4);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "None",
        2 => "Source-Only",
        3 => "Destination-Only",
        4 => "Source-and-Destination",
        _ => null,
    };
}
