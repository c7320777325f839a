namespace Isakmp.Registry;

/// <summary>How a peer proves who it is: the method octet of the AUTH payload (RFC 7296 3.8).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct AuthenticationMethod(byte Value)
{
    /// <summary>RSA Digital Signature, 1 (RFC 7296 3.8).</summary>
    public static AuthenticationMethod RsaDigitalSignature => new(1);

    /// <summary>Shared Key Message Integrity Code, 2 (RFC 7296 2.15).</summary>
    public static AuthenticationMethod SharedKeyMessageIntegrityCode => new(2);

    /// <summary>DSS Digital Signature, 3 (RFC 7296 3.8).</summary>
    public static AuthenticationMethod DssDigitalSignature => new(3);

    /// <summary>ECDSA with SHA-256 on the P-256 curve, 9 (RFC 4754).</summary>
    public static AuthenticationMethod EcdsaSha256P256 => new(9);

    /// <summary>ECDSA with SHA-384 on the P-384 curve, 10 (RFC 4754).</summary>
    public static AuthenticationMethod EcdsaSha384P384 => new(10);

    /// <summary>ECDSA with SHA-512 on the P-521 curve, 11 (RFC 4754).</summary>
    public static AuthenticationMethod EcdsaSha512P521 => new(11);

    /// <summary>Generic Secure Password Authentication Method, 12 (RFC 6467).</summary>
    public static AuthenticationMethod GenericSecurePassword => new(12);

    /// <summary>NULL Authentication, 13 (RFC 7619).</summary>
    public static AuthenticationMethod Null => new(13);

    /// <summary>Digital Signature, 14 (RFC 7427).</summary>
    public static AuthenticationMethod DigitalSignature => new(14);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "RSA Digital Signature",
        2 => "Shared Key Message Integrity Code",
        3 => "DSS Digital Signature",
        9 => "ECDSA with SHA-256 on the P-256 curve",
        10 => "ECDSA with SHA-384 on the P-384 curve",
        11 => "ECDSA with SHA-512 on the P-521 curve",
        12 => "Generic Secure Password Authentication Method",
        13 => "NULL Authentication",
        14 => "Digital Signature",
        _ => null,
    };
}
