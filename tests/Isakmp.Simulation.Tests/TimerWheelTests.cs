using Isakmp.Engine;
using Isakmp.Testing;

namespace Isakmp.Simulation.Tests;

/// <summary>The wheel against what it stands for: a sorted list of deadlines.</summary>
public sealed class TimerWheelTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    private static readonly long[] Spans = [1, 60, 5_000, 300_000, 86_400_000, 31_536_000_000, 157_680_000_000];

    [Fact]
    public void An_empty_wheel_waits_for_nothing()
    {
        var wheel = new TimerWheel();
        Assert.Null(wheel.NextDeadline);
        Assert.Null(wheel.First);
        Assert.Null(wheel.TakeDue(long.MaxValue / 2));
    }

    [Fact]
    public void A_timer_is_never_early_and_at_most_a_millisecond_late()
    {
        var wheel = new TimerWheel();
        var node = new Node();
        wheel.Schedule(node, (5 * Millisecond) + 1);
        Assert.Null(wheel.TakeDue(5 * Millisecond));
        Assert.Null(wheel.TakeDue((6 * Millisecond) - 1));
        Assert.Equal(6 * Millisecond, wheel.NextDeadline);
        Assert.Same(node, wheel.TakeDue(6 * Millisecond));
        Assert.Null(wheel.NextDeadline);
    }

    [Fact]
    public void A_deadline_in_the_past_is_due_at_once()
    {
        var wheel = new TimerWheel();
        Assert.Null(wheel.TakeDue(1_000 * Millisecond));
        var node = new Node();
        wheel.Schedule(node, 3 * Millisecond);
        Assert.True(wheel.NextDeadline <= 1_000 * Millisecond);
        Assert.Same(node, wheel.First);
        Assert.Same(node, wheel.TakeDue(1_000 * Millisecond));
    }

    [Fact]
    public void A_clock_that_has_run_for_months_is_no_trouble()
    {
        var wheel = new TimerWheel();
        long now = TimeSpan.FromDays(300).Ticks;
        var node = new Node();
        wheel.Schedule(node, now + (4_000 * Millisecond));
        Assert.Null(wheel.TakeDue(now));
        Assert.Same(node, TakeByTimeouts(wheel, now + (4_000 * Millisecond)));
    }

    [Fact]
    public void No_deadline_cancels()
    {
        var wheel = new TimerWheel();
        var node = new Node();
        wheel.Schedule(node, 7 * Millisecond);
        wheel.Schedule(node, long.MaxValue);
        Assert.Null(wheel.NextDeadline);
        wheel.Cancel(node); // a second time changes nothing
        Assert.Null(wheel.TakeDue(8 * Millisecond));
    }

    [Fact]
    public void Deadlines_years_apart_come_in_their_order()
    {
        var wheel = new TimerWheel();
        Assert.Null(wheel.TakeDue(12_345 * Millisecond));
        var late = new Node();
        var soon = new Node();
        wheel.Schedule(late, TimeSpan.FromDays(3_000).Ticks);
        wheel.Schedule(soon, TimeSpan.FromDays(365).Ticks);
        Assert.True(wheel.NextDeadline <= TimeSpan.FromDays(365).Ticks);
        Assert.Same(soon, TakeByTimeouts(wheel, TimeSpan.FromDays(365).Ticks));
        Assert.Same(late, TakeByTimeouts(wheel, TimeSpan.FromDays(3_000).Ticks));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Random_timers_come_as_from_a_sorted_list(ulong seed)
    {
        var random = new SeededRandom(seed);
        var wheel = new TimerWheel();
        var naive = new Dictionary<Node, long>();
        Node[] nodes = [.. Enumerable.Range(0, 300).Select(static _ => new Node())];
        long now = 0;
        for (int step = 0; step < 20_000; step++)
        {
            Node node = nodes[random.Next(nodes.Length)];
            switch (random.Next(10))
            {
                case < 5:
                    long deadline = Math.Max(0, now + Random(random) - Millisecond);
                    wheel.Schedule(node, deadline);
                    naive[node] = deadline;
                    break;
                case < 7:
                    wheel.Cancel(node);
                    naive.Remove(node);
                    break;
                case < 9:
                    now += Random(random);
                    Drain(wheel, naive, now);
                    break;
                default:
                    now = Math.Max(now, wheel.NextDeadline ?? now);
                    Drain(wheel, naive, now);
                    break;
            }

            CheckNext(wheel, naive, now);
        }
    }

    private static long Random(SeededRandom random) =>
        (random.Next((int)Math.Min(int.MaxValue, Spans[random.Next(Spans.Length)])) * Millisecond) + random.Next((int)Millisecond);

    private static void Drain(TimerWheel wheel, Dictionary<Node, long> naive, long now)
    {
        long until = now / Millisecond * Millisecond; // the wheel's grain
        var taken = new List<Node>();
        while (wheel.TakeDue(now) is { } due)
        {
            Assert.Equal(long.MaxValue, due.Deadline);
            taken.Add((Node)due);
        }

        Node[] expected = [.. naive.Where(entry => entry.Value <= until).Select(static entry => entry.Key)];
        Assert.True(expected.ToHashSet().SetEquals(taken), $"{taken.Count} timers came, {expected.Length} were due");
        Assert.Equal(expected.Length, taken.Count);
        long last = long.MinValue;
        foreach (Node node in taken.Where(node => naive[node] > now - Millisecond))
        {
            Assert.True(naive[node] / Millisecond >= last / Millisecond);
            last = naive[node];
        }

        foreach (Node node in taken)
        {
            naive.Remove(node);
        }
    }

    private static void CheckNext(TimerWheel wheel, Dictionary<Node, long> naive, long now)
    {
        if (naive.Count == 0)
        {
            Assert.Null(wheel.NextDeadline);
            Assert.Null(wheel.First);
            return;
        }

        long earliest = naive.Values.Min();
        Assert.NotNull(wheel.First);
        long bound = Math.Max(now, earliest + Millisecond); // not later than the first timer, rounded up
        Assert.True(wheel.NextDeadline <= bound, $"the wheel sleeps until {wheel.NextDeadline}, and {earliest} is due (now {now})");
    }

    private static TimerNode? TakeByTimeouts(TimerWheel wheel, long until)
    {
        for (int wakes = 0; wakes < 1_000; wakes++)
        {
            long next = Assert.NotNull(wheel.NextDeadline);
            if (next > until)
            {
                return null;
            }

            if (wheel.TakeDue(next) is { } due)
            {
                return due;
            }
        }

        Assert.Fail("the wheel wakes its driver again and again");
        return null;
    }

    private sealed class Node : TimerNode
    {
    }
}
