namespace Isakmp.Primitives;

/// <summary>A moment as the caller tells it: a monotonic reading, by which everything is timed, and the UTC that belongs to it.</summary>
/// <remarks>The library owns no clock. Comparisons and differences use the monotonic part alone.</remarks>
/// <param name="MonotonicTicks">Units of 100 ns since any fixed moment; never decreases from one call to the next.</param>
/// <param name="UtcTicks">The UTC wall clock in units of 100 ns, as <see cref="DateTimeOffset.UtcTicks"/>.</param>
public readonly record struct IkeInstant(long MonotonicTicks, long UtcTicks) : IComparable<IkeInstant>
{
    /// <summary>The wall clock at this moment.</summary>
    public DateTimeOffset Utc => new(UtcTicks, TimeSpan.Zero);

    /// <summary>Makes the first instant of a clock that starts at zero.</summary>
    /// <param name="utc">The wall clock at that moment.</param>
    /// <returns>An instant whose monotonic part is zero.</returns>
    public static IkeInstant Start(DateTimeOffset utc) => new(0, utc.UtcTicks);

    /// <summary>Moves both parts by <paramref name="duration"/>.</summary>
    /// <param name="duration">How far to move.</param>
    /// <returns>The later (or earlier) instant.</returns>
    public IkeInstant Add(TimeSpan duration) => new(MonotonicTicks + duration.Ticks, UtcTicks + duration.Ticks);

    /// <summary>The monotonic time from <paramref name="earlier"/> to this instant.</summary>
    /// <param name="earlier">The instant to count from.</param>
    /// <returns>The duration, negative if <paramref name="earlier"/> is later.</returns>
    public TimeSpan Since(IkeInstant earlier) => new(MonotonicTicks - earlier.MonotonicTicks);

    /// <inheritdoc/>
    public int CompareTo(IkeInstant other) => MonotonicTicks.CompareTo(other.MonotonicTicks);

    /// <summary>Moves an instant by a duration.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="duration">How far to move it.</param>
    /// <returns>The moved instant.</returns>
    public static IkeInstant operator +(IkeInstant instant, TimeSpan duration) => instant.Add(duration);

    /// <summary>The monotonic time between two instants.</summary>
    /// <param name="later">The later one.</param>
    /// <param name="earlier">The earlier one.</param>
    /// <returns>The duration.</returns>
    public static TimeSpan operator -(IkeInstant later, IkeInstant earlier) => later.Since(earlier);

    /// <summary>Moves an instant back by a duration.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="duration">How far to move it back.</param>
    /// <returns>The moved instant.</returns>
    public static IkeInstant operator -(IkeInstant instant, TimeSpan duration) => instant.Add(-duration);

    /// <summary>The monotonic time between two instants.</summary>
    /// <param name="later">The later one.</param>
    /// <param name="earlier">The earlier one.</param>
    /// <returns>The duration.</returns>
    public static TimeSpan Subtract(IkeInstant later, IkeInstant earlier) => later.Since(earlier);

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    /// <param name="left">One instant.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer by the monotonic parts.</returns>
    public static bool operator <(IkeInstant left, IkeInstant right) => left.MonotonicTicks < right.MonotonicTicks;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    /// <param name="left">One instant.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer by the monotonic parts.</returns>
    public static bool operator >(IkeInstant left, IkeInstant right) => left.MonotonicTicks > right.MonotonicTicks;

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/> or with it.</summary>
    /// <param name="left">One instant.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer by the monotonic parts.</returns>
    public static bool operator <=(IkeInstant left, IkeInstant right) => left.MonotonicTicks <= right.MonotonicTicks;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/> or with it.</summary>
    /// <param name="left">One instant.</param>
    /// <param name="right">The other.</param>
    /// <returns>The answer by the monotonic parts.</returns>
    public static bool operator >=(IkeInstant left, IkeInstant right) => left.MonotonicTicks >= right.MonotonicTicks;
}
