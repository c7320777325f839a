using System.Collections.Immutable;
using System.Globalization;

namespace IkeTool.Configuration;

/// <summary>Reads the words of one section as what they must be, and notes every one that is not.</summary>
internal sealed class SectionReader
{
    private readonly ConfigErrors _errors;

    /// <summary>Begins to read a section; words that nobody knows are noted at once.</summary>
    /// <param name="node">The section.</param>
    /// <param name="vocabulary">Its words.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public SectionReader(ConfigNode node, Vocabulary vocabulary, ConfigErrors errors)
    {
        _errors = errors;
        Node = node;
        foreach (ConfigMember member in node.Members)
        {
            Check(member, vocabulary, errors);
        }
    }

    /// <summary>The section.</summary>
    public ConfigNode Node { get; }

    /// <summary>Reads the members of a section whose words are names that the user chose.</summary>
    /// <param name="member">The section with its word.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>Its members that are sections themselves.</returns>
    public static IEnumerable<ConfigMember> Sections(ConfigMember member, ConfigErrors errors)
    {
        if (member.Value.Kind != ConfigNodeKind.Section)
        {
            errors.Add(member.Value, $"'{member.Word}' is {member.Value.KindInWords}, but must be a section {{ ... }}");
            yield break;
        }

        foreach (ConfigMember inner in member.Value.Members)
        {
            if (inner.Value.Kind == ConfigNodeKind.Section)
            {
                yield return inner;
            }
            else
            {
                errors.Add(inner.Value, $"'{inner.Word}' is {inner.Value.KindInWords}, but must be a section {{ ... }}");
            }
        }
    }

    /// <summary>Finds a word.</summary>
    /// <param name="word">The word.</param>
    /// <returns>It with its value, or null if it does not stand there.</returns>
    public ConfigMember? Find(string word) => Node.Members.Find(member => member.Word == word);

    /// <summary>Reads a single value.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The value, or null if it does not stand there or is none.</returns>
    public ConfigNode? Scalar(string word)
    {
        if (Find(word) is not { } member)
        {
            return null;
        }

        if (!member.Value.IsScalar)
        {
            _errors.Add(member.Value, $"'{word}' is {member.Value.KindInWords}, but must be a single value");
            return null;
        }

        return member.Value;
    }

    /// <summary>Reads a list: an array, or a text with commas as in swanctl.conf.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The values, each with its line; default if the word does not stand there.</returns>
    public ImmutableArray<ConfigNode> List(string word)
    {
        if (Find(word) is not { } member)
        {
            return default;
        }

        var values = ImmutableArray.CreateBuilder<ConfigNode>();
        foreach (ConfigNode item in member.Value.Kind == ConfigNodeKind.List ? member.Value.Items : [member.Value])
        {
            if (!item.IsScalar)
            {
                _errors.Add(item, $"'{word}' holds {item.KindInWords}, but must be a list of texts");
                continue;
            }

            string[] parts = item.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            values.AddRange(parts.Select(part => new ConfigNode { Kind = ConfigNodeKind.Text, Line = item.Line, Text = part }));
        }

        if (values.Count == 0 && (member.Value.IsScalar || member.Value is { Kind: ConfigNodeKind.List, Items: [] }))
        {
            _errors.Add(member.Value, $"'{word}' is empty; give it a value or leave it out");
        }

        return values.ToImmutable();
    }

    /// <summary>Reads a yes or no.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The answer, or null if it does not stand there or is none.</returns>
    public bool? Boolean(string word)
    {
        switch (Scalar(word))
        {
            case null:
                return null;
            case { Text: "yes" or "true" or "enabled" or "1" }:
                return true;
            case { Text: "no" or "false" or "disabled" or "0" }:
                return false;
            case { } value:
                _errors.Add(value, $"'{word}' is '{value.Text}', but must be yes or no");
                return null;
        }
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="word">The word.</param>
    /// <param name="least">The least that it may be.</param>
    /// <param name="most">The most that it may be.</param>
    /// <returns>The number, or null if it does not stand there or is none.</returns>
    public int? Number(string word, int least, int most) => (int?)LongNumber(word, least, most);

    /// <summary>Reads a whole number that may be large, as a number of octets is.</summary>
    /// <param name="word">The word.</param>
    /// <param name="least">The least that it may be.</param>
    /// <param name="most">The most that it may be.</param>
    /// <returns>The number, or null if it does not stand there or is none.</returns>
    public long? LongNumber(string word, long least, long most)
    {
        if (Scalar(word) is not { } value)
        {
            return null;
        }

        if (long.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most)
        {
            return number;
        }

        _errors.Add(value, $"'{word}' is '{value.Text}', but must be a whole number from {least} to {most}");
        return null;
    }

    /// <summary>Reads a duration: seconds, or a number with s, m, h or d.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The duration, or null if it does not stand there or is none.</returns>
    public TimeSpan? Duration(string word)
    {
        if (Scalar(word) is not { } value)
        {
            return null;
        }

        (string digits, int unit) = value.Text switch
        {
            [.. var head, 's'] => (head, 1),
            [.. var head, 'm'] => (head, 60),
            [.. var head, 'h'] => (head, 3_600),
            [.. var head, 'd'] => (head, 86_400),
            var all => (all, 1),
        };
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 100_000_000 / unit)
        {
            return TimeSpan.FromSeconds((long)number * unit);
        }

        _errors.Add(value, $"'{word}' is '{value.Text}', but must be a duration such as 30, 30s, 5m, 4h or 1d");
        return null;
    }

    /// <summary>Reads one word of several.</summary>
    /// <typeparam name="T">What the words mean.</typeparam>
    /// <param name="word">The word.</param>
    /// <param name="meanings">The words and their meanings.</param>
    /// <param name="later">Words of swanctl.conf that are not understood yet.</param>
    /// <returns>The meaning, or null if it does not stand there or is none.</returns>
    public T? Choice<T>(string word, IReadOnlyDictionary<string, T> meanings, params string[] later)
        where T : struct
    {
        if (Scalar(word) is not { } value)
        {
            return null;
        }

        if (meanings.TryGetValue(value.Text, out T meaning))
        {
            return meaning;
        }

        string choices = string.Join(", ", meanings.Keys);
        _errors.Add(value, later.Contains(value.Text)
            ? $"'{word}: {value.Text}' is not supported yet; choose one of: {choices}"
            : $"'{word}' is '{value.Text}'{Guess(value.Text, meanings.Keys)}; choose one of: {choices}");
        return null;
    }

    private static string Guess(string text, IEnumerable<string> candidates) =>
        Vocabulary.Nearest(text, candidates) is { } nearest ? $" (did you mean '{nearest}'?)" : "";

    private static void Check(ConfigMember member, Vocabulary vocabulary, ConfigErrors errors)
    {
        if (vocabulary.Knows(member.Word))
        {
            return;
        }

        if (vocabulary.WillKnow(member.Word, out string[] harmless))
        {
            if (!harmless.Contains(member.Value.Text))
            {
                errors.Add(member.Line, harmless is [string only]
                    ? $"'{member.Word}' is not supported yet; leave it out or set it to \"{only}\""
                    : $"'{member.Word}' is not supported yet; leave it out");
            }

            return;
        }

        errors.Add(member.Line, vocabulary.Nearest(member.Word) is { } nearest
            ? $"'{member.Word}' is no word of {vocabulary.Section}; did you mean '{nearest}'?"
            : $"'{member.Word}' is no word of {vocabulary.Section}; see docs/ike-tool.md for the words");
    }
}
