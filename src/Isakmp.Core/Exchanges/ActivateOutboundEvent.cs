namespace Isakmp.Exchanges;

/// <summary>The peer can receive on a Child SA: send on it from now on (RFC 7296 section 2.8).</summary>
public sealed class ActivateOutboundEvent : IkeEvent
{
    internal ActivateOutboundEvent()
    {
    }

    /// <summary>The Child SA.</summary>
    public required ChildSaInfo Info { get; init; }
}
