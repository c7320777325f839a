namespace Isakmp.Algorithms;

/// <summary>How a key exchange with a peer's public value ended.</summary>
public enum KeyExchangeStatus
{
    /// <summary>The shared secret was computed.</summary>
    Ok,

    /// <summary>The public value has the wrong size for the method.</summary>
    WrongSize,

    /// <summary>The public value is outside its range or not on the curve (RFC 6989 section 2).</summary>
    InvalidPublicValue,

    /// <summary>The shared secret came out as zero (RFC 8031 section 2.1, RFC 7748 section 6).</summary>
    ZeroSharedSecret,
}
