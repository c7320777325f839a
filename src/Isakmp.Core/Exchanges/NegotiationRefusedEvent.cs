using Isakmp.Framing;

namespace Isakmp.Exchanges;

/// <summary>A peer's first message was refused before any state was made for it.</summary>
public sealed class NegotiationRefusedEvent : IkeEvent
{
    internal NegotiationRefusedEvent()
    {
    }

    /// <summary>Where it came from.</summary>
    public required PacketInfo Path { get; init; }

    /// <summary>What went wrong.</summary>
    public required IkeFailure Failure { get; init; }
}
