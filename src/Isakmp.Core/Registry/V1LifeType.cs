namespace Isakmp.Registry;

/// <summary>What a life duration counts, in both phases: the attributes Life-Type and SA-Life-Type (RFC 2409 A, RFC 2407 4.5).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1LifeType(ushort Value)
{
    /// <summary>seconds, 1 (RFC 2407 4.5).</summary>
    public static V1LifeType Seconds => new(1);

    /// <summary>kilobytes, 2 (RFC 2407 4.5).</summary>
    public static V1LifeType Kilobytes => new(2);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "seconds",
        2 => "kilobytes",
        _ => null,
    };
}
