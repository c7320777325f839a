using System.Globalization;

namespace Isakmp.Primitives;

/// <summary>The handle of one IKE SA; unique within one endpoint and never used again.</summary>
/// <param name="Value">The number; 0 stands for "none".</param>
public readonly record struct IkeSaId(ulong Value)
{
    /// <summary>Whether this names nothing.</summary>
    public bool IsNone => Value == 0;

    /// <summary>Returns the number in decimal.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
