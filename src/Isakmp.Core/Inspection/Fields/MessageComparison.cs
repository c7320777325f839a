using System.Collections.Immutable;
using System.Globalization;

namespace Isakmp.Inspection.Fields;

/// <summary>Compares two messages field by field.</summary>
public static class MessageComparison
{
    /// <summary>The last name in the path of a difference in the order of fields.</summary>
    public const string OrderName = "(order)";

    // They follow from whatever else differs.
    private static readonly string[] s_consequences = ["Header/Length", "Header/Next Payload"];

    /// <summary>Compares two messages that have been taken apart.</summary>
    /// <param name="expected">The one that was expected.</param>
    /// <param name="actual">The one that is there.</param>
    /// <param name="tolerances">The differences that may stand; they are told all the same, with their <see cref="FieldDifference.Tolerance"/>.</param>
    /// <returns>The differences in the order of the fields; empty if there are none. Redacted fields count as equal if they have one length.</returns>
    public static ImmutableArray<FieldDifference> Compare(MessageFields expected, MessageFields actual, params ImmutableArray<FieldTolerance> tolerances)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        var found = new List<FieldDifference>();
        CompareChildren(string.Empty, expected.Root, actual.Root, found);
        if (expected.Fault != actual.Fault)
        {
            found.Add(new FieldDifference("(fault)", expected.Fault, actual.Fault));
        }

        bool hasCause = found.Exists(static difference => !s_consequences.Contains(difference.Path));
        return
        [
            .. found
                .Where(difference => !hasCause || !s_consequences.Contains(difference.Path))
                .Select(difference => tolerances.IsDefaultOrEmpty
                    ? difference
                    : difference with { Tolerance = tolerances.FirstOrDefault(tolerance => tolerance.Matches(difference.Path)) }),
        ];
    }

    /// <summary>Compares two messages as they are on the wire; a difference that no field shows is told by its octet.</summary>
    /// <param name="expected">The one that was expected.</param>
    /// <param name="actual">The one that is there.</param>
    /// <returns>The differences; empty if the messages are the same octet for octet.</returns>
    public static ImmutableArray<FieldDifference> Compare(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        ImmutableArray<FieldDifference> differences = Compare(MessageFields.Read(expected), MessageFields.Read(actual));
        return differences.IsEmpty ? CompareOctets(expected, actual) : differences;
    }

    /// <summary>Writes differences one a line, as the text of a failed test.</summary>
    /// <param name="differences">The differences.</param>
    /// <returns>Lines without a line feed at the end; those that may stand say why.</returns>
    public static string Format(ImmutableArray<FieldDifference> differences) => string.Join('\n', differences.Select(
        static difference => difference.Tolerance is { } tolerance ? $"{difference} (tolerated: {tolerance.Reason})" : difference.ToString()));

    /// <summary>The first octet that differs, with the name of the field that it stands in.</summary>
    internal static ImmutableArray<FieldDifference> CompareOctets(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        int at = expected.CommonPrefixLength(actual);
        if (at == expected.Length && at == actual.Length)
        {
            return [];
        }

        string path = PathOf(MessageFields.Read(expected), at);
        return [new FieldDifference(string.Create(CultureInfo.InvariantCulture, $"{path}, octet {at} of the message"), OctetAt(expected, at), OctetAt(actual, at))];
    }

    /// <summary>The names that lead to the field that an octet of a message stands in.</summary>
    internal static string PathOf(MessageFields message, int offset)
    {
        string path = PathBelow(message.Root, offset);
        return path.Length == 0 ? "the message" : path;
    }

    /// <summary>The names that lead from a field to the one below it that an octet stands in; empty if it stands in none of them.</summary>
    internal static string PathBelow(FieldNode start, int offset)
    {
        var names = new List<string>();
        FieldNode? node = start;
        while (node is not null)
        {
            node = node.Children.FirstOrDefault(child => offset >= child.Offset && offset < child.Offset + child.Length);
            if (node is not null)
            {
                names.Add(node.Name);
            }
        }

        return string.Join('/', names);
    }

    private static string OctetAt(ReadOnlySpan<byte> message, int at) => at < message.Length ? message[at].ToString("x2", CultureInfo.InvariantCulture) : "the end";

    private static void Compare(string path, FieldNode expected, FieldNode actual, List<FieldDifference> found)
    {
        if (expected.Value != actual.Value)
        {
            found.Add(new FieldDifference(path, expected.Value, actual.Value));
        }

        if (expected.Fault is null != actual.Fault is null || (expected.Fault is not null && expected.Fault != actual.Fault))
        {
            found.Add(new FieldDifference($"{path}/(fault)", expected.Fault, actual.Fault));
        }

        CompareChildren(path, expected, actual, found);
    }

    private static void CompareChildren(string path, FieldNode expected, FieldNode actual, List<FieldDifference> found)
    {
        Dictionary<string, FieldNode> there = actual.Children.ToDictionary(static child => child.Name, StringComparer.Ordinal);
        var wanted = new HashSet<string>(expected.Children.Length, StringComparer.Ordinal);
        foreach (FieldNode child in expected.Children)
        {
            wanted.Add(child.Name);
            if (there.TryGetValue(child.Name, out FieldNode? counterpart))
            {
                Compare(Join(path, child.Name), child, counterpart, found);
            }
            else
            {
                found.Add(new FieldDifference(Join(path, child.Name), child.Value ?? string.Empty, null));
            }
        }

        foreach (FieldNode child in actual.Children.Where(child => !wanted.Contains(child.Name)))
        {
            found.Add(new FieldDifference(Join(path, child.Name), null, child.Value ?? string.Empty));
        }

        string[] before = [.. expected.Children.Where(child => there.ContainsKey(child.Name)).Select(static child => child.Name)];
        string[] after = [.. actual.Children.Where(child => wanted.Contains(child.Name)).Select(static child => child.Name)];
        if (!before.SequenceEqual(after))
        {
            found.Add(new FieldDifference(Join(path, OrderName), string.Join(' ', before), string.Join(' ', after)));
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";
}
