namespace Isakmp.Registry;

/// <summary>Congestion notification in a tunnel: the attribute ECN Tunnel (RFC 3168 9.2.1.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1EcnTunnel(ushort Value)
{
    /// <summary>Allowed, 1 (RFC 3168).</summary>
    public static V1EcnTunnel Allowed => new(1);

    /// <summary>Forbidden, 2 (RFC 3168).</summary>
    public static V1EcnTunnel Forbidden => new(2);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Allowed",
        2 => "Forbidden",
        _ => null,
    };
}
