using Isakmp.Primitives;

namespace Isakmp.Testing;

/// <summary>A NAT that translates address and port; a mapping serves every peer and is made by the first datagram from the inside.</summary>
public sealed class SimulatedNat
{
    private readonly Dictionary<NetEndPoint, Mapping> _byInside = [];
    private readonly Dictionary<ushort, NetEndPoint> _byPort = [];
    private ushort _nextPort;

    /// <summary>Makes a NAT.</summary>
    /// <param name="outside">Its address on the outside.</param>
    /// <param name="firstPort">The port of the first mapping; the next ones count up.</param>
    public SimulatedNat(string outside, ushort firstPort = 40_000)
    {
        Outside = NetAddress.Parse(outside);
        _nextPort = firstPort;
    }

    /// <summary>Its address on the outside.</summary>
    public NetAddress Outside { get; private set; }

    /// <summary>After how much silence from the inside a mapping is forgotten; null for never.</summary>
    public TimeSpan? MappingLifetime { get; init; }

    /// <summary>Forwards a port for good, in both directions, so that a peer on the outside can begin.</summary>
    public SimulatedNat Forward(ushort port, NetEndPoint inside)
    {
        _byInside[inside] = new Mapping(port, null);
        _byPort[port] = inside;
        return this;
    }

    /// <summary>Forgets all mappings but those that are forwarded: the next datagram of each gets a new port.</summary>
    /// <param name="outside">A new address on the outside, or null to keep it.</param>
    public void Rebind(string? outside = null)
    {
        foreach ((NetEndPoint inside, Mapping mapping) in _byInside.ToArray())
        {
            if (mapping.LastUsed is not null)
            {
                _byInside.Remove(inside);
                _byPort.Remove(mapping.Port);
            }
        }

        Outside = outside is null ? Outside : NetAddress.Parse(outside);
    }

    /// <summary>Gives the source that the outside sees.</summary>
    public NetEndPoint TranslateOutbound(NetEndPoint inside, IkeInstant now)
    {
        if (!_byInside.TryGetValue(inside, out Mapping mapping) || IsExpired(mapping, now))
        {
            _byPort.Remove(mapping.Port);
            mapping = new Mapping(_nextPort++, now);
            _byPort[mapping.Port] = inside;
        }

        _byInside[inside] = mapping.LastUsed is null ? mapping : mapping with { LastUsed = now };
        return new NetEndPoint(Outside, mapping.Port);
    }

    /// <summary>Finds the inside that a port on the outside belongs to; a datagram to another port is dropped.</summary>
    public bool TryTranslateInbound(ushort port, IkeInstant now, out NetEndPoint inside) =>
        _byPort.TryGetValue(port, out inside) && !IsExpired(_byInside[inside], now);

    private bool IsExpired(Mapping mapping, IkeInstant now) =>
        mapping.LastUsed is { } used && MappingLifetime is { } lifetime && now - used > lifetime;

    private readonly record struct Mapping(ushort Port, IkeInstant? LastUsed);
}
