using Isakmp.Primitives;

namespace Isakmp.Protection;

/// <summary>A bounded set of prepared ciphers, least recently used first out: an idle SA costs its raw keys and no cipher objects.</summary>
internal sealed class ProtectorCache : IDisposable
{
    private readonly Dictionary<IkeSaId, LinkedListNode<ProtectorPair>> _byOwner = [];
    private readonly LinkedList<ProtectorPair> _byUse = new();
    private readonly int _capacity;

    public ProtectorCache(int capacity) => _capacity = capacity;

    public ProtectorPair Get(IkeSaId owner, IkeSuite suite, SkKeys keys, bool isInitiator)
    {
        if (_byOwner.TryGetValue(owner, out LinkedListNode<ProtectorPair>? node))
        {
            if (node != _byUse.First)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }

            return node.Value;
        }

        if (_byOwner.Count >= _capacity && _byUse.Last is { } oldest)
        {
            Remove(oldest.Value.Owner);
        }

        node = _byUse.AddFirst(new ProtectorPair(owner, suite, keys, isInitiator));
        _byOwner.Add(owner, node);
        return node.Value;
    }

    public void Remove(IkeSaId owner)
    {
        if (_byOwner.Remove(owner, out LinkedListNode<ProtectorPair>? node))
        {
            _byUse.Remove(node);
            node.Value.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (ProtectorPair pair in _byUse)
        {
            pair.Dispose();
        }

        _byUse.Clear();
        _byOwner.Clear();
    }
}
