using System.Collections.Immutable;

namespace Isakmp.Messages;

/// <summary>One alternative of an IKEv1 proposal: its number, an identifier, and attributes in their order (RFC 2408 3.6).</summary>
public sealed record V1Transform
{
    /// <summary>Makes a transform.</summary>
    /// <param name="number">The number, unique in its proposal; the answer carries the number of the one that was chosen.</param>
    /// <param name="id">The identifier: of the registry that belongs to the protocol of the proposal.</param>
    /// <param name="attributes">All attributes, known or not.</param>
    public V1Transform(byte number, byte id, ImmutableArray<V1Attribute> attributes)
    {
        Number = number;
        Id = id;
        Attributes = attributes;
    }

    /// <summary>The number, unique in its proposal.</summary>
    public byte Number { get; init; }

    /// <summary>The identifier, for example 1 for KEY_IKE in phase 1, or 12 for AES-CBC in ESP.</summary>
    public byte Id { get; init; }

    /// <summary>All attributes in the order in which they stand on the wire.</summary>
    public ImmutableArray<V1Attribute> Attributes { get; init => field = value.OrEmpty(); }

    /// <summary>Compares by number, identifier and attributes in their order.</summary>
    /// <param name="other">The other transform.</param>
    /// <returns>Whether both are the same on the wire.</returns>
    public bool Equals(V1Transform? other) =>
        other is not null && Number == other.Number && Id == other.Id && Sequences.Same(Attributes, other.Attributes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Number, Id, Sequences.HashOf(Attributes));

    /// <summary>Number, identifier and attributes, for example <c>1 id 12 (6=256, 5=5)</c>; their meaning depends on the protocol.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Number} id {Id} ({string.Join(", ", Attributes)})";
}
