namespace Isakmp.Registry;

/// <summary>What a message is for: the Exchange Type octet of the header, both versions (RFC 7296 3.1, RFC 2408 3.1).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct ExchangeType(byte Value)
{
    /// <summary>Base, 1 (RFC 2408 4.4; IKEv1).</summary>
    public static ExchangeType Base => new(1);

    /// <summary>Identity Protection (Main Mode), 2 (RFC 2408 4.5, RFC 2409 5; IKEv1).</summary>
    public static ExchangeType IdentityProtection => new(2);

    /// <summary>Authentication Only, 3 (RFC 2408 4.6; IKEv1).</summary>
    public static ExchangeType AuthenticationOnly => new(3);

    /// <summary>Aggressive, 4 (RFC 2408 4.7, RFC 2409 5; IKEv1).</summary>
    public static ExchangeType Aggressive => new(4);

    /// <summary>Informational, 5 (RFC 2408 4.8; IKEv1).</summary>
    public static ExchangeType InformationalV1 => new(5);

    /// <summary>Transaction (Config Mode), 6 (draft-dukes-ike-mode-cfg 3; IKEv1).</summary>
    public static ExchangeType Transaction => new(6);

    /// <summary>Quick Mode, 32 (RFC 2409 5.5; IKEv1).</summary>
    public static ExchangeType QuickMode => new(32);

    /// <summary>New Group Mode, 33 (RFC 2409 5.6; IKEv1).</summary>
    public static ExchangeType NewGroupMode => new(33);

    /// <summary>IKE_SA_INIT, 34 (RFC 7296 1.2).</summary>
    public static ExchangeType IkeSaInit => new(34);

    /// <summary>IKE_AUTH, 35 (RFC 7296 1.2).</summary>
    public static ExchangeType IkeAuth => new(35);

    /// <summary>CREATE_CHILD_SA, 36 (RFC 7296 1.3).</summary>
    public static ExchangeType CreateChildSa => new(36);

    /// <summary>INFORMATIONAL, 37 (RFC 7296 1.4).</summary>
    public static ExchangeType Informational => new(37);

    /// <summary>IKE_SESSION_RESUME, 38 (RFC 5723).</summary>
    public static ExchangeType IkeSessionResume => new(38);

    /// <summary>GSA_AUTH, 39 (RFC 9838).</summary>
    public static ExchangeType GsaAuth => new(39);

    /// <summary>GSA_REGISTRATION, 40 (RFC 9838).</summary>
    public static ExchangeType GsaRegistration => new(40);

    /// <summary>GSA_REKEY, 41 (RFC 9838).</summary>
    public static ExchangeType GsaRekey => new(41);

    /// <summary>IKE_INTERMEDIATE, 43 (RFC 9242).</summary>
    public static ExchangeType IkeIntermediate => new(43);

    /// <summary>IKE_FOLLOWUP_KE, 44 (RFC 9370).</summary>
    public static ExchangeType IkeFollowupKe => new(44);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Base",
        2 => "Identity Protection (Main Mode)",
        3 => "Authentication Only",
        4 => "Aggressive",
        5 => "Informational",
        6 => "Transaction (Config Mode)",
        32 => "Quick Mode",
        33 => "New Group Mode",
        34 => "IKE_SA_INIT",
        35 => "IKE_AUTH",
        36 => "CREATE_CHILD_SA",
        37 => "INFORMATIONAL",
        38 => "IKE_SESSION_RESUME",
        39 => "GSA_AUTH",
        40 => "GSA_REGISTRATION",
        41 => "GSA_REKEY",
        43 => "IKE_INTERMEDIATE",
        44 => "IKE_FOLLOWUP_KE",
        _ => null,
    };
}
