using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Isakmp.Inspection.Fields;

/// <summary>Fields as they are read, each under a name of its own.</summary>
internal sealed class FieldCollector
{
    // Up to so many it is quicker to look at each field than to keep a table.
    private const int FewFields = 16;

    private readonly List<(string Name, FieldNode Node)> _fields = [];
    private Dictionary<string, int>? _counts;

    public ImmutableArray<FieldNode> Nodes
    {
        get
        {
            var nodes = new FieldNode[_fields.Count];
            for (int i = 0; i < nodes.Length; i++)
            {
                nodes[i] = _fields[i].Node;
            }

            return ImmutableCollectionsMarshal.AsImmutableArray(nodes);
        }
    }

    /// <summary>The name that a field of this name gets: with a number behind it if there are others of it.</summary>
    public string Unique(string name)
    {
        int count = 1 + (_fields.Count <= FewFields ? CountAmongFew(name) : CountAmongMany(name));
        return count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} #{count}");
    }

    /// <summary>Adds a field.</summary>
    /// <param name="name">The name before it was made unique.</param>
    /// <param name="node">The field.</param>
    public void Add(string name, FieldNode node)
    {
        _fields.Add((name, node));
        if (_counts is { } counts)
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }
    }

    private int CountAmongFew(string name)
    {
        int count = 0;
        foreach ((string known, _) in _fields)
        {
            count += string.Equals(known, name, StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }

    private int CountAmongMany(string name)
    {
        if (_counts is null)
        {
            _counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach ((string known, _) in _fields)
            {
                _counts[known] = _counts.GetValueOrDefault(known) + 1;
            }
        }

        return _counts.GetValueOrDefault(name);
    }
}
