using System.Buffers.Binary;
using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>Writes lifetimes as pairs of a life type and the duration behind it (RFC 2407 4.5).</summary>
internal static class V1LifetimeAttributes
{
    public static void Add(ImmutableArray<V1Attribute>.Builder attributes, ushort typeAttribute, ushort durationAttribute, V1Lifetime lifetime)
    {
        Add(attributes, typeAttribute, durationAttribute, V1LifeType.Seconds, lifetime.Seconds);
        Add(attributes, typeAttribute, durationAttribute, V1LifeType.Kilobytes, lifetime.Kilobytes);
    }

    private static void Add(ImmutableArray<V1Attribute>.Builder attributes, ushort typeAttribute, ushort durationAttribute, V1LifeType type, ulong? value)
    {
        if (value is not { } duration)
        {
            return;
        }

        attributes.Add(V1Attribute.Short(typeAttribute, type.Value));
        attributes.Add(duration <= uint.MaxValue ? V1Attribute.ForNumber(durationAttribute, (uint)duration) : Wide(durationAttribute, duration));
    }

    private static V1Attribute Wide(ushort type, ulong value)
    {
        var octets = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        return V1Attribute.Long(type, [.. octets]);
    }
}
