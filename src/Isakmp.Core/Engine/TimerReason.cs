namespace Isakmp.Engine;

/// <summary>What the endpoint waits for.</summary>
public enum TimerReason
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Output waits to be taken.</summary>
    Output,

    /// <summary>A request is to be sent again.</summary>
    Retransmission,

    /// <summary>A negotiation must end.</summary>
    HalfOpen,

    /// <summary>A silent peer is to be asked whether it lives.</summary>
    Liveness,

    /// <summary>A NAT's mapping is to be kept.</summary>
    KeepAlive,

    /// <summary>A question to the caller falls to its default.</summary>
    OperationDeadline,

    /// <summary>A connection tries again.</summary>
    Retry,

    /// <summary>Kept answers and other remains are released, or the wheel of timers turns.</summary>
    Housekeeping,
}
