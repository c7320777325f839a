namespace Isakmp.Policies;

/// <summary>What keeps a connection up.</summary>
public sealed record KeepUpPolicy
{
    /// <summary>Nothing is started, and nothing restarted.</summary>
    public static KeepUpPolicy None { get; } = new();

    /// <summary>What to do when the profile is loaded (<c>start_action</c>).</summary>
    public ConnectionAction OnLoad { get; init; }

    /// <summary>What to do when the peer closes (<c>close_action</c>).</summary>
    /// <remarks>A start is made at once; but if IKE SAs in a row live less than <see cref="RetryDelay"/>, with the pauses that failed tries have.</remarks>
    public ConnectionAction OnClose { get; init; }

    /// <summary>What to do when the peer no longer answers (<c>dpd_action</c>).</summary>
    public ConnectionAction OnUnresponsive { get; init; }

    /// <summary>How often to try (<c>keyingtries</c>); 0 for ever.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>The pause before the second try; it doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two tries.</summary>
    public TimeSpan MaximumRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The pause before a try.</summary>
    /// <param name="attempt">1 for the first repetition.</param>
    /// <returns>The pause, at most <see cref="MaximumRetryDelay"/>.</returns>
    public TimeSpan DelayBefore(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        double seconds = RetryDelay.TotalSeconds * Math.Pow(2, attempt - 1);
        return seconds >= MaximumRetryDelay.TotalSeconds ? MaximumRetryDelay : TimeSpan.FromSeconds(seconds);
    }
}
