using System.Collections.Immutable;

namespace Isakmp.Messages;

/// <summary>Value equality for the arrays inside records, which <see cref="ImmutableArray{T}"/> itself compares by reference.</summary>
internal static class Sequences
{
    public static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> items) => items.IsDefault ? [] : items;

    public static bool Same<T>(ImmutableArray<T> left, ImmutableArray<T> right)
        where T : IEquatable<T> => left.AsSpan().SequenceEqual(right.AsSpan());

    public static int HashOf(ImmutableArray<byte> items)
    {
        HashCode hash = default;
        hash.AddBytes(items.AsSpan());
        return hash.ToHashCode();
    }

    public static int HashOf<T>(ImmutableArray<T> items)
        where T : notnull
    {
        HashCode hash = default;
        foreach (T item in items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
