namespace Isakmp.Registry;

/// <summary>The compression that IPCOMP_SUPPORTED offers (RFC 7296 2.22).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct IpCompTransform(byte Value)
{
    /// <summary>IPCOMP_OUI, 1 (RFC 7296 2.22).</summary>
    public static IpCompTransform Oui => new(1);

    /// <summary>IPCOMP_DEFLATE, 2 (RFC 2394).</summary>
    public static IpCompTransform Deflate => new(2);

    /// <summary>IPCOMP_LZS, 3 (RFC 2395).</summary>
    public static IpCompTransform Lzs => new(3);

    /// <summary>IPCOMP_LZJH, 4 (RFC 3051).</summary>
    public static IpCompTransform Lzjh => new(4);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "IPCOMP_OUI",
        2 => "IPCOMP_DEFLATE",
        3 => "IPCOMP_LZS",
        4 => "IPCOMP_LZJH",
        _ => null,
    };
}
