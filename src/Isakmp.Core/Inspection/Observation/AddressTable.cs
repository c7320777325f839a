using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Observation;

/// <summary>The negotiation that was heard of last between two addresses, whichever of them sends.</summary>
internal sealed class AddressTable
{
    private const int MaximumPairs = 16;

    private readonly Dictionary<(NetAddress, NetAddress), ObservedNegotiation> _negotiations = [];
    private readonly Dictionary<ObservedNegotiation, List<(NetAddress, NetAddress)>> _pairs = [];

    public ObservedNegotiation? Find(scoped in PacketInfo path)
    {
        (NetAddress, NetAddress) pair = (path.Local.Address, path.Remote.Address);
        return _negotiations.TryGetValue(pair, out ObservedNegotiation? found) || _negotiations.TryGetValue((pair.Item2, pair.Item1), out found) ? found : null;
    }

    public void Set(scoped in PacketInfo path, ObservedNegotiation negotiation)
    {
        (NetAddress, NetAddress) pair = (path.Local.Address, path.Remote.Address);
        if (!_negotiations.ContainsKey(pair) && _negotiations.ContainsKey((pair.Item2, pair.Item1)))
        {
            pair = (pair.Item2, pair.Item1);
        }

        _negotiations[pair] = negotiation;
        if (!_pairs.TryGetValue(negotiation, out List<(NetAddress, NetAddress)>? pairs))
        {
            _pairs.Add(negotiation, pairs = []);
        }

        if (!pairs.Contains(pair))
        {
            if (pairs.Count == MaximumPairs)
            {
                Remove(pairs[0], negotiation);
                pairs.RemoveAt(0);
            }

            pairs.Add(pair);
        }
    }

    public void Remove(ObservedNegotiation negotiation)
    {
        if (_pairs.Remove(negotiation, out List<(NetAddress, NetAddress)>? pairs))
        {
            foreach ((NetAddress, NetAddress) pair in pairs)
            {
                Remove(pair, negotiation);
            }
        }
    }

    private void Remove((NetAddress, NetAddress) pair, ObservedNegotiation negotiation)
    {
        if (_negotiations.TryGetValue(pair, out ObservedNegotiation? found) && found == negotiation)
        {
            _negotiations.Remove(pair);
        }
    }
}
