using Isakmp.Registry;

namespace Isakmp.Exchanges;

/// <summary>A request has gone unanswered for all of its retransmissions.</summary>
public sealed class PeerUnresponsiveEvent : IkeEvent
{
    internal PeerUnresponsiveEvent()
    {
    }

    /// <summary>What was asked.</summary>
    public required ExchangeType Exchange { get; init; }

    /// <summary>How often it was sent.</summary>
    public required int Transmissions { get; init; }
}
