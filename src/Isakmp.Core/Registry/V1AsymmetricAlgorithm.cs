namespace Isakmp.Registry;

/// <summary>The attribute Asymmetric-Cryptographic-Algorithm-Type of the Chinese profile of IKEv1 (GM/T 0022).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1AsymmetricAlgorithm(ushort Value)
{
    /// <summary>RSA, 1 (GM/T 0022).</summary>
    public static V1AsymmetricAlgorithm Rsa => new(1);

    /// <summary>SM2, 2 (GM/T 0022).</summary>
    public static V1AsymmetricAlgorithm Sm2 => new(2);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "RSA",
        2 => "SM2",
        _ => null,
    };
}
