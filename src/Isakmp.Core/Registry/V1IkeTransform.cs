namespace Isakmp.Registry;

/// <summary>What a transform of the protocol ISAKMP makes (RFC 2407 4.4.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1IkeTransform(byte Value)
{
    /// <summary>KEY_IKE, 1 (RFC 2407 4.4.2.1).</summary>
    public static V1IkeTransform KeyIke => new(1);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "KEY_IKE",
        _ => null,
    };
}
