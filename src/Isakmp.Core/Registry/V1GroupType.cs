namespace Isakmp.Registry;

/// <summary>The kind of a group that is given by its numbers: the attribute Group-Type (RFC 2409 A).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1GroupType(ushort Value)
{
    /// <summary>MODP, 1 (RFC 2409 A).</summary>
    public static V1GroupType Modp => new(1);

    /// <summary>ECP, 2 (RFC 2409 A).</summary>
    public static V1GroupType Ecp => new(2);

    /// <summary>EC2N, 3 (RFC 2409 A).</summary>
    public static V1GroupType Ec2n => new(3);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "MODP",
        2 => "ECP",
        3 => "EC2N",
        _ => null,
    };
}
