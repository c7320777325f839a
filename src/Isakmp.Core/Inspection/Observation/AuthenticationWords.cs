using Isakmp.Registry;
using Isakmp.Wire.V2;

namespace Isakmp.Inspection.Observation;

/// <summary>How a side authenticates itself, in a word.</summary>
internal static class AuthenticationWords
{
    /// <summary>The method of an AUTH payload.</summary>
    public static string Of(scoped in AuthenticationPayloadView view) => view.Method.Value switch
    {
        1 => "rsa",
        2 => "psk",
        3 => "dss",
        9 => "ecdsa-256",
        10 => "ecdsa-384",
        11 => "ecdsa-521",
        13 => "null",
        14 => OfSignature(view.Data),
        _ => view.Method.Name,
    };

    /// <summary>The method of an IKEv1 phase 1.</summary>
    public static string Of(V1AuthenticationMethod method) => method.Value switch
    {
        1 => "psk",
        2 => "dss",
        3 => "rsa",
        4 => "rsa-encryption",
        5 => "revised-rsa-encryption",
        8 => "ecdsa",
        9 => "ecdsa-256",
        10 => "ecdsa-384",
        11 => "ecdsa-521",
        64221 or 64222 => "hybrid-rsa",
        64223 or 64224 => "hybrid-dss",
        65001 or 65002 => "psk+xauth",
        65003 or 65004 => "dss+xauth",
        65005 or 65006 => "rsa+xauth",
        65007 or 65008 => "rsa-encryption+xauth",
        65009 or 65010 => "revised-rsa-encryption+xauth",
        _ => method.Name,
    };

    // RFC 7427 3: a length of one octet and an AlgorithmIdentifier, which begins with SEQUENCE, its length and the OID.
    private static string OfSignature(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> oid = data.Length > 5 && data[1] == 0x30 && data[3] == 0x06 && data[4] <= data.Length - 5 ? data.Slice(5, data[4]) : [];
        return Convert.ToHexStringLower(oid) switch
        {
            "2a864886f70d010105" => "rsa-sha1",
            "2a864886f70d01010b" => "rsa-sha256",
            "2a864886f70d01010c" => "rsa-sha384",
            "2a864886f70d01010d" => "rsa-sha512",
            "2a864886f70d01010a" => "rsa-pss",
            "2a8648ce3d0401" => "ecdsa-sha1",
            "2a8648ce3d040302" => "ecdsa-sha256",
            "2a8648ce3d040303" => "ecdsa-sha384",
            "2a8648ce3d040304" => "ecdsa-sha512",
            "2b6570" => "ed25519",
            "2b6571" => "ed448",
            _ => "digital signature",
        };
    }
}
