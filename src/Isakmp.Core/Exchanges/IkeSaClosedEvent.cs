namespace Isakmp.Exchanges;

/// <summary>An IKE SA ended, established or not, and all its Child SAs with it.</summary>
public sealed class IkeSaClosedEvent : IkeEvent
{
    internal IkeSaClosedEvent()
    {
    }

    /// <summary>Why.</summary>
    public required CloseReason Reason { get; init; }

    /// <summary>What went wrong, if something did.</summary>
    public required IkeFailure? Failure { get; init; }
}
