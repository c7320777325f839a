using System.Collections.Immutable;
using System.Globalization;

namespace Isakmp.Inspection.Fields;

/// <summary>Fields as they are read, each under a name of its own.</summary>
internal sealed class FieldCollector
{
    // Up to so many it is quicker to look at each name than to keep a table.
    private const int FewNames = 16;

    private readonly List<FieldNode> _nodes = [];
    private readonly List<string> _names = [];
    private Dictionary<string, int>? _counts;

    public ImmutableArray<FieldNode> Nodes => [.. _nodes];

    /// <summary>The name, with a number behind it if it was there before.</summary>
    public string Unique(string name)
    {
        int count = _names.Count < FewNames ? CountAmongFew(name) : CountAmongMany(name);
        return count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} #{count}");
    }

    public void Add(FieldNode node) => _nodes.Add(node);

    private int CountAmongFew(string name)
    {
        int count = 1;
        foreach (string known in _names)
        {
            count += string.Equals(known, name, StringComparison.Ordinal) ? 1 : 0;
        }

        _names.Add(name);
        return count;
    }

    private int CountAmongMany(string name)
    {
        if (_counts is null)
        {
            _counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (string known in _names)
            {
                _counts[known] = _counts.GetValueOrDefault(known) + 1;
            }
        }

        return _counts[name] = _counts.GetValueOrDefault(name) + 1;
    }
}
