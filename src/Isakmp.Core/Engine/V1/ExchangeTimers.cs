using Isakmp.Policies;

namespace Isakmp.Engine.V1;

/// <summary>When the exchanges of an ISAKMP SA send again: one timer of the SA stands for the earliest of all.</summary>
internal static class ExchangeTimers
{
    /// <summary>Sets when a message that was just sent is sent again.</summary>
    public static void Arm(EndpointState state, IsakmpSa sa, Conversation exchange)
    {
        exchange.Deadline = After(state, sa.Session.Profile!.Retransmission, exchange.Transmissions++);
        Schedule(state, sa);
    }

    /// <summary>When something is repeated that was sent for the n-th time just now, in monotonic ticks.</summary>
    public static long After(EndpointState state, RetransmissionPolicy policy, int transmission) =>
        state.Now.MonotonicTicks + policy.DelayAfter(transmission, state.Random).Ticks;

    /// <summary>Gives up what was sent last, and its repetition.</summary>
    public static void Release(EndpointState state, Conversation exchange)
    {
        if (exchange.LastSent is { } old)
        {
            state.Packets.Release(old);
            exchange.LastSent = null;
        }

        exchange.Deadline = long.MaxValue;
        exchange.Transmissions = 0;
    }

    /// <summary>Sets the SA's timer to the earliest deadline.</summary>
    public static void Schedule(EndpointState state, IsakmpSa sa)
    {
        long earliest = Math.Min(sa.Phase1.Deadline, sa.Liveness.Deadline);
        // What waits for room begins when an exchange ends, not at a time.
        if (sa.Waiting.Count > 0 && sa.QuietUntil > state.Now.MonotonicTicks)
        {
            earliest = Math.Min(earliest, sa.QuietUntil);
        }

        foreach (Phase2Exchange exchange in sa.Exchanges.All)
        {
            earliest = Math.Min(earliest, exchange.Deadline);
        }

        if (earliest == long.MaxValue)
        {
            state.ClearTimer(sa, SaTimer.Retransmission);
        }
        else
        {
            state.SetTimer(sa, SaTimer.Retransmission, TimeSpan.FromTicks(Math.Max(0, earliest - state.Now.MonotonicTicks)));
        }
    }
}
