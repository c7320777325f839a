namespace Isakmp.Registry;

/// <summary>The type of a transform attribute, 15 bits (RFC 7296 3.3.5).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct TransformAttributeType(ushort Value)
{
    /// <summary>Key Length, 14 (the key length in bits).</summary>
    public static TransformAttributeType KeyLength => new(14);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        14 => "Key Length",
        _ => null,
    };
}
