using System.Globalization;

namespace Isakmp.Primitives;

/// <summary>The Message ID of an IKE message: a counter per direction in IKEv2 (RFC 7296 section 2.2), a random label of an exchange in IKEv1.</summary>
/// <param name="Value">The number.</param>
public readonly record struct MessageId(uint Value)
{
    /// <summary>The Message ID that follows this one; wraps around at 2^32, which no IKE SA may reach (RFC 7296 section 2.2).</summary>
    public MessageId Next => new(unchecked(Value + 1));

    /// <summary>Returns the number in decimal.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
