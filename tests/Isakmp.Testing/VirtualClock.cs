using Isakmp.Primitives;

namespace Isakmp.Testing;

/// <summary>The time of a simulation: it passes only when the simulation says so.</summary>
public sealed class VirtualClock
{
    // a machine that has been up for months: small numbers would hide what overflows
    private readonly IkeInstant _start = new(
        TimeSpan.FromDays(200).Ticks, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks);

    /// <summary>Makes a clock that stands at its beginning.</summary>
    public VirtualClock() => Now = _start;

    /// <summary>The time.</summary>
    public IkeInstant Now { get; private set; }

    /// <summary>The time since the beginning.</summary>
    public TimeSpan Elapsed => Now - _start;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan duration) => AdvanceTo(Now + duration);

    /// <summary>Moves to a moment; one that has passed changes nothing.</summary>
    public void AdvanceTo(IkeInstant instant)
    {
        if (instant > Now)
        {
            Now = instant;
        }
    }
}
