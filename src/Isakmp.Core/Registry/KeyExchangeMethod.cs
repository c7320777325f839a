namespace Isakmp.Registry;

/// <summary>Transform type 4, and 6 to 12: Key Exchange Method Transform IDs, once called Diffie-Hellman groups (RFC 7296 3.3.2, RFC 9370).</summary>
/// <param name="Value">The number on the wire; a number without a member here is kept as it is.</param>
public readonly record struct KeyExchangeMethod(ushort Value)
{
    /// <summary>NONE, 0 (RFC 7296 3.3.2).</summary>
    public static KeyExchangeMethod None => new(0);

    /// <summary>768-bit MODP Group, 1 (RFC 7296 B).</summary>
    public static KeyExchangeMethod Modp768 => new(1);

    /// <summary>1024-bit MODP Group, 2 (RFC 7296 B).</summary>
    public static KeyExchangeMethod Modp1024 => new(2);

    /// <summary>1536-bit MODP Group, 5 (RFC 3526).</summary>
    public static KeyExchangeMethod Modp1536 => new(5);

    /// <summary>2048-bit MODP Group, 14 (RFC 3526).</summary>
    public static KeyExchangeMethod Modp2048 => new(14);

    /// <summary>3072-bit MODP Group, 15 (RFC 3526).</summary>
    public static KeyExchangeMethod Modp3072 => new(15);

    /// <summary>4096-bit MODP Group, 16 (RFC 3526).</summary>
    public static KeyExchangeMethod Modp4096 => new(16);

    /// <summary>6144-bit MODP Group, 17 (RFC 3526).</summary>
    public static KeyExchangeMethod Modp6144 => new(17);

    /// <summary>8192-bit MODP Group, 18 (RFC 3526).</summary>
    public static KeyExchangeMethod Modp8192 => new(18);

    /// <summary>256-bit random ECP group, 19 (RFC 5903).</summary>
    public static KeyExchangeMethod Ecp256 => new(19);

    /// <summary>384-bit random ECP group, 20 (RFC 5903).</summary>
    public static KeyExchangeMethod Ecp384 => new(20);

    /// <summary>521-bit random ECP group, 21 (RFC 5903).</summary>
    public static KeyExchangeMethod Ecp521 => new(21);

    /// <summary>1024-bit MODP Group with 160-bit Prime Order Subgroup, 22 (RFC 5114).</summary>
    public static KeyExchangeMethod Modp1024s160 => new(22);

    /// <summary>2048-bit MODP Group with 224-bit Prime Order Subgroup, 23 (RFC 5114).</summary>
    public static KeyExchangeMethod Modp2048s224 => new(23);

    /// <summary>2048-bit MODP Group with 256-bit Prime Order Subgroup, 24 (RFC 5114).</summary>
    public static KeyExchangeMethod Modp2048s256 => new(24);

    /// <summary>192-bit Random ECP Group, 25 (RFC 5114).</summary>
    public static KeyExchangeMethod Ecp192 => new(25);

    /// <summary>224-bit Random ECP Group, 26 (RFC 5114).</summary>
    public static KeyExchangeMethod Ecp224 => new(26);

    /// <summary>brainpoolP224r1, 27 (RFC 6954).</summary>
    public static KeyExchangeMethod BrainpoolP224r1 => new(27);

    /// <summary>brainpoolP256r1, 28 (RFC 6954).</summary>
    public static KeyExchangeMethod BrainpoolP256r1 => new(28);

    /// <summary>brainpoolP384r1, 29 (RFC 6954).</summary>
    public static KeyExchangeMethod BrainpoolP384r1 => new(29);

    /// <summary>brainpoolP512r1, 30 (RFC 6954).</summary>
    public static KeyExchangeMethod BrainpoolP512r1 => new(30);

    /// <summary>Curve25519, 31 (RFC 8031).</summary>
    public static KeyExchangeMethod Curve25519 => new(31);

    /// <summary>Curve448, 32 (RFC 8031).</summary>
    public static KeyExchangeMethod Curve448 => new(32);

    /// <summary>GOST3410_2012_256, 33 (RFC 9385).</summary>
    public static KeyExchangeMethod Gost3410_2012_256 => new(33);

    /// <summary>GOST3410_2012_512, 34 (RFC 9385).</summary>
    public static KeyExchangeMethod Gost3410_2012_512 => new(34);

    /// <summary>ml-kem-512, 35 (draft-ietf-ipsecme-ikev2-mlkem).</summary>
    public static KeyExchangeMethod MlKem512 => new(35);

    /// <summary>ml-kem-768, 36 (draft-ietf-ipsecme-ikev2-mlkem).</summary>
    public static KeyExchangeMethod MlKem768 => new(36);

    /// <summary>ml-kem-1024, 37 (draft-ietf-ipsecme-ikev2-mlkem).</summary>
    public static KeyExchangeMethod MlKem1024 => new(37);

    /// <summary>The name in the registry; "unknown (n)" for a number that has none.</summary>
    public string Name => NameOrNull ?? UnknownNumber.Text(Value);

    /// <summary>The number has a name here.</summary>
    public bool IsKnown => NameOrNull is not null;

    /// <summary>The name: <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private string? NameOrNull => Value switch
    {
        0 => "NONE",
        1 => "768-bit MODP Group",
        2 => "1024-bit MODP Group",
        5 => "1536-bit MODP Group",
        14 => "2048-bit MODP Group",
        15 => "3072-bit MODP Group",
        16 => "4096-bit MODP Group",
        17 => "6144-bit MODP Group",
        18 => "8192-bit MODP Group",
        19 => "256-bit random ECP group",
        20 => "384-bit random ECP group",
        21 => "521-bit random ECP group",
        22 => "1024-bit MODP Group with 160-bit Prime Order Subgroup",
        23 => "2048-bit MODP Group with 224-bit Prime Order Subgroup",
        24 => "2048-bit MODP Group with 256-bit Prime Order Subgroup",
        25 => "192-bit Random ECP Group",
        26 => "224-bit Random ECP Group",
        27 => "brainpoolP224r1",
        28 => "brainpoolP256r1",
        29 => "brainpoolP384r1",
        30 => "brainpoolP512r1",
        31 => "Curve25519",
        32 => "Curve448",
        33 => "GOST3410_2012_256",
        34 => "GOST3410_2012_512",
        35 => "ml-kem-512",
        36 => "ml-kem-768",
        37 => "ml-kem-1024",
        _ => null,
    };
}
