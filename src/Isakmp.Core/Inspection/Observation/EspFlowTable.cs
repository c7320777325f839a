using Isakmp.Exchanges;
using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Observation;

/// <summary>Counts ESP packets and ties them to Child SAs, whichever of the two is seen first.</summary>
internal sealed class EspFlowTable
{
    private readonly Dictionary<(ChildSpi Spi, NetAddress Receiver), ObservedEspFlow> _flows = [];
    private readonly Dictionary<ChildSpi, ObservedEspFlow> _untied = [];
    private readonly Dictionary<ChildSpi, (ObservedChildSa Child, IkeRole Receiver)> _children = [];
    private readonly Queue<ObservedEspFlow> _order = new();
    private readonly NegotiationObserverOptions _options;

    public EspFlowTable(NegotiationObserverOptions options) => _options = options;

    public IReadOnlyList<ObservedEspFlow> InOrder() => [.. _order];

    /// <summary>Counts a packet.</summary>
    /// <param name="spi">Its SPI.</param>
    /// <param name="path">Where it comes from and goes to.</param>
    /// <param name="octets">Its size.</param>
    /// <param name="time">When.</param>
    /// <param name="neighbour">The last negotiation between the two addresses.</param>
    public void Add(ChildSpi spi, scoped in PacketInfo path, int octets, DateTimeOffset time, ObservedNegotiation? neighbour)
    {
        if (!_flows.TryGetValue((spi, path.Remote.Address), out ObservedEspFlow? flow))
        {
            flow = Begin(spi, path, time);
        }

        flow.Add(octets, time);
        if (flow.ChildSa is { } child)
        {
            Count(child, flow.Receiver, 1);
        }

        flow.Negotiation ??= neighbour;

        if (flow.Negotiation is { } negotiation)
        {
            negotiation.EspPackets++;
            negotiation.Changed();
        }
    }

    /// <summary>Ties the packets of a Child SA that go to one side to it, those that came before too.</summary>
    public void Register(ObservedChildSa child, IkeRole receiver)
    {
        ChildSpi spi = child.SpiOf(receiver);
        if (spi.IsZero)
        {
            return;
        }

        _children[spi] = (child, receiver);
        if (_untied.Remove(spi, out ObservedEspFlow? flow))
        {
            Count(child, receiver, flow.Packets);
            Tie(flow, child, receiver);
        }
    }

    /// <summary>Lets go of a Child SA that is forgotten: nothing that is kept may keep it.</summary>
    public void Forget(ObservedChildSa child)
    {
        if (child.ReplacedBy is { } next && next.Replaces == child)
        {
            next.Replaces = null;
        }

        child.ReplacedBy = null;
        child.Replaces = null; // others may still name it, but no chain hangs on it
        Release(child, IkeRole.Initiator);
        Release(child, IkeRole.Responder);
    }

    /// <summary>Unties a Child SA from the SPI of one side.</summary>
    public void Release(ObservedChildSa child, IkeRole receiver)
    {
        if (_children.TryGetValue(child.SpiOf(receiver), out (ObservedChildSa Child, IkeRole Receiver) found) && found.Child == child)
        {
            _children.Remove(child.SpiOf(receiver));
        }
    }

    /// <summary>Lets go of a negotiation that is forgotten.</summary>
    public void Forget(ObservedNegotiation negotiation)
    {
        foreach (ObservedChildSa child in negotiation.ChildSas)
        {
            Forget(child);
        }

        foreach (ObservedEspFlow flow in negotiation.EspPackets > 0 ? _flows.Values.AsEnumerable() : [])
        {
            if (flow.Negotiation == negotiation)
            {
                flow.Negotiation = null;
                flow.ChildSa = null;
            }
        }
    }

    private ObservedEspFlow Begin(ChildSpi spi, scoped in PacketInfo path, DateTimeOffset time)
    {
        if (_flows.Count >= _options.MaximumEspFlows)
        {
            ObservedEspFlow oldest = _order.Dequeue();
            _flows.Remove((oldest.Spi, oldest.Destination.Address));
            if (_untied.TryGetValue(oldest.Spi, out ObservedEspFlow? untied) && untied == oldest)
            {
                _untied.Remove(oldest.Spi);
            }
        }

        var flow = new ObservedEspFlow(spi, path.Local, path.Remote, time);
        _flows.Add((spi, path.Remote.Address), flow);
        _order.Enqueue(flow);
        if (_children.TryGetValue(spi, out (ObservedChildSa Child, IkeRole Receiver) known))
        {
            Tie(flow, known.Child, known.Receiver);
        }
        else
        {
            _untied.TryAdd(spi, flow);
        }

        return flow;
    }

    private static void Tie(ObservedEspFlow flow, ObservedChildSa child, IkeRole receiver)
    {
        flow.ChildSa = child;
        flow.Receiver = receiver;
        flow.Negotiation = child.Negotiation;
    }

    private static void Count(ObservedChildSa child, IkeRole receiver, long packets)
    {
        if (receiver == IkeRole.Initiator)
        {
            child.PacketsToInitiator += packets;
        }
        else
        {
            child.PacketsToResponder += packets;
        }
    }
}
