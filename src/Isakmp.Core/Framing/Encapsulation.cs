namespace Isakmp.Framing;

/// <summary>What surrounds an IKE message on its way.</summary>
public enum Encapsulation
{
    /// <summary>Nothing: UDP port 500.</summary>
    None,

    /// <summary>Four zero octets before the message: UDP port 4500 (RFC 3948 section 2.2).</summary>
    NonEspMarker,

    /// <summary>A length and a marker on a TCP stream (RFC 9329 section 3).</summary>
    Stream,
}
