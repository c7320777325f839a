using System.Collections;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>Child SAs in the order in which they came to be.</summary>
internal sealed class ChildSaTable : IReadOnlyList<ChildSa>
{
    private readonly List<ChildSa> _children = new(1);

    public int Count => _children.Count;

    public ChildSa this[int index] => _children[index];

    public void Add(ChildSa child) => _children.Add(child);

    public bool Remove(ChildSa child) => _children.Remove(child);

    public ChildSa? Find(ChildId id) => _children.Find(child => child.Id == id);

    /// <summary>The one whose packets the peer receives on an SPI; by that a peer names what it deletes.</summary>
    public ChildSa? FindByOutbound(SecurityProtocol protocol, ChildSpi spi) =>
        _children.Find(child => child.HasOutbound(protocol, spi));

    /// <summary>The same, or else the one whose packets we receive on an SPI.</summary>
    public ChildSa? FindBySpi(SecurityProtocol protocol, ChildSpi spi) =>
        FindByOutbound(protocol, spi) ?? _children.Find(child => child.Protocol == protocol && child.InboundSpi == spi);

    public IEnumerator<ChildSa> GetEnumerator() => _children.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
