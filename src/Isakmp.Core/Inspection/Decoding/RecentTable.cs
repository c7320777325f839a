using System.Diagnostics.CodeAnalysis;

namespace Isakmp.Inspection.Decoding;

/// <summary>A table of bounded size: when it is full, what has not been used longest makes room and is disposed of.</summary>
internal sealed class RecentTable<TKey, TValue> : IDisposable
    where TKey : notnull
    where TValue : class, IDisposable
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _byKey = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();
    private readonly int _capacity;

    public RecentTable(int capacity) => _capacity = capacity;

    public int Count => _byKey.Count;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        value = null;
        if (!_byKey.TryGetValue(key, out LinkedListNode<(TKey Key, TValue Value)>? node))
        {
            return false;
        }

        if (node != _byUse.First)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        value = node.Value.Value;
        return true;
    }

    /// <summary>Adds a value, or replaces the one that is there.</summary>
    public void Add(TKey key, TValue value)
    {
        Remove(key);
        if (_byKey.Count >= _capacity && _byUse.Last is { } oldest)
        {
            Remove(oldest.Value.Key);
        }

        _byKey.Add(key, _byUse.AddFirst((key, value)));
    }

    public void Remove(TKey key)
    {
        if (_byKey.Remove(key, out LinkedListNode<(TKey Key, TValue Value)>? node))
        {
            _byUse.Remove(node);
            node.Value.Value.Dispose();
        }
    }

    public void Dispose()
    {
        foreach ((_, TValue value) in _byUse)
        {
            value.Dispose();
        }

        _byUse.Clear();
        _byKey.Clear();
    }
}
