using Isakmp.Framing;

namespace Isakmp.Exchanges;

/// <summary>The addresses of an IKE SA changed: its Child SAs move with it.</summary>
public sealed class PathChangedEvent : IkeEvent
{
    internal PathChangedEvent()
    {
    }

    /// <summary>The addresses before.</summary>
    public required PacketInfo Previous { get; init; }

    /// <summary>The addresses from now on.</summary>
    public PacketInfo Current { get; internal set; }
}
