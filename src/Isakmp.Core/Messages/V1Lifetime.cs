using System.Globalization;

namespace Isakmp.Messages;

/// <summary>How long an IKEv1 SA lives: seconds, kilobytes, or both, whichever comes first (RFC 2407 4.5, RFC 2409 appendix A).</summary>
/// <param name="Seconds">The time; null without limit.</param>
/// <param name="Kilobytes">The traffic in units of 1,024 octets; null without limit.</param>
public readonly record struct V1Lifetime(ulong? Seconds, ulong? Kilobytes)
{
    /// <summary>The time as a span; null without limit, and where it is longer than a span can be.</summary>
    public TimeSpan? Duration => Seconds is { } seconds && seconds <= (ulong)TimeSpan.MaxValue.TotalSeconds - 1 ? TimeSpan.FromSeconds((long)seconds) : null;

    /// <summary>Neither is limited.</summary>
    public bool IsUnlimited => Seconds is null && Kilobytes is null;

    /// <summary>Makes a lifetime of whole seconds.</summary>
    /// <param name="duration">The time, above 0.</param>
    /// <returns>The lifetime.</returns>
    public static V1Lifetime Of(TimeSpan duration) => new((ulong)Math.Max(1, duration.TotalSeconds), null);

    /// <summary>The shorter of two in each respect.</summary>
    /// <param name="other">The other lifetime.</param>
    /// <returns>The lifetime that both are content with.</returns>
    public V1Lifetime Shorter(V1Lifetime other) => new(Least(Seconds, other.Seconds), Least(Kilobytes, other.Kilobytes));

    /// <summary>Whether this lifetime goes beyond another in some respect; without limit goes beyond any limit.</summary>
    /// <param name="other">The other lifetime.</param>
    /// <returns>Whether it does.</returns>
    public bool Exceeds(V1Lifetime other) => Exceeds(Seconds, other.Seconds) || Exceeds(Kilobytes, other.Kilobytes);

    /// <summary>For example <c>86400 s</c> or <c>3600 s, 4608000 kB</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => (Seconds, Kilobytes) switch
    {
        ({ } seconds, null) => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
        (null, { } kilobytes) => string.Create(CultureInfo.InvariantCulture, $"{kilobytes} kB"),
        ({ } seconds, { } kilobytes) => string.Create(CultureInfo.InvariantCulture, $"{seconds} s, {kilobytes} kB"),
        _ => "no limit",
    };

    private static ulong? Least(ulong? left, ulong? right) => left is { } a && right is { } b ? Math.Min(a, b) : left ?? right;

    private static bool Exceeds(ulong? left, ulong? right) => right is { } limit && !(left <= limit);
}
