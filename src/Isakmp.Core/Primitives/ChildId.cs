using System.Globalization;

namespace Isakmp.Primitives;

/// <summary>The handle of one Child SA: the pair of an inbound and an outbound ESP or AH SA; unique within one endpoint and never used again.</summary>
/// <param name="Value">The number; 0 stands for "none".</param>
public readonly record struct ChildId(ulong Value)
{
    /// <summary>Whether this names nothing.</summary>
    public bool IsNone => Value == 0;

    /// <summary>Returns the number in decimal.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
