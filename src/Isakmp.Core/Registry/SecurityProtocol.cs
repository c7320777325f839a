namespace Isakmp.Registry;

/// <summary>The protocol that an SA or a notification is about: IKEv2 Security Protocol Identifiers (RFC 7296 3.3.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct SecurityProtocol(byte Value)
{
    /// <summary>No protocol, 0 (a notification that is about no SA, RFC 7296 3.10).</summary>
    public static SecurityProtocol None => new(0);

    /// <summary>IKE, 1 (RFC 7296 3.3.1).</summary>
    public static SecurityProtocol Ike => new(1);

    /// <summary>AH, 2 (RFC 7296 3.3.1).</summary>
    public static SecurityProtocol Ah => new(2);

    /// <summary>ESP, 3 (RFC 7296 3.3.1).</summary>
    public static SecurityProtocol Esp => new(3);

    /// <summary>FC_ESP_HEADER, 4 (RFC 4595).</summary>
    public static SecurityProtocol FcEspHeader => new(4);

    /// <summary>FC_CT_AUTHENTICATION, 5 (RFC 4595).</summary>
    public static SecurityProtocol FcCtAuthentication => new(5);

    /// <summary>GIKE_UPDATE, 6 (RFC 9838).</summary>
    public static SecurityProtocol GikeUpdate => new(6);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        0 => "none",
        1 => "IKE",
        2 => "AH",
        3 => "ESP",
        4 => "FC_ESP_HEADER",
        5 => "FC_CT_AUTHENTICATION",
        6 => "GIKE_UPDATE",
        _ => null,
    };
}
