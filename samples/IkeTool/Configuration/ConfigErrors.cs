namespace IkeTool.Configuration;

/// <summary>Collects what is wrong in one file, so that all of it can be told at once.</summary>
/// <param name="file">The file as the user named it.</param>
internal sealed class ConfigErrors(string file)
{
    private readonly List<ConfigError> _errors = [];

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool IsEmpty => _errors.Count == 0;

    /// <summary>Everything that is wrong, by line.</summary>
    public IReadOnlyList<ConfigError> All => [.. _errors.Distinct().OrderBy(error => error.Line)];

    /// <summary>Notes one error.</summary>
    /// <param name="line">The line, from 1; 0 for the file as a whole.</param>
    /// <param name="message">What is wrong; how to mend it.</param>
    public void Add(int line, string message) => _errors.Add(new ConfigError(file, line, message));

    /// <summary>Notes one error at a value.</summary>
    /// <param name="node">The value.</param>
    /// <param name="message">What is wrong; how to mend it.</param>
    public void Add(ConfigNode node, string message) => Add(node.Line, message);
}
