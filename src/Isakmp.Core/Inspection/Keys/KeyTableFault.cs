using System.Globalization;

namespace Isakmp.Inspection.Keys;

/// <summary>Something wrong in a key table; the text holds no key.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">Where in the line, in characters, from 1.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public readonly record struct KeyTableFault(int Line, int Column, string Message)
{
    /// <summary>Returns the fault as a line of text, for example <c>line 3, column 18: SK_ei is no hexadecimal number</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}: {Message}");
}
