using Isakmp.Exchanges;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Observation;

/// <summary>The ESP packets of one SPI to one address, in UDP or TCP.</summary>
public sealed class ObservedEspFlow
{
    internal ObservedEspFlow(ChildSpi spi, NetEndPoint source, NetEndPoint destination, DateTimeOffset time)
    {
        Spi = spi;
        Source = source;
        Destination = destination;
        First = time;
    }

    /// <summary>The SPI.</summary>
    public ChildSpi Spi { get; }

    /// <summary>Where the first packet came from.</summary>
    public NetEndPoint Source { get; }

    /// <summary>Where the first packet went to.</summary>
    public NetEndPoint Destination { get; }

    /// <summary>When the first packet was seen.</summary>
    public DateTimeOffset First { get; }

    /// <summary>When the last packet was seen.</summary>
    public DateTimeOffset Last { get; private set; }

    /// <summary>How many packets were seen.</summary>
    public long Packets { get; private set; }

    /// <summary>Their octets, ESP header included.</summary>
    public long Octets { get; private set; }

    /// <summary>The Child SA that they belong to; null if it is not known.</summary>
    public ObservedChildSa? ChildSa { get; internal set; }

    /// <summary>The negotiation that they belong to: that of the Child SA, else the last one between the two addresses; null if there is none.</summary>
    public ObservedNegotiation? Negotiation { get; internal set; }

    /// <summary>The side of the Child SA that receives it.</summary>
    internal IkeRole Receiver { get; set; }

    internal void Add(int octets, DateTimeOffset time)
    {
        Last = time;
        Packets++;
        Octets += octets;
    }
}
