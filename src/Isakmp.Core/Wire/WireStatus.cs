using System.Globalization;

namespace Isakmp.Wire;

/// <summary>How a read ended: the error, and where.</summary>
/// <param name="Error">What is wrong; <see cref="WireError.None"/> if nothing is.</param>
/// <param name="Offset">Where the field or element at fault starts, in octets from the start of the span that was given to the method.</param>
public readonly record struct WireStatus(WireError Error, int Offset)
{
    /// <summary>The read succeeded.</summary>
    public static WireStatus Ok => default;

    /// <summary>Nothing is wrong.</summary>
    public bool IsOk => Error == WireError.None;

    /// <summary>The same status for a span that starts earlier.</summary>
    /// <param name="octets">How many octets lie before the span that this status speaks of.</param>
    /// <returns>The status with its offset moved; success stays success.</returns>
    public WireStatus Shift(int octets) => IsOk ? this : this with { Offset = Offset + octets };

    /// <summary>The error and its offset, such as "Truncated at octet 28".</summary>
    public override string ToString() =>
        IsOk ? "ok" : string.Create(CultureInfo.InvariantCulture, $"{Error} at octet {Offset}");
}
