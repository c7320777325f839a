using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Isakmp.Crypto;

/// <summary>The algorithms of one kind that a provider has: each is made at its first look-up and then kept.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is enumerable only so that it can be written as a collection initializer.")]
internal sealed class AlgorithmTable<TKey, TAlgorithm> : IEnumerable<TKey>
    where TKey : notnull
    where TAlgorithm : class
{
    private readonly Dictionary<TKey, Func<TAlgorithm?>> _rows = [];
    private readonly Dictionary<TKey, TAlgorithm?> _made = [];
    private readonly Lock _lock = new();

    /// <summary>Adds a row; <paramref name="make"/> may answer null if the platform turns out to lack the algorithm.</summary>
    public void Add(TKey key, Func<TAlgorithm?> make) => _rows.Add(key, make);

    public TAlgorithm? Find(TKey key)
    {
        if (!_rows.TryGetValue(key, out Func<TAlgorithm?>? make))
        {
            return null;
        }

        lock (_lock)
        {
            if (!_made.TryGetValue(key, out TAlgorithm? algorithm))
            {
                algorithm = make();
                _made.Add(key, algorithm);
            }

            return algorithm;
        }
    }

    public IEnumerator<TKey> GetEnumerator() => _rows.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
