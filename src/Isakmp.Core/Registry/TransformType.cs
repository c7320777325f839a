namespace Isakmp.Registry;

/// <summary>The kind of algorithm that a transform proposes (RFC 7296 3.3.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct TransformType(byte Value)
{
    /// <summary>Encryption Algorithm, 1 (RFC 7296 3.3.2).</summary>
    public static TransformType Encryption => new(1);

    /// <summary>Pseudo-random Function, 2 (RFC 7296 3.3.2).</summary>
    public static TransformType PseudorandomFunction => new(2);

    /// <summary>Integrity Algorithm, 3 (RFC 7296 3.3.2).</summary>
    public static TransformType Integrity => new(3);

    /// <summary>Key Exchange Method, 4 ("Diffie-Hellman Group" until RFC 9370).</summary>
    public static TransformType KeyExchange => new(4);

    /// <summary>Extended Sequence Numbers, 5 ("Sequence Numbers" since RFC 9827).</summary>
    public static TransformType ExtendedSequenceNumbers => new(5);

    /// <summary>Additional Key Exchange 1, 6 (RFC 9370).</summary>
    public static TransformType AdditionalKeyExchange1 => new(6);

    /// <summary>Additional Key Exchange 2, 7 (RFC 9370).</summary>
    public static TransformType AdditionalKeyExchange2 => new(7);

    /// <summary>Additional Key Exchange 3, 8 (RFC 9370).</summary>
    public static TransformType AdditionalKeyExchange3 => new(8);

    /// <summary>Additional Key Exchange 4, 9 (RFC 9370).</summary>
    public static TransformType AdditionalKeyExchange4 => new(9);

    /// <summary>Additional Key Exchange 5, 10 (RFC 9370).</summary>
    public static TransformType AdditionalKeyExchange5 => new(10);

    /// <summary>Additional Key Exchange 6, 11 (RFC 9370).</summary>
    public static TransformType AdditionalKeyExchange6 => new(11);

    /// <summary>Additional Key Exchange 7, 12 (RFC 9370).</summary>
    public static TransformType AdditionalKeyExchange7 => new(12);

    /// <summary>Key Wrap Algorithm, 13 (RFC 9838).</summary>
    public static TransformType KeyWrap => new(13);

    /// <summary>Group Controller Authentication Method, 14 (RFC 9838).</summary>
    public static TransformType GroupControllerAuthentication => new(14);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name of an algorithm of this type, in the registry that belongs to it.</summary>
    /// <param name="id">The Transform ID.</param>
    /// <returns>The name; "unknown (n)" for a number or a type without one.</returns>
    public string NameOf(ushort id) => Value switch
    {
        1 => new EncryptionAlgorithm(id).Name,
        2 => new PseudorandomFunction(id).Name,
        3 => new IntegrityAlgorithm(id).Name,
        4 or (>= 6 and <= 12) => new KeyExchangeMethod(id).Name,
        5 => new ExtendedSequenceNumbers(id).Name,
        13 => new KeyWrapAlgorithm(id).Name,
        14 => new GroupControllerAuthenticationMethod(id).Name,
        _ => UnknownNumber.Text(id),
    };

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Encryption Algorithm",
        2 => "Pseudo-random Function",
        3 => "Integrity Algorithm",
        4 => "Key Exchange Method",
        5 => "Extended Sequence Numbers",
        6 => "Additional Key Exchange 1",
        7 => "Additional Key Exchange 2",
        8 => "Additional Key Exchange 3",
        9 => "Additional Key Exchange 4",
        10 => "Additional Key Exchange 5",
        11 => "Additional Key Exchange 6",
        12 => "Additional Key Exchange 7",
        13 => "Key Wrap Algorithm",
        14 => "Group Controller Authentication Method",
        _ => null,
    };
}
