namespace Isakmp.Registry;

/// <summary>What a certificate payload carries or a certificate request asks for (RFC 7296 3.6, RFC 2408 3.9).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct CertificateEncoding(byte Value)
{
    /// <summary>PKCS #7 wrapped X.509 certificate, 1 (RFC 7296 3.6).</summary>
    public static CertificateEncoding Pkcs7X509 => new(1);

    /// <summary>PGP Certificate, 2 (RFC 7296 3.6).</summary>
    public static CertificateEncoding Pgp => new(2);

    /// <summary>DNS Signed Key, 3 (RFC 7296 3.6).</summary>
    public static CertificateEncoding DnsSignedKey => new(3);

    /// <summary>X.509 Certificate - Signature, 4 (RFC 7296 3.6).</summary>
    public static CertificateEncoding X509Signature => new(4);

    /// <summary>X.509 Certificate - Key Exchange, 5 (RFC 2408 3.9; IKEv1).</summary>
    public static CertificateEncoding X509KeyExchange => new(5);

    /// <summary>Kerberos Token, 6 (RFC 7296 3.6).</summary>
    public static CertificateEncoding KerberosToken => new(6);

    /// <summary>Certificate Revocation List, 7 (RFC 7296 3.6).</summary>
    public static CertificateEncoding CertificateRevocationList => new(7);

    /// <summary>Authority Revocation List, 8 (RFC 7296 3.6).</summary>
    public static CertificateEncoding AuthorityRevocationList => new(8);

    /// <summary>SPKI Certificate, 9 (RFC 7296 3.6).</summary>
    public static CertificateEncoding Spki => new(9);

    /// <summary>X.509 Certificate - Attribute, 10 (RFC 7296 3.6).</summary>
    public static CertificateEncoding X509Attribute => new(10);

    /// <summary>Raw RSA Key, 11 (deprecated by RFC 7670).</summary>
    public static CertificateEncoding RawRsaKey => new(11);

    /// <summary>Hash and URL of X.509 certificate, 12 (RFC 7296 3.6).</summary>
    public static CertificateEncoding HashAndUrlX509 => new(12);

    /// <summary>Hash and URL of X.509 bundle, 13 (RFC 7296 3.6).</summary>
    public static CertificateEncoding HashAndUrlBundle => new(13);

    /// <summary>OCSP Content, 14 (RFC 4806).</summary>
    public static CertificateEncoding OcspContent => new(14);

    /// <summary>Raw Public Key, 15 (RFC 7670).</summary>
    public static CertificateEncoding RawPublicKey => new(15);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "PKCS #7 wrapped X.509 certificate",
        2 => "PGP Certificate",
        3 => "DNS Signed Key",
        4 => "X.509 Certificate - Signature",
        5 => "X.509 Certificate - Key Exchange",
        6 => "Kerberos Token",
        7 => "Certificate Revocation List",
        8 => "Authority Revocation List",
        9 => "SPKI Certificate",
        10 => "X.509 Certificate - Attribute",
        11 => "Raw RSA Key",
        12 => "Hash and URL of X.509 certificate",
        13 => "Hash and URL of X.509 bundle",
        14 => "OCSP Content",
        15 => "Raw Public Key",
        _ => null,
    };
}
