using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>A proposal: transforms, of which one of each type is to be chosen, for one protocol (RFC 7296 3.3.1).</summary>
public sealed record Proposal
{
    /// <summary>Makes a proposal.</summary>
    /// <param name="number">Its number in the offer, from 1.</param>
    /// <param name="protocol">The protocol that it is for.</param>
    /// <param name="spi">The sender's SPI: empty, 4 or 8 octets.</param>
    /// <param name="transforms">The alternatives of each type, the preferred first.</param>
    public Proposal(byte number, SecurityProtocol protocol, ImmutableArray<byte> spi, ImmutableArray<Transform> transforms)
    {
        Number = number;
        Protocol = protocol;
        Spi = spi;
        Transforms = transforms;
    }

    /// <summary>The number in the offer, from 1; the answer carries the number of the proposal that was chosen.</summary>
    public byte Number { get; init; }

    /// <summary>The protocol that the proposal is for.</summary>
    public SecurityProtocol Protocol { get; init; }

    /// <summary>The sender's SPI: empty in an initial exchange, 8 octets when an IKE SA is rekeyed, 4 for ESP and AH.</summary>
    public ImmutableArray<byte> Spi { get; init => field = value.OrEmpty(); }

    /// <summary>The alternatives of each type, the preferred first.</summary>
    public ImmutableArray<Transform> Transforms { get; init => field = value.OrEmpty(); }

    /// <summary>The first encryption algorithm, or null.</summary>
    public EncryptionAlgorithm? Encryption => First(TransformType.Encryption) is { } transform ? new EncryptionAlgorithm(transform.Id) : null;

    /// <summary>The key length in bits that stands with <see cref="Encryption"/>, or null.</summary>
    public ushort? EncryptionKeyLength => First(TransformType.Encryption)?.KeyLength;

    /// <summary>The first pseudorandom function, or null.</summary>
    public PseudorandomFunction? Prf => First(TransformType.PseudorandomFunction) is { } transform ? new PseudorandomFunction(transform.Id) : null;

    /// <summary>The first integrity algorithm, or null (as with combined-mode ciphers).</summary>
    public IntegrityAlgorithm? Integrity => First(TransformType.Integrity) is { } transform ? new IntegrityAlgorithm(transform.Id) : null;

    /// <summary>The first key exchange method, or null.</summary>
    public KeyExchangeMethod? KeyExchange => First(TransformType.KeyExchange) is { } transform ? new KeyExchangeMethod(transform.Id) : null;

    /// <summary>Whether the first sequence number transform is the extended one.</summary>
    public bool UsesExtendedSequenceNumbers => First(TransformType.ExtendedSequenceNumbers)?.Id == ExtendedSequenceNumbers.Yes.Value;

    /// <summary>The first transform of a type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The transform, or null if there is none of that type.</returns>
    public Transform? First(TransformType type)
    {
        foreach (Transform transform in Transforms)
        {
            if (transform.Type == type)
            {
                return transform;
            }
        }

        return null;
    }

    /// <summary>All transforms of a type in their order.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The transforms, none if the proposal does not speak of that type.</returns>
    public ImmutableArray<Transform> OfType(TransformType type) => [.. Transforms.Where(transform => transform.Type == type)];

    /// <summary>Makes the same proposal without the transforms of some types.</summary>
    /// <param name="types">The types to leave out.</param>
    /// <returns>The proposal.</returns>
    public Proposal Without(params ReadOnlySpan<TransformType> types)
    {
        ImmutableArray<Transform>.Builder kept = ImmutableArray.CreateBuilder<Transform>(Transforms.Length);
        foreach (Transform transform in Transforms)
        {
            if (!types.Contains(transform.Type))
            {
                kept.Add(transform);
            }
        }

        return kept.Count == Transforms.Length ? this : this with { Transforms = kept.ToImmutable() };
    }

    /// <summary>Compares by number, protocol, SPI and transforms in their order.</summary>
    /// <param name="other">The other proposal.</param>
    /// <returns>Whether both are the same on the wire.</returns>
    public bool Equals(Proposal? other) =>
        other is not null && Number == other.Number && Protocol == other.Protocol
        && Sequences.Same(Spi, other.Spi) && Sequences.Same(Transforms, other.Transforms);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Number, Protocol, Sequences.HashOf(Spi), Sequences.HashOf(Transforms));

    /// <summary>Number, protocol and transforms, for example <c>1 ESP:AES_GCM_16-256/NO_ESN</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Number} {Protocol}:{string.Join('/', Transforms)}";
}
