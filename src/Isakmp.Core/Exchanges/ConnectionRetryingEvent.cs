using Isakmp.Primitives;

namespace Isakmp.Exchanges;

/// <summary>A connection that is to be kept up has no IKE SA and will try again.</summary>
public sealed class ConnectionRetryingEvent : IkeEvent
{
    internal ConnectionRetryingEvent()
    {
    }

    /// <summary>How many tries have failed in a row.</summary>
    public int FailedTries { get; internal set; }

    /// <summary>When the next one begins.</summary>
    public IkeInstant NextTry { get; internal set; }

    /// <summary>Why the last one failed.</summary>
    public IkeFailure? Failure { get; internal set; }
}
