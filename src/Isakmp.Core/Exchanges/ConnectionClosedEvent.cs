namespace Isakmp.Exchanges;

/// <summary>A connection ended for good: its handle names nothing any more.</summary>
public sealed class ConnectionClosedEvent : IkeEvent
{
    internal ConnectionClosedEvent()
    {
    }

    /// <summary>Why.</summary>
    public required CloseReason Reason { get; init; }

    /// <summary>What went wrong, if something did.</summary>
    public required IkeFailure? Failure { get; init; }
}
