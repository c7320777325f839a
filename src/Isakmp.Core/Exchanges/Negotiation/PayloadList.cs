using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>A payload chain that has been walked and indexed.</summary>
internal readonly ref struct PayloadList
{
    private readonly ref readonly PayloadIndex _index;

    public PayloadList(ReadOnlySpan<byte> chain, ref readonly PayloadIndex index)
    {
        Chain = chain;
        _index = ref index;
    }

    /// <summary>The octets that the index was built from.</summary>
    public ReadOnlySpan<byte> Chain { get; }

    public int Count => _index.Count;

    /// <summary>Where the last payload ends in <see cref="Chain"/>: what follows is padding.</summary>
    public int End => _index.End;

    public PayloadView this[int position] => _index.View(Chain, position);

    public bool Has(PayloadType type) => _index.Contains(type);

    public int IndexOf(PayloadType type, int from = 0) => _index.IndexOf(type, from);

    /// <summary>The body of the first payload of a type; empty if there is none.</summary>
    public ReadOnlySpan<byte> Body(PayloadType type)
    {
        int position = _index.IndexOf(type);
        return position < 0 ? default : _index.View(Chain, position).Body;
    }
}
