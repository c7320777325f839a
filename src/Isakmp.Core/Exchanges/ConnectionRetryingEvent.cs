using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>A connection that is to be kept up has no IKE SA and will try again.</summary>
public sealed class ConnectionRetryingEvent : IkeEvent
{
    internal ConnectionRetryingEvent()
    {
    }

    /// <summary>How many tries have failed in a row.</summary>
    public required int FailedTries { get; init; }

    /// <summary>When the next one begins.</summary>
    public required IkeInstant NextTry { get; init; }

    /// <summary>Why the last one failed.</summary>
    public required IkeFailure? Failure { get; init; }
}
