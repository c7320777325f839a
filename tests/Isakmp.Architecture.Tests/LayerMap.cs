using Isakmp.Architecture.Tests.Il;

namespace Isakmp.Architecture.Tests;

/// <summary>The layers of Isakmp.Core, top to bottom: a type refers only to its own layer and to those above it.</summary>
internal sealed class LayerMap(string root)
{
    /// <summary>From the layer that imports nothing to the one that imports everything.</summary>
    public static readonly string[] Layers =
    [
        "Primitives", "Framing", "Registry", "Wire", "Algorithms", "Messages", "Policies", "Protection", "Authentication",
        "Exchanges", "Engine", "Hosting", "Inspection",
    ];

    // Two versions of a protocol share what stands in Negotiation or further up, never each other's code.
    private static readonly (string From, string To)[] s_forbidden =
    [
        ("Exchanges.V1", "Exchanges.V2"),
        ("Exchanges.V2", "Exchanges.V1"),
        ("Exchanges.Negotiation", "Exchanges.V1"),
        ("Exchanges.Negotiation", "Exchanges.V2"),
    ];

    /// <summary>Gives the layer's place, or -1 for a namespace that stands in none.</summary>
    public int LayerOf(string space) => Array.FindIndex(Layers, layer => Under(space, layer));

    /// <summary>Says whether a namespace belongs to the layered assembly at all.</summary>
    public bool Covers(string space) => space == root || space.StartsWith(root + ".", StringComparison.Ordinal);

    /// <summary>Gives a sentence for every reference that runs the wrong way and for every type that stands in no layer.</summary>
    public IEnumerable<string> Violations(IEnumerable<TypeName> types, IEnumerable<Reference> references)
    {
        foreach (TypeName type in types.Where(type => LayerOf(type.Namespace) < 0))
        {
            yield return $"{type} stands in no layer: move it, or add its namespace to the map";
        }

        foreach (Reference reference in references.Where(reference => Covers(reference.From.Namespace) && Covers(reference.To.Namespace)))
        {
            int from = LayerOf(reference.From.Namespace);
            int to = LayerOf(reference.To.Namespace);
            if (from >= 0 && to > from)
            {
                yield return $"{Layers[from]} refers to {Layers[to]}, which stands below it: {reference}";
            }
            else if (s_forbidden.Any(pair => Under(reference.From.Namespace, pair.From) && Under(reference.To.Namespace, pair.To)))
            {
                yield return $"these two never refer to each other: {reference}";
            }
        }
    }

    private bool Under(string space, string layer)
    {
        string name = $"{root}.{layer}";
        return space == name || space.StartsWith(name + ".", StringComparison.Ordinal);
    }
}
