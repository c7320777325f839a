namespace Isakmp.Exchanges;

/// <summary>A Child SA ended: remove both directions.</summary>
public sealed class ChildSaClosedEvent : IkeEvent
{
    internal ChildSaClosedEvent()
    {
    }

    /// <summary>The Child SA as it was.</summary>
    public required ChildSaInfo Info { get; init; }

    /// <summary>Why.</summary>
    public required CloseReason Reason { get; init; }
}
