namespace Isakmp.Registry;

/// <summary>The type of a payload: the Next Payload octet, both versions (RFC 7296 3.2, RFC 2408 3.1); members of IKEv1 start with V1.</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct PayloadType(byte Value)
{
    /// <summary>NONE, 0 (RFC 7296 3.2).</summary>
    public static PayloadType None => new(0);

    /// <summary>SA, 33 (RFC 7296 3.3).</summary>
    public static PayloadType SecurityAssociation => new(33);

    /// <summary>KE, 34 (RFC 7296 3.4).</summary>
    public static PayloadType KeyExchange => new(34);

    /// <summary>IDi, 35 (RFC 7296 3.5).</summary>
    public static PayloadType IdentificationInitiator => new(35);

    /// <summary>IDr, 36 (RFC 7296 3.5).</summary>
    public static PayloadType IdentificationResponder => new(36);

    /// <summary>CERT, 37 (RFC 7296 3.6).</summary>
    public static PayloadType Certificate => new(37);

    /// <summary>CERTREQ, 38 (RFC 7296 3.7).</summary>
    public static PayloadType CertificateRequest => new(38);

    /// <summary>AUTH, 39 (RFC 7296 3.8).</summary>
    public static PayloadType Authentication => new(39);

    /// <summary>Nonce, 40 (RFC 7296 3.9).</summary>
    public static PayloadType Nonce => new(40);

    /// <summary>N, 41 (RFC 7296 3.10).</summary>
    public static PayloadType Notify => new(41);

    /// <summary>D, 42 (RFC 7296 3.11).</summary>
    public static PayloadType Delete => new(42);

    /// <summary>V, 43 (RFC 7296 3.12).</summary>
    public static PayloadType VendorId => new(43);

    /// <summary>TSi, 44 (RFC 7296 3.13).</summary>
    public static PayloadType TrafficSelectorInitiator => new(44);

    /// <summary>TSr, 45 (RFC 7296 3.13).</summary>
    public static PayloadType TrafficSelectorResponder => new(45);

    /// <summary>SK, 46 (RFC 7296 3.14).</summary>
    public static PayloadType Encrypted => new(46);

    /// <summary>CP, 47 (RFC 7296 3.15).</summary>
    public static PayloadType Configuration => new(47);

    /// <summary>EAP, 48 (RFC 7296 3.16).</summary>
    public static PayloadType Eap => new(48);

    /// <summary>GSPM, 49 (RFC 6467).</summary>
    public static PayloadType GenericSecurePasswordMethod => new(49);

    /// <summary>IDg, 50 (RFC 9838).</summary>
    public static PayloadType GroupIdentification => new(50);

    /// <summary>GSA, 51 (RFC 9838).</summary>
    public static PayloadType GroupSecurityAssociation => new(51);

    /// <summary>KD, 52 (RFC 9838).</summary>
    public static PayloadType KeyDownload => new(52);

    /// <summary>SKF, 53 (RFC 7383).</summary>
    public static PayloadType EncryptedFragment => new(53);

    /// <summary>PS, 54 (RFC 8019).</summary>
    public static PayloadType PuzzleSolution => new(54);

    /// <summary>SA, 1 (RFC 2408 3.4; IKEv1).</summary>
    public static PayloadType V1SecurityAssociation => new(1);

    /// <summary>P, 2 (RFC 2408 3.5; IKEv1).</summary>
    public static PayloadType V1Proposal => new(2);

    /// <summary>T, 3 (RFC 2408 3.6; IKEv1).</summary>
    public static PayloadType V1Transform => new(3);

    /// <summary>KE, 4 (RFC 2408 3.7; IKEv1).</summary>
    public static PayloadType V1KeyExchange => new(4);

    /// <summary>ID, 5 (RFC 2408 3.8; IKEv1).</summary>
    public static PayloadType V1Identification => new(5);

    /// <summary>CERT, 6 (RFC 2408 3.9; IKEv1).</summary>
    public static PayloadType V1Certificate => new(6);

    /// <summary>CERTREQ, 7 (RFC 2408 3.10; IKEv1).</summary>
    public static PayloadType V1CertificateRequest => new(7);

    /// <summary>HASH, 8 (RFC 2408 3.11; IKEv1).</summary>
    public static PayloadType V1Hash => new(8);

    /// <summary>SIG, 9 (RFC 2408 3.12; IKEv1).</summary>
    public static PayloadType V1Signature => new(9);

    /// <summary>NONCE, 10 (RFC 2408 3.13; IKEv1).</summary>
    public static PayloadType V1Nonce => new(10);

    /// <summary>N, 11 (RFC 2408 3.14; IKEv1).</summary>
    public static PayloadType V1Notification => new(11);

    /// <summary>D, 12 (RFC 2408 3.15; IKEv1).</summary>
    public static PayloadType V1Delete => new(12);

    /// <summary>V, 13 (RFC 2408 3.16; IKEv1).</summary>
    public static PayloadType V1VendorId => new(13);

    /// <summary>ATTR, 14 (draft-dukes-ike-mode-cfg 3.2; IKEv1).</summary>
    public static PayloadType V1Attributes => new(14);

    /// <summary>SAK, 15 (RFC 6407 5.3; IKEv1).</summary>
    public static PayloadType V1SaKek => new(15);

    /// <summary>SAT, 16 (RFC 6407 5.5; IKEv1).</summary>
    public static PayloadType V1SaTek => new(16);

    /// <summary>KD, 17 (RFC 6407 5.6; IKEv1).</summary>
    public static PayloadType V1KeyDownload => new(17);

    /// <summary>SEQ, 18 (RFC 6407 5.7; IKEv1).</summary>
    public static PayloadType V1SequenceNumber => new(18);

    /// <summary>POP, 19 (RFC 3547 5.7; IKEv1).</summary>
    public static PayloadType V1ProofOfPossession => new(19);

    /// <summary>NAT-D, 20 (RFC 3947 3.2; IKEv1).</summary>
    public static PayloadType V1NatDetection => new(20);

    /// <summary>NAT-OA, 21 (RFC 3947 5.2; IKEv1).</summary>
    public static PayloadType V1NatOriginalAddress => new(21);

    /// <summary>GAP, 22 (RFC 6407 5.4; IKEv1).</summary>
    public static PayloadType V1GroupAssociatedPolicy => new(22);

    /// <summary>SYMKEY, 128 (a symmetric key under a public key, GM/T 0022; IKEv1).</summary>
    public static PayloadType V1SymmetricKey => new(128);

    /// <summary>NAT-D, 130 (draft-ietf-ipsec-nat-t-ike-01 to 03; IKEv1).</summary>
    public static PayloadType V1NatDetectionDraft => new(130);

    /// <summary>NAT-OA, 131 (draft-ietf-ipsec-nat-t-ike-01 to 03; IKEv1).</summary>
    public static PayloadType V1NatOriginalAddressDraft => new(131);

    /// <summary>FRAG, 132 (vendor specific; IKEv1).</summary>
    public static PayloadType V1Fragment => new(132);

    /// <summary>The name in the registry, such as "Key Exchange"; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The short name in the notation of the RFCs, such as "KE" or "TSi"; "unknown (n)" for a number that has none.</summary>
    public string Notation => Value switch
    {
        0 => "NONE",
        33 => "SA",
        34 => "KE",
        35 => "IDi",
        36 => "IDr",
        37 => "CERT",
        38 => "CERTREQ",
        39 => "AUTH",
        40 => "Nonce",
        41 => "N",
        42 => "D",
        43 => "V",
        44 => "TSi",
        45 => "TSr",
        46 => "SK",
        47 => "CP",
        48 => "EAP",
        49 => "GSPM",
        50 => "IDg",
        51 => "GSA",
        52 => "KD",
        53 => "SKF",
        54 => "PS",
        1 => "SA",
        2 => "P",
        3 => "T",
        4 => "KE",
        5 => "ID",
        6 => "CERT",
        7 => "CERTREQ",
        8 => "HASH",
        9 => "SIG",
        10 => "NONCE",
        11 => "N",
        12 => "D",
        13 => "V",
        14 => "ATTR",
        15 => "SAK",
        16 => "SAT",
        17 => "KD",
        18 => "SEQ",
        19 => "POP",
        20 => "NAT-D",
        21 => "NAT-OA",
        22 => "GAP",
        128 => "SYMKEY",
        130 => "NAT-D",
        131 => "NAT-OA",
        132 => "FRAG",
        _ => UnknownNumber.Text(Value),
    };

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The body is opaque to whoever has no keys, and the payload is the last of its chain: SK and SKF (RFC 7296 3.14, RFC 7383 2.5).</summary>
    public bool IsEncrypted => Value is 46 or 53;

    /// <summary>The short name: <see cref="Notation"/>.</summary>
    public override string ToString() => Notation;

    private string? NameOrNull => Value switch
    {
        0 => "No Next Payload",
        33 => "Security Association",
        34 => "Key Exchange",
        35 => "Identification - Initiator",
        36 => "Identification - Responder",
        37 => "Certificate",
        38 => "Certificate Request",
        39 => "Authentication",
        40 => "Nonce",
        41 => "Notify",
        42 => "Delete",
        43 => "Vendor ID",
        44 => "Traffic Selector - Initiator",
        45 => "Traffic Selector - Responder",
        46 => "Encrypted and Authenticated",
        47 => "Configuration",
        48 => "Extensible Authentication",
        49 => "Generic Secure Password Method",
        50 => "Group Identification",
        51 => "Group Security Association",
        52 => "Key Download",
        53 => "Encrypted and Authenticated Fragment",
        54 => "Puzzle Solution",
        1 => "Security Association",
        2 => "Proposal",
        3 => "Transform",
        4 => "Key Exchange",
        5 => "Identification",
        6 => "Certificate",
        7 => "Certificate Request",
        8 => "Hash",
        9 => "Signature",
        10 => "Nonce",
        11 => "Notification",
        12 => "Delete",
        13 => "Vendor ID",
        14 => "Attributes",
        15 => "SA KEK Payload",
        16 => "SA TEK Payload",
        17 => "Key Download",
        18 => "Sequence Number",
        19 => "Proof of Possession",
        20 => "NAT Detection",
        21 => "NAT Original Address",
        22 => "Group Associated Policy",
        128 => "Symmetric-key",
        130 => "NAT Detection (draft)",
        131 => "NAT Original Address (draft)",
        132 => "Fragment",
        _ => null,
    };
}
