namespace Isakmp.Registry;

/// <summary>The type of an attribute in ROHC_SUPPORTED, 15 bits (RFC 5857 3.1.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct RohcAttributeType(ushort Value)
{
    /// <summary>Maximum Context Identifier, 1 (RFC 5857 3.1.2).</summary>
    public static RohcAttributeType MaximumContextIdentifier => new(1);

    /// <summary>ROHC Profile, 2 (RFC 5857 3.1.2).</summary>
    public static RohcAttributeType RohcProfile => new(2);

    /// <summary>ROHC Integrity Algorithm, 3 (RFC 5857 3.1.2).</summary>
    public static RohcAttributeType RohcIntegrityAlgorithm => new(3);

    /// <summary>ROHC ICV Length in bytes, 4 (RFC 5857 3.1.2).</summary>
    public static RohcAttributeType RohcIcvLength => new(4);

    /// <summary>Maximum Reconstructed Reception Unit, 5 (RFC 5857 3.1.2).</summary>
    public static RohcAttributeType MaximumReconstructedReceptionUnit => new(5);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Maximum Context Identifier",
        2 => "ROHC Profile",
        3 => "ROHC Integrity Algorithm",
        4 => "ROHC ICV Length in bytes",
        5 => "Maximum Reconstructed Reception Unit",
        _ => null,
    };
}
