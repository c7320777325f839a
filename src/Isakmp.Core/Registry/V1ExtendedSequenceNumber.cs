namespace Isakmp.Registry;

/// <summary>The attribute Extended (64-bit) Sequence Number; without it an SA counts in 32 bits (RFC 4304 2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1ExtendedSequenceNumber(ushort Value)
{
    /// <summary>64-bit Sequence Number, 1 (RFC 4304).</summary>
    public static V1ExtendedSequenceNumber Extended => new(1);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "64-bit Sequence Number",
        _ => null,
    };
}
