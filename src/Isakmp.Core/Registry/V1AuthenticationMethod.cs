namespace Isakmp.Registry;

/// <summary>How the peers of an IKEv1 SA prove who they are: the attribute Authentication-Method (RFC 2409 A).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1AuthenticationMethod(ushort Value)
{
    /// <summary>Pre-shared key, 1 (RFC 2409 A).</summary>
    public static V1AuthenticationMethod PreSharedKey => new(1);

    /// <summary>DSS signatures, 2 (RFC 2409 A).</summary>
    public static V1AuthenticationMethod DssSignatures => new(2);

    /// <summary>RSA signatures, 3 (RFC 2409 A).</summary>
    public static V1AuthenticationMethod RsaSignatures => new(3);

    /// <summary>Encryption with RSA, 4 (RFC 2409 A).</summary>
    public static V1AuthenticationMethod RsaEncryption => new(4);

    /// <summary>Revised encryption with RSA, 5 (RFC 2409 A).</summary>
    public static V1AuthenticationMethod RevisedRsaEncryption => new(5);

    /// <summary>Reserved (was Encryption with El-Gamal), 6 (withdrawn).</summary>
    public static V1AuthenticationMethod ElGamalEncryption => new(6);

    /// <summary>Reserved (was Revised encryption with El-Gamal), 7 (withdrawn).</summary>
    public static V1AuthenticationMethod RevisedElGamalEncryption => new(7);

    /// <summary>Reserved (was ECDSA signatures), 8 (withdrawn).</summary>
    public static V1AuthenticationMethod EcdsaSignatures => new(8);

    /// <summary>ECDSA with SHA-256 on the P-256 curve, 9 (RFC 4754).</summary>
    public static V1AuthenticationMethod EcdsaSha256P256 => new(9);

    /// <summary>ECDSA with SHA-384 on the P-384 curve, 10 (RFC 4754).</summary>
    public static V1AuthenticationMethod EcdsaSha384P384 => new(10);

    /// <summary>ECDSA with SHA-512 on the P-521 curve, 11 (RFC 4754).</summary>
    public static V1AuthenticationMethod EcdsaSha512P521 => new(11);

    /// <summary>HybridInitRSA, 64221 (draft-ietf-ipsec-isakmp-hybrid-auth-05 3.2.1).</summary>
    public static V1AuthenticationMethod HybridInitiatorRsa => new(64221);

    /// <summary>HybridRespRSA, 64222 (draft-ietf-ipsec-isakmp-hybrid-auth-05 3.2.1).</summary>
    public static V1AuthenticationMethod HybridResponderRsa => new(64222);

    /// <summary>HybridInitDSS, 64223 (draft-ietf-ipsec-isakmp-hybrid-auth-05 3.2.1).</summary>
    public static V1AuthenticationMethod HybridInitiatorDss => new(64223);

    /// <summary>HybridRespDSS, 64224 (draft-ietf-ipsec-isakmp-hybrid-auth-05 3.2.1).</summary>
    public static V1AuthenticationMethod HybridResponderDss => new(64224);

    /// <summary>XAUTHInitPreShared, 65001 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthInitiatorPreShared => new(65001);

    /// <summary>XAUTHRespPreShared, 65002 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthResponderPreShared => new(65002);

    /// <summary>XAUTHInitDSS, 65003 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthInitiatorDss => new(65003);

    /// <summary>XAUTHRespDSS, 65004 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthResponderDss => new(65004);

    /// <summary>XAUTHInitRSA, 65005 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthInitiatorRsa => new(65005);

    /// <summary>XAUTHRespRSA, 65006 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthResponderRsa => new(65006);

    /// <summary>XAUTHInitRSAEncryption, 65007 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthInitiatorRsaEncryption => new(65007);

    /// <summary>XAUTHRespRSAEncryption, 65008 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthResponderRsaEncryption => new(65008);

    /// <summary>XAUTHInitRSARevisedEncryption, 65009 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthInitiatorRevisedRsaEncryption => new(65009);

    /// <summary>XAUTHRespRSARevisedEncryption, 65010 (draft-beaulieu-ike-xauth-02 7.2).</summary>
    public static V1AuthenticationMethod XauthResponderRevisedRsaEncryption => new(65010);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Pre-shared key",
        2 => "DSS signatures",
        3 => "RSA signatures",
        4 => "Encryption with RSA",
        5 => "Revised encryption with RSA",
        6 => "Reserved (was Encryption with El-Gamal)",
        7 => "Reserved (was Revised encryption with El-Gamal)",
        8 => "Reserved (was ECDSA signatures)",
        9 => "ECDSA with SHA-256 on the P-256 curve",
        10 => "ECDSA with SHA-384 on the P-384 curve",
        11 => "ECDSA with SHA-512 on the P-521 curve",
        64221 => "HybridInitRSA",
        64222 => "HybridRespRSA",
        64223 => "HybridInitDSS",
        64224 => "HybridRespDSS",
        65001 => "XAUTHInitPreShared",
        65002 => "XAUTHRespPreShared",
        65003 => "XAUTHInitDSS",
        65004 => "XAUTHRespDSS",
        65005 => "XAUTHInitRSA",
        65006 => "XAUTHRespRSA",
        65007 => "XAUTHInitRSAEncryption",
        65008 => "XAUTHRespRSAEncryption",
        65009 => "XAUTHInitRSARevisedEncryption",
        65010 => "XAUTHRespRSARevisedEncryption",
        _ => null,
    };
}
