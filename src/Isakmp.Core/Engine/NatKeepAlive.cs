namespace Isakmp.Engine;

/// <summary>Keeps the mapping of a NAT in front of us (RFC 3948 section 4).</summary>
internal static class NatKeepAlive
{
    /// <summary>The timer is due: one octet, unless something else has kept the mapping.</summary>
    public static void Due(EndpointState state, SecurityAssociation sa)
    {
        if (sa.Profile?.KeepAliveInterval is not { } interval)
        {
            return;
        }

        TimeSpan quiet = new(state.Now.MonotonicTicks - sa.LastOutbound);
        if (quiet >= interval)
        {
            if (sa.PendingOutputs == 0) // the driver has not even taken the last one
            {
                state.EnqueueKeepAlive(sa);
            }

            quiet = TimeSpan.Zero;
        }

        state.SetTimer(sa, SaTimer.KeepAlive, interval - quiet);
    }
}
