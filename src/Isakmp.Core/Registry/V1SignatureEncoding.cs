namespace Isakmp.Registry;

/// <summary>The attribute Signature Encoding Algorithm (RFC 4359 5).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1SignatureEncoding(ushort Value)
{
    /// <summary>RSASSA-PKCS1-v1_5, 1 (RFC 4359).</summary>
    public static V1SignatureEncoding Pkcs1V15 => new(1);

    /// <summary>RSASSA-PSS, 2 (RFC 4359).</summary>
    public static V1SignatureEncoding Pss => new(2);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "RSASSA-PKCS1-v1_5",
        2 => "RSASSA-PSS",
        _ => null,
    };
}
