namespace Isakmp.Registry;

/// <summary>How the proof of a user ended: the attribute XAUTH_STATUS (draft-beaulieu-ike-xauth-02 6.2).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct XauthStatus(ushort Value)
{
    /// <summary>Fail, 0 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static XauthStatus Fail => new(0);

    /// <summary>Success, 1 (draft-beaulieu-ike-xauth-02 6.2).</summary>
    public static XauthStatus Success => new(1);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        0 => "Fail",
        1 => "Success",
        _ => null,
    };
}
