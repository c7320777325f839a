namespace Isakmp.Engine;

/// <summary>Something with one deadline in the <see cref="TimerWheel"/>; the links are its own, so that setting a timer allocates nothing.</summary>
internal abstract class TimerNode
{
    internal const int NotScheduled = -1;

    internal TimerNode? Previous { get; set; }

    internal TimerNode? Next { get; set; }

    /// <summary>The slot it hangs in, or <see cref="NotScheduled"/>.</summary>
    internal int Slot { get; set; } = NotScheduled;

    /// <summary>When it is due, in milliseconds of the wheel.</summary>
    internal long DueAt { get; set; }

    /// <summary>When it is due, in monotonic ticks.</summary>
    internal long Deadline { get; set; } = long.MaxValue;
}
