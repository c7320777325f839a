namespace Isakmp.Framing;

/// <summary>What a datagram on an IKE port, or a frame on an IKE stream, carries.</summary>
public enum DatagramKind
{
    /// <summary>An IKE message; a marker before it is already cut off.</summary>
    Ike,

    /// <summary>An ESP packet, for the caller's data plane (RFC 3948 2.1).</summary>
    Esp,

    /// <summary>A NAT keep-alive: the single octet 0xFF, to be ignored (RFC 3948 2.3).</summary>
    KeepAlive,

    /// <summary>None of these: empty, or too short for what it seems to be.</summary>
    Malformed,
}
