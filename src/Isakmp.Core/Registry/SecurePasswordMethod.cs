namespace Isakmp.Registry;

/// <summary>A secure password method in SECURE_PASSWORD_METHODS (RFC 6467 5).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct SecurePasswordMethod(ushort Value)
{
    /// <summary>PACE, 1 (RFC 6631).</summary>
    public static SecurePasswordMethod Pace => new(1);

    /// <summary>AugPAKE, 2 (RFC 6628).</summary>
    public static SecurePasswordMethod AugPake => new(2);

    /// <summary>Secure PSK Authentication, 3 (RFC 6617).</summary>
    public static SecurePasswordMethod SecurePskAuthentication => new(3);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "PACE",
        2 => "AugPAKE",
        3 => "Secure PSK Authentication",
        _ => null,
    };
}
