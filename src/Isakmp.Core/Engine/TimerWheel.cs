using System.Numerics;

namespace Isakmp.Engine;

/// <summary>A hierarchical timing wheel: setting, moving and cancelling a timer cost the same however many there are (Varghese and Lauck, 1987).</summary>
/// <remarks>
/// Six levels of 64 slots with a grain of one millisecond reach two years. A timer hangs in the level of the highest bit in which its due time differs from the wheel's; when the
/// wheel comes to a slot above the lowest level, its timers move down.
/// </remarks>
internal sealed class TimerWheel
{
    private const int SlotBits = 6;
    private const int SlotsPerLevel = 1 << SlotBits;
    private const int Levels = 6;
    private const int DueSlot = Levels * SlotsPerLevel;

    // One slot less than all of the top level: the one that the wheel stands in must not also mean its next round.
    private const long Reach = (SlotsPerLevel - 1L) << (SlotBits * (Levels - 1));

    private readonly TimerNode?[] _slots = new TimerNode?[DueSlot + 1];
    private readonly ulong[] _occupied = new ulong[Levels];
    private long _elapsed;

    /// <summary>A moment, in monotonic ticks, before which nothing is due; it may come earlier than the first timer, never later.</summary>
    public long? NextDeadline
    {
        get
        {
            if (_slots[DueSlot] is not null)
            {
                return _elapsed * TimeSpan.TicksPerMillisecond;
            }

            return TryFindNext(out _, out _, out long at) ? at * TimeSpan.TicksPerMillisecond : null;
        }
    }

    /// <summary>One of the timers that come first, or null if there is none.</summary>
    public TimerNode? First =>
        _slots[DueSlot] ?? (TryFindNext(out int level, out int slot, out _) ? _slots[(level * SlotsPerLevel) + slot] : null);

    /// <summary>Sets or moves a timer.</summary>
    /// <param name="node">The timer.</param>
    /// <param name="deadline">When it is due, in monotonic ticks; <see cref="long.MaxValue"/> cancels it.</param>
    public void Schedule(TimerNode node, long deadline)
    {
        if (node.Deadline == deadline && node.Slot != TimerNode.NotScheduled)
        {
            return;
        }

        Cancel(node);
        node.Deadline = deadline;
        if (deadline == long.MaxValue)
        {
            return;
        }

        long rest = deadline % TimeSpan.TicksPerMillisecond;
        node.DueAt = (deadline / TimeSpan.TicksPerMillisecond) + (rest > 0 ? 1 : 0); // never early
        Insert(node);
    }

    /// <summary>Cancels a timer, if it is set.</summary>
    /// <param name="node">The timer.</param>
    public void Cancel(TimerNode node)
    {
        node.Deadline = long.MaxValue;
        if (node.Slot == TimerNode.NotScheduled)
        {
            return;
        }

        Unlink(node);
    }

    /// <summary>Takes one timer that is due out of the wheel.</summary>
    /// <param name="now">The time, in monotonic ticks.</param>
    /// <returns>The timer, or null if none is due.</returns>
    public TimerNode? TakeDue(long now)
    {
        long until = now / TimeSpan.TicksPerMillisecond;
        while (true)
        {
            if (_slots[DueSlot] is { } due)
            {
                Unlink(due);
                due.Deadline = long.MaxValue;
                return due;
            }

            if (!TryFindNext(out int level, out int slot, out long at) || at > until)
            {
                _elapsed = Math.Max(_elapsed, until);
                return null;
            }

            _elapsed = at;
            MoveDown(level, slot);
        }
    }

    private void MoveDown(int level, int slot)
    {
        int index = (level * SlotsPerLevel) + slot;
        while (_slots[index] is { } node)
        {
            Unlink(node);
            Insert(node);
        }
    }

    private void Insert(TimerNode node)
    {
        if (node.DueAt <= _elapsed)
        {
            Link(node, DueSlot);
            return;
        }

        long due = Math.Min(node.DueAt, _elapsed + Reach); // a timer beyond the reach comes by again and again
        int level = BitOperations.Log2((ulong)(due ^ _elapsed) | 1) / SlotBits;
        if (level >= Levels)
        {
            level = Levels - 1;
        }

        int slot = (int)((due >> (SlotBits * level)) & (SlotsPerLevel - 1));
        _occupied[level] |= 1UL << slot;
        Link(node, (level * SlotsPerLevel) + slot);
    }

    private bool TryFindNext(out int level, out int slot, out long at)
    {
        for (level = 0; level < Levels; level++)
        {
            if (_occupied[level] == 0)
            {
                continue;
            }

            int shift = SlotBits * level;
            int current = (int)((_elapsed >> shift) & (SlotsPerLevel - 1));
            int distance = BitOperations.TrailingZeroCount(BitOperations.RotateRight(_occupied[level], current));
            slot = (current + distance) & (SlotsPerLevel - 1);
            long start = _elapsed >> (shift + SlotBits) << (shift + SlotBits);
            at = start + ((long)slot << shift);
            if (at < _elapsed)
            {
                at += 1L << (shift + SlotBits); // the top level goes round
            }

            return true;
        }

        slot = 0;
        at = 0;
        return false;
    }

    private void Link(TimerNode node, int index)
    {
        node.Slot = index;
        node.Previous = null;
        node.Next = _slots[index];
        if (node.Next is { } next)
        {
            next.Previous = node;
        }

        _slots[index] = node;
    }

    private void Unlink(TimerNode node)
    {
        if (node.Previous is { } previous)
        {
            previous.Next = node.Next;
        }
        else
        {
            _slots[node.Slot] = node.Next;
            if (node.Next is null && node.Slot != DueSlot)
            {
                _occupied[node.Slot / SlotsPerLevel] &= ~(1UL << (node.Slot % SlotsPerLevel));
            }
        }

        if (node.Next is { } next)
        {
            next.Previous = node.Previous;
        }

        node.Previous = null;
        node.Next = null;
        node.Slot = TimerNode.NotScheduled;
    }
}
