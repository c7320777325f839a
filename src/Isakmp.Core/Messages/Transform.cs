using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>One algorithm on offer: its type, its number within that type, and its attributes (RFC 7296 3.3.2).</summary>
public sealed record Transform
{
    /// <summary>Makes a transform with a key length or without attributes.</summary>
    /// <param name="type">What the algorithm is for.</param>
    /// <param name="id">The number of the algorithm within <paramref name="type"/>.</param>
    /// <param name="keyLength">The key length in bits, for ciphers with several.</param>
    public Transform(TransformType type, ushort id, ushort? keyLength = null)
    {
        Type = type;
        Id = id;
        KeyLength = keyLength;
        Attributes = keyLength is { } bits ? [TransformAttribute.Short(TransformAttributeType.KeyLength, bits)] : [];
    }

    /// <summary>Makes a transform with attributes in a given order, as a peer sent them.</summary>
    /// <param name="type">What the algorithm is for.</param>
    /// <param name="id">The number of the algorithm within <paramref name="type"/>.</param>
    /// <param name="attributes">All attributes, known or not.</param>
    public Transform(TransformType type, ushort id, ImmutableArray<TransformAttribute> attributes)
    {
        Type = type;
        Id = id;
        Attributes = attributes.OrEmpty();
        foreach (TransformAttribute attribute in Attributes)
        {
            if (attribute.Type == TransformAttributeType.KeyLength && attribute.ShortValue is { } bits)
            {
                KeyLength ??= bits;
            }
        }
    }

    /// <summary>What the algorithm is for.</summary>
    public TransformType Type { get; }

    /// <summary>The number of the algorithm within <see cref="Type"/>.</summary>
    public ushort Id { get; }

    /// <summary>The key length in bits, or null where the attribute is absent.</summary>
    public ushort? KeyLength { get; }

    /// <summary>All attributes in the order in which they stand on the wire, the key length included.</summary>
    public ImmutableArray<TransformAttribute> Attributes { get; }

    /// <summary>Whether every attribute is one that RFC 7296 defines, in its form and at most once; another makes the transform unacceptable (RFC 7296 3.3.6).</summary>
    public bool HasOnlyKnownAttributes =>
        Attributes.IsEmpty || (Attributes.Length == 1 && Attributes[0].Type == TransformAttributeType.KeyLength && Attributes[0].IsShort);

    /// <summary>Makes an encryption transform.</summary>
    /// <param name="algorithm">The cipher.</param>
    /// <param name="keyLength">Its key length in bits, for ciphers with several.</param>
    /// <returns>The transform.</returns>
    public static Transform Encryption(EncryptionAlgorithm algorithm, ushort? keyLength = null) => new(TransformType.Encryption, algorithm.Value, keyLength);

    /// <summary>Makes a pseudorandom function transform.</summary>
    /// <param name="function">The function.</param>
    /// <returns>The transform.</returns>
    public static Transform Prf(PseudorandomFunction function) => new(TransformType.PseudorandomFunction, function.Value);

    /// <summary>Makes an integrity transform.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>The transform.</returns>
    public static Transform Integrity(IntegrityAlgorithm algorithm) => new(TransformType.Integrity, algorithm.Value);

    /// <summary>Makes a key exchange transform.</summary>
    /// <param name="method">The method (Diffie-Hellman group or KEM).</param>
    /// <returns>The transform.</returns>
    public static Transform KeyExchange(KeyExchangeMethod method) => new(TransformType.KeyExchange, method.Value);

    /// <summary>Makes an additional key exchange transform (RFC 9370).</summary>
    /// <param name="round">Which of the additional key exchanges, 1 to 7.</param>
    /// <param name="method">The method.</param>
    /// <returns>The transform.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="round"/> is not 1 to 7.</exception>
    public static Transform AdditionalKeyExchange(int round, KeyExchangeMethod method)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(round, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(round, 7);
        return new(new TransformType((byte)(TransformType.AdditionalKeyExchange1.Value + round - 1)), method.Value);
    }

    /// <summary>Makes a sequence number transform.</summary>
    /// <param name="size">Extended (64 bits) or not (32 bits).</param>
    /// <returns>The transform.</returns>
    public static Transform SequenceNumbers(ExtendedSequenceNumbers size) => new(TransformType.ExtendedSequenceNumbers, size.Value);

    /// <summary>Compares by type, number and attributes in their order.</summary>
    /// <param name="other">The other transform.</param>
    /// <returns>Whether both are the same on the wire.</returns>
    public bool Equals(Transform? other) =>
        other is not null && Type == other.Type && Id == other.Id && Sequences.Same(Attributes, other.Attributes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Id, Sequences.HashOf(Attributes));

    /// <summary>The registry's name of the algorithm without its prefix, and the key length, for example <c>AES_GCM_16-256</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        string name = Name();
        if (KeyLength is { } bits)
        {
            name = $"{name}-{bits}";
        }

        return HasOnlyKnownAttributes ? name : $"{name} ({string.Join(", ", Attributes)})";
    }

    private string Name()
    {
        if (Type == TransformType.Encryption)
        {
            return WithoutPrefix(new EncryptionAlgorithm(Id).ToString(), "ENCR_");
        }

        if (Type == TransformType.PseudorandomFunction)
        {
            return new PseudorandomFunction(Id).ToString();
        }

        if (Type == TransformType.Integrity)
        {
            return WithoutPrefix(new IntegrityAlgorithm(Id).ToString(), "AUTH_");
        }

        if (Type == TransformType.ExtendedSequenceNumbers)
        {
            return Id switch { 0 => "NO_ESN", 1 => "ESN", _ => new ExtendedSequenceNumbers(Id).ToString() };
        }

        bool isKeyExchange = Type == TransformType.KeyExchange
            || (Type.Value >= TransformType.AdditionalKeyExchange1.Value && Type.Value <= TransformType.AdditionalKeyExchange7.Value);
        return isKeyExchange ? new KeyExchangeMethod(Id).ToString() : $"transform type {Type.Value} number {Id}";
    }

    private static string WithoutPrefix(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
}
