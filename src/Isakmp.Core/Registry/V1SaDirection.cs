namespace Isakmp.Registry;

/// <summary>Who uses an SA of a group: the attribute SA Direction (RFC 6407 5.5.1.1.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1SaDirection(ushort Value)
{
    /// <summary>Sender-Only, 1 (RFC 6407).</summary>
    public static V1SaDirection SenderOnly => new(1);

    /// <summary>Receiver-Only, 2 (RFC 6407).</summary>
    public static V1SaDirection ReceiverOnly => new(2);

    /// <summary>Symmetric, 3 (RFC 6407).</summary>
    public static V1SaDirection Symmetric => new(3);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Sender-Only",
        2 => "Receiver-Only",
        3 => "Symmetric",
        _ => null,
    };
}
