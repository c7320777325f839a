namespace Isakmp.Registry;

/// <summary>The Diffie-Hellman group of an IKEv1 SA, in both phases: the attribute Group-Description (RFC 2409 A).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct V1GroupDescription(ushort Value)
{
    /// <summary>Default 768-bit MODP group, 1 (RFC 2409 6.1).</summary>
    public static V1GroupDescription Modp768 => new(1);

    /// <summary>Alternate 1024-bit MODP group, 2 (RFC 2409 6.2).</summary>
    public static V1GroupDescription Modp1024 => new(2);

    /// <summary>EC2N group on GP[2^155], 3 (RFC 2409 6.3).</summary>
    public static V1GroupDescription Ec2nGp155 => new(3);

    /// <summary>EC2N group on GP[2^185], 4 (RFC 2409 6.4).</summary>
    public static V1GroupDescription Ec2nGp185 => new(4);

    /// <summary>1536-bit MODP group, 5 (RFC 3526 2).</summary>
    public static V1GroupDescription Modp1536 => new(5);

    /// <summary>EC2N group over GF[2^163], 6 (draft-ietf-ipsec-ike-ecc-groups).</summary>
    public static V1GroupDescription Ec2nGf163First => new(6);

    /// <summary>EC2N group over GF[2^163], 7 (draft-ietf-ipsec-ike-ecc-groups).</summary>
    public static V1GroupDescription Ec2nGf163Second => new(7);

    /// <summary>EC2N group over GF[2^283], 8 (draft-ietf-ipsec-ike-ecc-groups).</summary>
    public static V1GroupDescription Ec2nGf283First => new(8);

    /// <summary>EC2N group over GF[2^283], 9 (draft-ietf-ipsec-ike-ecc-groups).</summary>
    public static V1GroupDescription Ec2nGf283Second => new(9);

    /// <summary>EC2N group over GF[2^409], 10 (draft-ietf-ipsec-ike-ecc-groups).</summary>
    public static V1GroupDescription Ec2nGf409First => new(10);

    /// <summary>EC2N group over GF[2^409], 11 (draft-ietf-ipsec-ike-ecc-groups).</summary>
    public static V1GroupDescription Ec2nGf409Second => new(11);

    /// <summary>EC2N group over GF[2^571], 12 (draft-ietf-ipsec-ike-ecc-groups).</summary>
    public static V1GroupDescription Ec2nGf571First => new(12);

    /// <summary>EC2N group over GF[2^571], 13 (draft-ietf-ipsec-ike-ecc-groups).</summary>
    public static V1GroupDescription Ec2nGf571Second => new(13);

    /// <summary>2048-bit MODP group, 14 (RFC 3526 3).</summary>
    public static V1GroupDescription Modp2048 => new(14);

    /// <summary>3072-bit MODP group, 15 (RFC 3526 4).</summary>
    public static V1GroupDescription Modp3072 => new(15);

    /// <summary>4096-bit MODP group, 16 (RFC 3526 5).</summary>
    public static V1GroupDescription Modp4096 => new(16);

    /// <summary>6144-bit MODP group, 17 (RFC 3526 6).</summary>
    public static V1GroupDescription Modp6144 => new(17);

    /// <summary>8192-bit MODP group, 18 (RFC 3526 7).</summary>
    public static V1GroupDescription Modp8192 => new(18);

    /// <summary>256-bit random ECP group, 19 (RFC 5903).</summary>
    public static V1GroupDescription Ecp256 => new(19);

    /// <summary>384-bit random ECP group, 20 (RFC 5903).</summary>
    public static V1GroupDescription Ecp384 => new(20);

    /// <summary>521-bit random ECP group, 21 (RFC 5903).</summary>
    public static V1GroupDescription Ecp521 => new(21);

    /// <summary>1024-bit MODP Group with 160-bit Prime Order Subgroup, 22 (RFC 5114 2.1).</summary>
    public static V1GroupDescription Modp1024s160 => new(22);

    /// <summary>2048-bit MODP Group with 224-bit Prime Order Subgroup, 23 (RFC 5114 2.2).</summary>
    public static V1GroupDescription Modp2048s224 => new(23);

    /// <summary>2048-bit MODP Group with 256-bit Prime Order Subgroup, 24 (RFC 5114 2.3).</summary>
    public static V1GroupDescription Modp2048s256 => new(24);

    /// <summary>192-bit Random ECP Group, 25 (RFC 5114 2.4).</summary>
    public static V1GroupDescription Ecp192 => new(25);

    /// <summary>224-bit Random ECP Group, 26 (RFC 5114 2.5).</summary>
    public static V1GroupDescription Ecp224 => new(26);

    /// <summary>224-bit Brainpool ECP group, 27 (RFC 6932).</summary>
    public static V1GroupDescription BrainpoolP224r1 => new(27);

    /// <summary>256-bit Brainpool ECP group, 28 (RFC 6932).</summary>
    public static V1GroupDescription BrainpoolP256r1 => new(28);

    /// <summary>384-bit Brainpool ECP group, 29 (RFC 6932).</summary>
    public static V1GroupDescription BrainpoolP384r1 => new(29);

    /// <summary>512-bit Brainpool ECP group, 30 (RFC 6932).</summary>
    public static V1GroupDescription BrainpoolP512r1 => new(30);

    /// <summary>Curve25519, 31 (RFC 8031, by the number of IKEv2).</summary>
    public static V1GroupDescription Curve25519 => new(31);

    /// <summary>Curve448, 32 (RFC 8031, by the number of IKEv2).</summary>
    public static V1GroupDescription Curve448 => new(32);

    /// <summary>GOST3410_2012_256, 33 (RFC 9385, by the number of IKEv2).</summary>
    public static V1GroupDescription Gost3410_2012_256 => new(33);

    /// <summary>GOST3410_2012_512, 34 (RFC 9385, by the number of IKEv2).</summary>
    public static V1GroupDescription Gost3410_2012_512 => new(34);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The same group in IKEv2's registry, which has the same numbers, the EC2N groups excepted (RFC 7296 3.3.2).</summary>
    public KeyExchangeMethod KeyExchange => new(Value);

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        1 => "Default 768-bit MODP group",
        2 => "Alternate 1024-bit MODP group",
        3 => "EC2N group on GP[2^155]",
        4 => "EC2N group on GP[2^185]",
        5 => "1536-bit MODP group",
        6 => "EC2N group over GF[2^163]",
        7 => "EC2N group over GF[2^163]",
        8 => "EC2N group over GF[2^283]",
        9 => "EC2N group over GF[2^283]",
        10 => "EC2N group over GF[2^409]",
        11 => "EC2N group over GF[2^409]",
        12 => "EC2N group over GF[2^571]",
        13 => "EC2N group over GF[2^571]",
        14 => "2048-bit MODP group",
        15 => "3072-bit MODP group",
        16 => "4096-bit MODP group",
        17 => "6144-bit MODP group",
        18 => "8192-bit MODP group",
        19 => "256-bit random ECP group",
        20 => "384-bit random ECP group",
        21 => "521-bit random ECP group",
        22 => "1024-bit MODP Group with 160-bit Prime Order Subgroup",
        23 => "2048-bit MODP Group with 224-bit Prime Order Subgroup",
        24 => "2048-bit MODP Group with 256-bit Prime Order Subgroup",
        25 => "192-bit Random ECP Group",
        26 => "224-bit Random ECP Group",
        27 => "224-bit Brainpool ECP group",
        28 => "256-bit Brainpool ECP group",
        29 => "384-bit Brainpool ECP group",
        30 => "512-bit Brainpool ECP group",
        31 => "Curve25519",
        32 => "Curve448",
        33 => "GOST3410_2012_256",
        34 => "GOST3410_2012_512",
        _ => null,
    };
}
