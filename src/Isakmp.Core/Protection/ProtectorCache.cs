using Isakmp.Primitives;
using Isakmp.Protection.V1;

namespace Isakmp.Protection;

/// <summary>A bounded set of prepared ciphers, least recently used first out: an idle SA costs its raw keys and no cipher objects.</summary>
internal sealed class ProtectorCache : IDisposable
{
    private readonly Dictionary<IkeSaId, LinkedListNode<PreparedKeys>> _byOwner = [];
    private readonly LinkedList<PreparedKeys> _byUse = new();
    private readonly int _capacity;

    public ProtectorCache(int capacity) => _capacity = capacity;

    public ProtectorPair Get(IkeSaId owner, IkeSuite suite, SkKeys keys, bool isInitiator) =>
        Find(owner) as ProtectorPair ?? Add(new ProtectorPair(owner, suite, keys, isInitiator));

    public IsakmpProtector Get(IkeSaId owner, IsakmpSuite suite, SkeyidKeys keys, SecretBuffer cipherKey) =>
        Find(owner) as IsakmpProtector ?? Add(new IsakmpProtector(owner, suite, keys, cipherKey));

    public void Remove(IkeSaId owner)
    {
        if (_byOwner.Remove(owner, out LinkedListNode<PreparedKeys>? node))
        {
            _byUse.Remove(node);
            node.Value.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (PreparedKeys pair in _byUse)
        {
            pair.Dispose();
        }

        _byUse.Clear();
        _byOwner.Clear();
    }

    private PreparedKeys? Find(IkeSaId owner)
    {
        if (!_byOwner.TryGetValue(owner, out LinkedListNode<PreparedKeys>? node))
        {
            return null;
        }

        if (node != _byUse.First)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        return node.Value;
    }

    private T Add<T>(T prepared)
        where T : PreparedKeys
    {
        if (_byOwner.Count >= _capacity && _byUse.Last is { } oldest)
        {
            Remove(oldest.Value.Owner);
        }

        _byOwner.Add(prepared.Owner, _byUse.AddFirst(prepared));
        return prepared;
    }
}
