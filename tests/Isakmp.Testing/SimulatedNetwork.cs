using Isakmp.Primitives;

namespace Isakmp.Testing;

/// <summary>A network of IP and UDP on virtual time, with the faults that <see cref="Conditions"/> says and NATs in front of hosts; everything follows from the seed.</summary>
public sealed class SimulatedNetwork
{
    private readonly SeededRandom _random;
    private readonly VirtualClock _clock;
    private readonly PriorityQueue<SimulatedDatagram, (long Ticks, long Number)> _underway = new();
    private readonly Dictionary<NetAddress, SimulatedNat?> _hosts = [];
    private long _count;

    /// <summary>Makes a network without faults.</summary>
    public SimulatedNetwork(ulong seed, VirtualClock clock)
    {
        _random = new SeededRandom(seed);
        _clock = clock;
    }

    /// <summary>What happens to datagrams from now on.</summary>
    public NetworkConditions Conditions { get; set; } = NetworkConditions.Perfect;

    /// <summary>Says of a datagram whether it is lost; asked before all other faults.</summary>
    public Func<SimulatedDatagram, bool>? Drops { get; set; }

    /// <summary>Everything that hosts have sent, as they sent it.</summary>
    public List<SimulatedDatagram> Sent { get; } = [];

    /// <summary>How many datagrams are on their way.</summary>
    public int UnderwayCount => _underway.Count;

    /// <summary>When the next datagram arrives; null if none is on its way.</summary>
    public IkeInstant? NextDelivery =>
        _underway.TryPeek(out _, out (long Ticks, long Number) due) ? _clock.Now + new TimeSpan(due.Ticks - _clock.Now.MonotonicTicks) : null;

    /// <summary>Puts a host on the network.</summary>
    /// <param name="address">Its own address.</param>
    /// <param name="nat">The NAT in front of it, or null.</param>
    public void Attach(NetAddress address, SimulatedNat? nat = null) => _hosts.Add(address, nat);

    /// <summary>Sends a datagram.</summary>
    /// <param name="source">The sender's own address and port.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="octets">The payload of UDP.</param>
    public void Send(NetEndPoint source, NetEndPoint destination, ReadOnlySpan<byte> octets)
    {
        var sent = new SimulatedDatagram(_clock.Now, source, destination, octets.ToArray());
        Sent.Add(sent);
        NetEndPoint seen = _hosts.TryGetValue(source.Address, out SimulatedNat? nat) && nat is not null
            ? nat.TranslateOutbound(source, _clock.Now)
            : source;
        if ((Drops?.Invoke(sent) ?? false) || _random.Chance(Conditions.Loss))
        {
            return;
        }

        Carry(sent with { Source = seen });
        if (_random.Chance(Conditions.Duplication))
        {
            Carry(sent with { Source = seen });
        }
    }

    /// <summary>Puts a datagram on the outside of the network that no host has sent, to arrive without faults.</summary>
    public void Inject(NetEndPoint source, NetEndPoint destination, ReadOnlySpan<byte> octets, TimeSpan delay = default) =>
        Enqueue(new SimulatedDatagram(_clock.Now, source, destination, octets.ToArray()), delay);

    /// <summary>Takes a datagram that has arrived at a host.</summary>
    /// <param name="arrived">The datagram, its destination the host's own address.</param>
    public bool TryTakeArrived(out SimulatedDatagram? arrived)
    {
        while (_underway.TryPeek(out arrived, out (long Ticks, long Number) due) && due.Ticks <= _clock.Now.MonotonicTicks)
        {
            _underway.Dequeue();
            if (TryRoute(arrived.Destination, out NetEndPoint host))
            {
                arrived = arrived with { Destination = host };
                return true;
            }
        }

        arrived = null;
        return false;
    }

    private bool TryRoute(NetEndPoint destination, out NetEndPoint host)
    {
        host = destination;
        if (_hosts.TryGetValue(destination.Address, out SimulatedNat? inFront))
        {
            return inFront is null; // an address behind a NAT cannot be reached from the outside
        }

        foreach (SimulatedNat? nat in _hosts.Values)
        {
            if (nat is not null && nat.Outside == destination.Address && nat.TryTranslateInbound(destination.Port, _clock.Now, out host))
            {
                return true;
            }
        }

        return false;
    }

    private void Carry(SimulatedDatagram datagram)
    {
        long spread = (Conditions.MaximumDelay - Conditions.MinimumDelay).Ticks;
        TimeSpan delay = Conditions.MinimumDelay + new TimeSpan(spread == 0 ? 0 : _random.Next((int)Math.Min(spread, int.MaxValue)));
        if (_random.Chance(Conditions.Straggling))
        {
            delay += Conditions.StragglerDelay;
        }

        if (_random.Chance(Conditions.Truncation))
        {
            datagram = datagram with { Octets = datagram.Octets[.._random.Next(datagram.Octets.Length)] };
        }

        if (_random.Chance(Conditions.Corruption))
        {
            datagram = datagram with { Octets = Corrupt(datagram.Octets) };
        }

        Enqueue(datagram, delay);
    }

    private void Enqueue(SimulatedDatagram datagram, TimeSpan delay) =>
        _underway.Enqueue(datagram, (_clock.Now.MonotonicTicks + delay.Ticks, _count++));

    private byte[] Corrupt(byte[] octets)
    {
        byte[] copy = [.. octets];
        for (int flips = _random.Next(1, 5); flips > 0 && copy.Length > 0; flips--)
        {
            copy[_random.Next(copy.Length)] ^= (byte)_random.Next(1, 256);
        }

        return copy;
    }
}
