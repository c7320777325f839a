namespace Isakmp.Inspection.Captures;

/// <summary>What carried a captured message.</summary>
public enum CaptureTransport
{
    /// <summary>A UDP datagram, whole or put together from fragments of IP.</summary>
    Udp,

    /// <summary>A TCP stream (RFC 9329).</summary>
    Tcp,
}
