using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>What the attributes of a phase 2 transform for ESP, AH or IPCOMP say (RFC 2407 4.5, RFC 4304).</summary>
public sealed class V1IpsecParameters
{
    /// <summary>What is encapsulated, and whether in UDP; null where the attribute is absent, which leaves it to the host (RFC 2407 4.5).</summary>
    public V1EncapsulationMode? Mode { get; init; }

    /// <summary>The integrity algorithm; null with ciphers that protect integrity themselves.</summary>
    public V1AuthenticationAlgorithm? Authentication { get; init; }

    /// <summary>The key length of the cipher in bits; null for ciphers of one length.</summary>
    public ushort? KeyLength { get; init; }

    /// <summary>The Diffie-Hellman group for perfect forward secrecy; null without.</summary>
    public V1GroupDescription? Group { get; init; }

    /// <summary>Whether sequence numbers have 64 bits (RFC 4304).</summary>
    public bool ExtendedSequenceNumbers { get; init; }

    /// <summary>Whether congestion may be signalled through the tunnel (RFC 3168 9.2); null where nothing is said.</summary>
    public V1EcnTunnel? EcnTunnel { get; init; }

    /// <summary>The lifetime; 0 on the wire counts as no limit.</summary>
    public V1Lifetime Lifetime { get; init; }

    /// <summary>Attributes that are not understood, contradict an earlier one, or have a value out of range.</summary>
    public ImmutableArray<V1Attribute> Unresolved { get; init; } = [];

    /// <summary>Reads a phase 2 transform.</summary>
    /// <param name="transform">A transform of a proposal for ESP, AH or IPCOMP.</param>
    /// <returns>What it says.</returns>
    public static V1IpsecParameters Read(V1Transform transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        var collector = new V1AttributeCollector();
        ushort? mode = null, authentication = null, keyLength = null, group = null, esn = null, ecn = null;
        foreach (V1Attribute attribute in transform.Attributes)
        {
            switch (attribute.Type)
            {
                case 1:
                    collector.SetLifeType(attribute);
                    break;
                case 2:
                    collector.SetLifeDuration(attribute);
                    break;
                case 3:
                    collector.Set(ref group, attribute);
                    break;
                case 4:
                    collector.Set(ref mode, attribute);
                    break;
                case 5:
                    collector.Set(ref authentication, attribute);
                    break;
                case 6:
                    collector.Set(ref keyLength, attribute);
                    break;
                case 10:
                    collector.Set(ref ecn, attribute);
                    break;
                case 11 when attribute.Number == V1ExtendedSequenceNumber.Extended.Value:
                    collector.Set(ref esn, attribute);
                    break;
                default:
                    collector.Reject(attribute);
                    break;
            }
        }

        ImmutableArray<V1Attribute> unresolved = collector.Finish();
        return new()
        {
            Mode = mode is { } m ? new(m) : null,
            Authentication = authentication is { } a ? new(a) : null,
            KeyLength = keyLength,
            Group = group is { } g ? new(g) : null,
            ExtendedSequenceNumbers = esn is not null,
            EcnTunnel = ecn is { } tunnel ? new(tunnel) : null,
            Lifetime = collector.Lifetime,
            Unresolved = unresolved,
        };
    }

    /// <summary>Writes a phase 2 transform, in the order that strongSwan has: key length, integrity, group, mode, lifetimes, sequence numbers.</summary>
    /// <param name="number">The number of the transform.</param>
    /// <param name="id">The identifier of the registry that belongs to the protocol.</param>
    /// <returns>The transform; <see cref="Unresolved"/> is left out.</returns>
    public V1Transform ToTransform(byte number, byte id)
    {
        ImmutableArray<V1Attribute>.Builder attributes = ImmutableArray.CreateBuilder<V1Attribute>();
        Add(attributes, V1IpsecAttributeType.KeyLength, KeyLength);
        Add(attributes, V1IpsecAttributeType.AuthenticationAlgorithm, Authentication?.Value);
        Add(attributes, V1IpsecAttributeType.GroupDescription, Group?.Value);
        Add(attributes, V1IpsecAttributeType.EncapsulationMode, Mode?.Value);
        Add(attributes, V1IpsecAttributeType.EcnTunnel, EcnTunnel?.Value);
        V1LifetimeAttributes.Add(attributes, V1IpsecAttributeType.SaLifeType.Value, V1IpsecAttributeType.SaLifeDuration.Value, Lifetime);
        Add(attributes, V1IpsecAttributeType.ExtendedSequenceNumber, ExtendedSequenceNumbers ? V1ExtendedSequenceNumber.Extended.Value : null);
        return new(number, id, attributes.ToImmutable());
    }

    private static void Add(ImmutableArray<V1Attribute>.Builder attributes, V1IpsecAttributeType type, ushort? value)
    {
        if (value is { } number)
        {
            attributes.Add(V1Attribute.Short(type.Value, number));
        }
    }
}
