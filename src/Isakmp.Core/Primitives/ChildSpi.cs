using System.Globalization;

namespace Isakmp.Primitives;

/// <summary>The 4-octet Security Parameter Index of an ESP or AH SA (RFC 4301 section 4.1).</summary>
/// <param name="Value">The four octets read as one big-endian number; 0 to 255 are reserved (RFC 4303 section 2.1).</param>
public readonly record struct ChildSpi(uint Value)
{
    /// <summary>The size of an ESP or AH SPI on the wire, in octets.</summary>
    public const int Size = 4;

    /// <summary>The smallest value that an SPI may take (RFC 4303 section 2.1).</summary>
    public const uint FirstAllowed = 256;

    /// <summary>Whether this is zero, which stands for "none".</summary>
    public bool IsZero => Value == 0;

    /// <summary>Returns the SPI as 8 hexadecimal digits.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString("x8", CultureInfo.InvariantCulture);
}
