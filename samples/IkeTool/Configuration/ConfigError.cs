namespace IkeTool.Configuration;

/// <summary>One thing that is wrong in a configuration file, and how to mend it.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">The line, from 1; 0 if it concerns the file as a whole.</param>
/// <param name="Message">What is wrong; how to mend it.</param>
internal sealed record ConfigError(string File, int Line, string Message)
{
    /// <summary>The form that editors and people know: <c>file:line: message</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}
