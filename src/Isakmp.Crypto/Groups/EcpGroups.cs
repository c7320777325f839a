using Isakmp.Registry;

namespace Isakmp.Crypto.Groups;

/// <summary>The elliptic curve groups that are served, each a row (RFC 5903 sections 3.1 and 3.2).</summary>
internal static class EcpGroups
{
    /// <summary>The 256-bit random ECP group, also P-256 and secp256r1.</summary>
    public static EcpGroup Ecp256 { get; } = new(
        KeyExchangeMethod.Ecp256,
        "secp256r1",
        nativeId: 415,
        bits: 256,
        "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
        "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B",
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    /// <summary>The 384-bit random ECP group, also P-384 and secp384r1.</summary>
    public static EcpGroup Ecp384 { get; } = new(
        KeyExchangeMethod.Ecp384,
        "secp384r1",
        nativeId: 715,
        bits: 384,
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
        "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973");
}
