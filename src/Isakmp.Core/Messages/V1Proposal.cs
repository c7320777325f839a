using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>A proposal of IKEv1: alternatives for one protocol; proposals of the same number hold together, all of them or none (RFC 2408 3.5, 4.2).</summary>
public sealed record V1Proposal
{
    /// <summary>Makes a proposal.</summary>
    /// <param name="number">Its number; of two with different numbers one is to be chosen, those of one number belong together.</param>
    /// <param name="protocol">The protocol that it is for.</param>
    /// <param name="spi">The sender's SPI: none for ISAKMP, 4 octets for ESP and AH, 2 or 4 for IPCOMP.</param>
    /// <param name="transforms">The alternatives, the preferred first.</param>
    public V1Proposal(byte number, V1Protocol protocol, ImmutableArray<byte> spi, ImmutableArray<V1Transform> transforms)
    {
        Number = number;
        Protocol = protocol;
        Spi = spi;
        Transforms = transforms;
    }

    /// <summary>The number: of two with different numbers one is to be chosen, those of one number belong together (RFC 2408 4.2).</summary>
    public byte Number { get; init; }

    /// <summary>The protocol that the proposal is for.</summary>
    public V1Protocol Protocol { get; init; }

    /// <summary>The sender's SPI: without meaning for ISAKMP (0 to 16 octets), 4 octets for ESP and AH, 2 or 4 for IPCOMP.</summary>
    public ImmutableArray<byte> Spi { get; init => field = value.OrEmpty(); }

    /// <summary>The alternatives, the preferred first.</summary>
    public ImmutableArray<V1Transform> Transforms { get; init => field = value.OrEmpty(); }

    /// <summary>Compares by number, protocol, SPI and transforms in their order.</summary>
    /// <param name="other">The other proposal.</param>
    /// <returns>Whether both are the same on the wire.</returns>
    public bool Equals(V1Proposal? other) =>
        other is not null && Number == other.Number && Protocol == other.Protocol
        && Sequences.Same(Spi, other.Spi) && Sequences.Same(Transforms, other.Transforms);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Number, Protocol, Sequences.HashOf(Spi), Sequences.HashOf(Transforms));

    /// <summary>Number, protocol and transforms.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Number} {Protocol}: {string.Join("; ", Transforms)}";
}
