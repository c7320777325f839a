namespace Isakmp.Engine;

/// <summary>What a request for the next datagram brought.</summary>
public enum TransmitStatus
{
    /// <summary>There is nothing to send.</summary>
    Empty,

    /// <summary>A datagram was written.</summary>
    Ready,

    /// <summary>The destination is too small: the datagram stays, and its length is told.</summary>
    DestinationTooSmall,
}
