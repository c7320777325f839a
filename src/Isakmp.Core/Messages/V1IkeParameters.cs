using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>What the attributes of a phase 1 transform say (RFC 2409 5 and appendix A).</summary>
public sealed class V1IkeParameters
{
    /// <summary>The cipher, or null where the attribute is absent.</summary>
    public V1EncryptionAlgorithm? Encryption { get; init; }

    /// <summary>The key length of the cipher in bits; null for ciphers of one length.</summary>
    public ushort? KeyLength { get; init; }

    /// <summary>The hash, whose HMAC is the pseudorandom function.</summary>
    public V1HashAlgorithm? Hash { get; init; }

    /// <summary>How both sides authenticate.</summary>
    public V1AuthenticationMethod? AuthenticationMethod { get; init; }

    /// <summary>The Diffie-Hellman group.</summary>
    public V1GroupDescription? Group { get; init; }

    /// <summary>The kind of the group, which is implied by a group that has a number.</summary>
    public V1GroupType? GroupType { get; init; }

    /// <summary>A pseudorandom function other than the HMAC of the hash; no numbers are registered.</summary>
    public ushort? Prf { get; init; }

    /// <summary>The lifetime; 0 on the wire counts as no limit.</summary>
    public V1Lifetime Lifetime { get; init; }

    /// <summary>Attributes that are not understood, contradict an earlier one, or have a value out of range.</summary>
    public ImmutableArray<V1Attribute> Unresolved { get; init; } = [];

    /// <summary>Reads a phase 1 transform.</summary>
    /// <param name="transform">A transform of a proposal for ISAKMP.</param>
    /// <returns>What it says.</returns>
    public static V1IkeParameters Read(V1Transform transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        var collector = new V1AttributeCollector();
        ushort? encryption = null, keyLength = null, hash = null, method = null, group = null, groupType = null, prf = null;
        foreach (V1Attribute attribute in transform.Attributes)
        {
            switch (attribute.Type)
            {
                case 1:
                    collector.Set(ref encryption, attribute);
                    break;
                case 2:
                    collector.Set(ref hash, attribute);
                    break;
                case 3:
                    collector.Set(ref method, attribute);
                    break;
                case 4:
                    collector.Set(ref group, attribute);
                    break;
                case 5:
                    collector.Set(ref groupType, attribute);
                    break;
                case 11:
                    collector.SetLifeType(attribute);
                    break;
                case 12:
                    collector.SetLifeDuration(attribute);
                    break;
                case 13:
                    collector.Set(ref prf, attribute);
                    break;
                case 14:
                    collector.Set(ref keyLength, attribute);
                    break;
                default:
                    collector.Reject(attribute);
                    break;
            }
        }

        ImmutableArray<V1Attribute> unresolved = collector.Finish();
        return new()
        {
            Encryption = encryption is { } e ? new(e) : null,
            KeyLength = keyLength,
            Hash = hash is { } h ? new(h) : null,
            AuthenticationMethod = method is { } m ? new(m) : null,
            Group = group is { } g ? new(g) : null,
            GroupType = groupType is { } t ? new(t) : null,
            Prf = prf,
            Lifetime = collector.Lifetime,
            Unresolved = unresolved,
        };
    }

    /// <summary>Writes a phase 1 transform, in the order that strongSwan has: cipher, key length, hash, group, authentication, lifetimes.</summary>
    /// <param name="number">The number of the transform.</param>
    /// <returns>The transform; <see cref="Unresolved"/> is left out.</returns>
    public V1Transform ToTransform(byte number)
    {
        ImmutableArray<V1Attribute>.Builder attributes = ImmutableArray.CreateBuilder<V1Attribute>();
        Add(attributes, V1IkeAttributeType.EncryptionAlgorithm, Encryption?.Value);
        Add(attributes, V1IkeAttributeType.KeyLength, KeyLength);
        Add(attributes, V1IkeAttributeType.HashAlgorithm, Hash?.Value);
        Add(attributes, V1IkeAttributeType.GroupDescription, Group?.Value);
        Add(attributes, V1IkeAttributeType.GroupType, GroupType?.Value);
        Add(attributes, V1IkeAttributeType.AuthenticationMethod, AuthenticationMethod?.Value);
        Add(attributes, V1IkeAttributeType.Prf, Prf);
        V1LifetimeAttributes.Add(attributes, V1IkeAttributeType.LifeType.Value, V1IkeAttributeType.LifeDuration.Value, Lifetime);
        return new(number, V1IkeTransform.KeyIke.Value, attributes.ToImmutable());
    }

    private static void Add(ImmutableArray<V1Attribute>.Builder attributes, V1IkeAttributeType type, ushort? value)
    {
        if (value is { } number)
        {
            attributes.Add(V1Attribute.Short(type.Value, number));
        }
    }
}
