namespace Isakmp.Inspection.Recording;

/// <summary>A line of a recording that is not as it was recorded: its check does not fit.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column that was changed, from 1; 0 if more than one character was.</param>
/// <param name="Description">What was changed, as far as the check tells.</param>
public sealed record RecordingEdit(int Line, int Column, string Description)
{
    /// <summary>Returns place and description.</summary>
    /// <returns>For example <c>line 7, column 212: '4' stands where '3' was recorded</c>.</returns>
    public override string ToString() => Column == 0 ? $"line {Line}: {Description}" : $"line {Line}, column {Column}: {Description}";
}
