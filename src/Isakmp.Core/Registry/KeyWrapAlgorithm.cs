namespace Isakmp.Registry;

/// <summary>Transform type 13: Key Wrap Algorithm Transform IDs of group key management (RFC 9838).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct KeyWrapAlgorithm(ushort Value)
{
    /// <summary>KW_5649_128, 1 (RFC 9838).</summary>
    public static KeyWrapAlgorithm Kw5649_128 => new(1);

    /// <summary>KW_5649_192, 2 (RFC 9838).</summary>
    public static KeyWrapAlgorithm Kw5649_192 => new(2);

    /// <summary>KW_5649_256, 3 (RFC 9838).</summary>
    public static KeyWrapAlgorithm Kw5649_256 => new(3);

    /// <summary>KW_ARX, 4 (RFC 9838).</summary>
    public static KeyWrapAlgorithm KwArx => new(4);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "KW_5649_128",
        2 => "KW_5649_192",
        3 => "KW_5649_256",
        4 => "KW_ARX",
        _ => null,
    };
}
