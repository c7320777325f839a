using System.Collections.Immutable;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>Sorts the attributes of a transform: values by type, lifetimes by what they count, and what cannot be given a meaning.</summary>
internal struct V1AttributeCollector
{
    private V1LifeType? _lifeType;
    private V1Attribute? _openLifeType;
    private ImmutableArray<V1Attribute>.Builder? _unresolved;
    private ulong? _seconds;
    private ulong? _kilobytes;

    /// <summary>The lifetime; 0 on the wire counts as no limit, because an SA that ends at once is nobody's wish.</summary>
    public readonly V1Lifetime Lifetime => new(_seconds == 0 ? null : _seconds, _kilobytes == 0 ? null : _kilobytes);

    /// <summary>Takes a value of 16 bits; the same again is no conflict (RFC 2407 4.5.2).</summary>
    public void Set(ref ushort? place, V1Attribute attribute)
    {
        if (attribute.Number is { } number && number <= ushort.MaxValue && (place is null || place == number))
        {
            place = (ushort)number;
            return;
        }

        Reject(attribute);
    }

    /// <summary>Takes a life type, which says what the duration behind it counts.</summary>
    public void SetLifeType(V1Attribute attribute)
    {
        CloseLifeType();
        _openLifeType = attribute;
        _lifeType = attribute.Number is 1 or 2 ? new V1LifeType((ushort)attribute.Number) : null;
    }

    /// <summary>Takes a life duration, which always follows a life type (RFC 2407 4.5).</summary>
    public void SetLifeDuration(V1Attribute attribute)
    {
        bool isSet = attribute.Number is { } number && _lifeType is { } type && TrySet(ref type == V1LifeType.Seconds ? ref _seconds : ref _kilobytes, number);
        if (isSet)
        {
            _openLifeType = null;
        }
        else
        {
            CloseLifeType();
            Reject(attribute);
        }

        _lifeType = null;
    }

    /// <summary>Keeps an attribute that cannot be given a meaning.</summary>
    public void Reject(V1Attribute attribute) => (_unresolved ??= ImmutableArray.CreateBuilder<V1Attribute>()).Add(attribute);

    /// <summary>What could not be given a meaning, in its order.</summary>
    public ImmutableArray<V1Attribute> Finish()
    {
        CloseLifeType();
        return _unresolved?.ToImmutable() ?? [];
    }

    private static bool TrySet(ref ulong? place, ulong number)
    {
        if (place is not null && place != number)
        {
            return false;
        }

        place = number;
        return true;
    }

    // A life type without duration says nothing.
    private void CloseLifeType()
    {
        if (_openLifeType is { } open)
        {
            Reject(open);
            _openLifeType = null;
        }
    }
}
