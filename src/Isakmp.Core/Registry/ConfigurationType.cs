namespace Isakmp.Registry;

/// <summary>What a configuration payload does with its attributes (RFC 7296 3.15).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct ConfigurationType(byte Value)
{
    /// <summary>CFG_REQUEST, 1 (RFC 7296 3.15).</summary>
    public static ConfigurationType Request => new(1);

    /// <summary>CFG_REPLY, 2 (RFC 7296 3.15).</summary>
    public static ConfigurationType Reply => new(2);

    /// <summary>CFG_SET, 3 (RFC 7296 3.15).</summary>
    public static ConfigurationType Set => new(3);

    /// <summary>CFG_ACK, 4 (RFC 7296 3.15).</summary>
    public static ConfigurationType Acknowledge => new(4);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "CFG_REQUEST",
        2 => "CFG_REPLY",
        3 => "CFG_SET",
        4 => "CFG_ACK",
        _ => null,
    };
}
