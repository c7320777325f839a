namespace Isakmp.Inspection.Recording;

/// <summary>A recording cannot be read or replayed: it is truncated, edited, of a newer version, or no recording.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>Makes the exception for a place in a recording.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column in characters, from 1.</param>
    /// <param name="fault">What is wrong there, in one sentence.</param>
    public RecordingException(int line, int column, string fault)
        : base($"line {line}, column {column}: {fault}")
    {
        Line = line;
        Column = column;
        Fault = fault;
    }

    /// <summary>Makes an exception without a place.</summary>
    public RecordingException()
        : this("The recording cannot be used.")
    {
    }

    /// <summary>Makes an exception without a place.</summary>
    /// <param name="message">What is wrong.</param>
    public RecordingException(string message)
        : base(message) => Fault = message;

    /// <summary>Makes an exception without a place.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">Why.</param>
    public RecordingException(string message, Exception innerException)
        : base(message, innerException) => Fault = message;

    /// <summary>The line, from 1; 0 if there is no place.</summary>
    public int Line { get; }

    /// <summary>The column in characters, from 1; 0 if there is no place.</summary>
    public int Column { get; }

    /// <summary>The same fault with the edit of its line, if there was one and it does not say so.</summary>
    internal RecordingException Explain(IEnumerable<RecordingEdit> edits) =>
        edits.FirstOrDefault(edit => edit.Line == Line) is { } edit && !Fault.Contains(edit.Description, StringComparison.Ordinal)
            ? new RecordingException(Line, Column, $"{Fault} The line has been edited: {(edit.Column == 0 ? "" : $"at column {edit.Column} ")}{edit.Description}.")
            : this;

    /// <summary>What is wrong there.</summary>
    public string Fault { get; }
}
