namespace Isakmp.Registry;

/// <summary>Transform type 14: Group Controller Authentication Method Transform IDs (RFC 9838).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct GroupControllerAuthenticationMethod(ushort Value)
{
    /// <summary>Implicit, 1 (RFC 9838).</summary>
    public static GroupControllerAuthenticationMethod Implicit => new(1);

    /// <summary>Digital Signature, 2 (RFC 9838).</summary>
    public static GroupControllerAuthenticationMethod DigitalSignature => new(2);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Implicit",
        2 => "Digital Signature",
        _ => null,
    };
}
