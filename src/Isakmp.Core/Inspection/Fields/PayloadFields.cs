using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Inspection.Fields;

/// <summary>A payload with its fields.</summary>
public sealed class PayloadFields
{
    internal PayloadFields(PayloadType type, FieldNode node, bool critical, ImmutableArray<PayloadFields> inner) =>
        (Type, Node, IsCritical, Inner) = (type, node, critical, inner);

    /// <summary>What it is.</summary>
    public PayloadType Type { get; }

    /// <summary>Whether the sender insists on it (RFC 7296 section 2.5).</summary>
    public bool IsCritical { get; }

    /// <summary>The payload as a field: its name in the notation of the RFC, offset and length with the generic header, and the fields of its body.</summary>
    public FieldNode Node { get; }

    /// <summary>The payloads inside an encrypted payload, where they were given.</summary>
    public ImmutableArray<PayloadFields> Inner { get; }

    /// <summary>Returns the name.</summary>
    /// <returns>For example <c>N(COOKIE)</c>.</returns>
    public override string ToString() => Node.Name;
}
