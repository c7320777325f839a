namespace Isakmp.Registry;

/// <summary>Transform type 5: whether ESP and AH count in 64 bits (RFC 7296 3.3.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct ExtendedSequenceNumbers(ushort Value)
{
    /// <summary>No Extended Sequence Numbers, 0 (RFC 7296 3.3.2).</summary>
    public static ExtendedSequenceNumbers No => new(0);

    /// <summary>Extended Sequence Numbers, 1 (RFC 4304).</summary>
    public static ExtendedSequenceNumbers Yes => new(1);

    /// <summary>32-bit Unspecified Numbers, 2 (RFC 9827).</summary>
    public static ExtendedSequenceNumbers Unspecified => new(2);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        0 => "No Extended Sequence Numbers",
        1 => "Extended Sequence Numbers",
        2 => "32-bit Unspecified Numbers",
        _ => null,
    };
}
