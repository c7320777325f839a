namespace IkeTool.Configuration;

/// <summary>What a value of the file is.</summary>
internal enum ConfigNodeKind
{
    Section,
    List,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A word of a section with its value.</summary>
/// <param name="Word">The word.</param>
/// <param name="Line">The line of the word, from 1.</param>
/// <param name="Value">Its value.</param>
internal sealed record ConfigMember(string Word, int Line, ConfigNode Value);

/// <summary>A value of the file with the line on which it stands.</summary>
internal sealed class ConfigNode
{
    /// <summary>What it is.</summary>
    public required ConfigNodeKind Kind { get; init; }

    /// <summary>Where it starts, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The text of a text, number or boolean, as it was written.</summary>
    public string Text { get; init; } = "";

    /// <summary>The members of a section, in their order.</summary>
    public List<ConfigMember> Members { get; } = [];

    /// <summary>The values of a list, in their order.</summary>
    public List<ConfigNode> Items { get; } = [];

    /// <summary>Whether it is a single value.</summary>
    public bool IsScalar => Kind is ConfigNodeKind.Text or ConfigNodeKind.Number or ConfigNodeKind.Boolean;

    /// <summary>The kind in words for messages.</summary>
    public string KindInWords => Kind switch
    {
        ConfigNodeKind.Section => "a section { ... }",
        ConfigNodeKind.List => "a list [ ... ]",
        ConfigNodeKind.Text => "a text",
        ConfigNodeKind.Number => "a number",
        ConfigNodeKind.Boolean => "true or false",
        _ => "null",
    };
}
