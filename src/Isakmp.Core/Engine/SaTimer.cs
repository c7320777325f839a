namespace Isakmp.Engine;

/// <summary>The timers that an IKE SA may have.</summary>
internal enum SaTimer
{
    Retransmission,
    HalfOpen,
    Liveness,
    KeepAlive,
    ResponseRelease,
    Operation,
    Reauthentication,
    Expiry,
    Linger,
}
