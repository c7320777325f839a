using System.Runtime.CompilerServices;

namespace Isakmp.Engine;

/// <summary>The deadlines of one IKE SA, by kind; the wheel knows the earliest.</summary>
internal struct SaTimerTable
{
    private const int Count = (int)SaTimer.Linger + 1;

    private Deadlines _deadlines;
    private int _set;

    public readonly bool IsSet(SaTimer timer) => (_set & (1 << (int)timer)) != 0;

    public void Set(SaTimer timer, long deadline)
    {
        _deadlines[(int)timer] = deadline;
        _set |= 1 << (int)timer;
    }

    public void Clear(SaTimer timer) => _set &= ~(1 << (int)timer);

    public void ClearAll() => _set = 0;

    /// <summary>Takes one timer that is due.</summary>
    public bool TryTakeDue(long now, out SaTimer timer)
    {
        for (int i = 0; i < Count; i++)
        {
            timer = (SaTimer)i;
            if (IsSet(timer) && _deadlines[i] <= now)
            {
                Clear(timer);
                return true;
            }
        }

        timer = default;
        return false;
    }

    /// <summary>The earliest deadline, or <see cref="long.MaxValue"/>.</summary>
    public readonly long Earliest(out SaTimer timer)
    {
        long earliest = long.MaxValue;
        timer = default;
        for (int i = 0; i < Count; i++)
        {
            if (IsSet((SaTimer)i) && _deadlines[i] < earliest)
            {
                earliest = _deadlines[i];
                timer = (SaTimer)i;
            }
        }

        return earliest;
    }

    [InlineArray(Count)]
    private struct Deadlines
    {
        private long _first;
    }
}
