using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges;

/// <summary>An SPI that <see cref="AllocateSpiOperation"/> had brought is no longer used.</summary>
public sealed class SpiReleasedEvent : IkeEvent
{
    internal SpiReleasedEvent()
    {
    }

    /// <summary>ESP or AH.</summary>
    public required SecurityProtocol Protocol { get; init; }

    /// <summary>The SPI.</summary>
    public required ChildSpi Spi { get; init; }
}
