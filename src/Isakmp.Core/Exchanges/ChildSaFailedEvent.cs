namespace Isakmp.Exchanges;

/// <summary>A Child SA did not come to be; the IKE SA stays up (RFC 7296 section 1.2).</summary>
public sealed class ChildSaFailedEvent : IkeEvent
{
    internal ChildSaFailedEvent()
    {
    }

    /// <summary>The name of its profile; null where the responder found none.</summary>
    public required string? Name { get; init; }

    /// <summary>What went wrong.</summary>
    public required IkeFailure Failure { get; init; }
}
