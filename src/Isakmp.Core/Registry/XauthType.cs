namespace Isakmp.Registry;

/// <summary>How a user proves who he is: the attribute XAUTH_TYPE (draft-beaulieu-ike-xauth-02 6.3).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct XauthType(ushort Value)
{
    /// <summary>Generic, 0 (draft-beaulieu-ike-xauth-02 6.3).</summary>
    public static XauthType Generic => new(0);

    /// <summary>RADIUS-CHAP, 1 (draft-beaulieu-ike-xauth-02 6.3).</summary>
    public static XauthType RadiusChap => new(1);

    /// <summary>OTP, 2 (draft-beaulieu-ike-xauth-02 6.3).</summary>
    public static XauthType Otp => new(2);

    /// <summary>S/KEY, 3 (draft-beaulieu-ike-xauth-02 6.3).</summary>
    public static XauthType SKey => new(3);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        0 => "Generic",
        1 => "RADIUS-CHAP",
        2 => "OTP",
        3 => "S/KEY",
        _ => null,
    };
}
