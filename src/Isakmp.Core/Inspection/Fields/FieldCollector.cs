using System.Collections.Immutable;
using System.Globalization;

namespace Isakmp.Inspection.Fields;

/// <summary>Fields as they are read, each under a name of its own.</summary>
internal sealed class FieldCollector
{
    private readonly ImmutableArray<FieldNode>.Builder _nodes = ImmutableArray.CreateBuilder<FieldNode>();
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    public ImmutableArray<FieldNode> Nodes => _nodes.ToImmutable();

    /// <summary>The name, with a number behind it if it was there before.</summary>
    public string Unique(string name)
    {
        int count = _names[name] = _names.GetValueOrDefault(name) + 1;
        return count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} #{count}");
    }

    public void Add(FieldNode node) => _nodes.Add(node);
}
