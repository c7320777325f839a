using System.Globalization;

namespace Isakmp.Primitives;

/// <summary>The stable handle of a connection with a peer, which outlives each of its IKE SAs; unique within one endpoint and never used again.</summary>
/// <param name="Value">The number; 0 stands for "none".</param>
public readonly record struct ConnectionId(ulong Value)
{
    /// <summary>Whether this names nothing.</summary>
    public bool IsNone => Value == 0;

    /// <summary>Returns the number in decimal.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
