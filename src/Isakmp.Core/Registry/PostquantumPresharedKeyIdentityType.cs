namespace Isakmp.Registry;

/// <summary>What the data of PPK_IDENTITY is (RFC 8784 5.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct PostquantumPresharedKeyIdentityType(byte Value)
{
    /// <summary>PPK_ID_OPAQUE, 1 (RFC 8784 5.1).</summary>
    public static PostquantumPresharedKeyIdentityType Opaque => new(1);

    /// <summary>PPK_ID_FIXED, 2 (RFC 8784 5.1).</summary>
    public static PostquantumPresharedKeyIdentityType Fixed => new(2);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "PPK_ID_OPAQUE",
        2 => "PPK_ID_FIXED",
        _ => null,
    };
}
