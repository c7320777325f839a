namespace Isakmp.Registry;

/// <summary>The domain of interpretation of an IKEv1 payload: which document gives its numbers their meaning (RFC 2408 2.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct DomainOfInterpretation(uint Value)
{
    /// <summary>ISAKMP, 0 (RFC 2408 3.4).</summary>
    public static DomainOfInterpretation Isakmp => new(0);

    /// <summary>IPSEC, 1 (RFC 2407 4.2).</summary>
    public static DomainOfInterpretation Ipsec => new(1);

    /// <summary>GDOI, 2 (RFC 6407 5.2).</summary>
    public static DomainOfInterpretation Gdoi => new(2);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        0 => "ISAKMP",
        1 => "IPSEC",
        2 => "GDOI",
        _ => null,
    };
}
