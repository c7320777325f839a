namespace Isakmp.Testing;

/// <summary>What a simulated network does to datagrams; probabilities are from 0 to 1, each for one datagram.</summary>
public sealed record NetworkConditions
{
    /// <summary>Every datagram arrives once, unharmed, in order, after ten milliseconds.</summary>
    public static NetworkConditions Perfect { get; } = new();

    /// <summary>Nothing arrives.</summary>
    public static NetworkConditions Down { get; } = new() { Loss = 1 };

    /// <summary>How likely a datagram is lost.</summary>
    public double Loss { get; init; }

    /// <summary>How likely it arrives twice, each time after a delay of its own.</summary>
    public double Duplication { get; init; }

    /// <summary>How likely its end is cut off.</summary>
    public double Truncation { get; init; }

    /// <summary>How likely some of its bits are changed.</summary>
    public double Corruption { get; init; }

    /// <summary>How likely it takes <see cref="StragglerDelay"/> more, long enough to meet its own retransmissions.</summary>
    public double Straggling { get; init; }

    /// <summary>The shortest time on the way.</summary>
    public TimeSpan MinimumDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest time on the way; where it differs from the shortest, datagrams overtake one another.</summary>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How much longer a straggler takes.</summary>
    public TimeSpan StragglerDelay { get; init; } = TimeSpan.FromSeconds(6);
}
