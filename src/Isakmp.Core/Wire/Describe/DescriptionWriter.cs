using System.Globalization;
using System.Text;
using Isakmp.Primitives;

namespace Isakmp.Wire.Describe;

/// <summary>Lines of a description: begun with an indent, built from parts, ended; a peer's octets are shortened, its text escaped.</summary>
internal readonly struct DescriptionWriter(StringBuilder output, int indent)
{
    // Enough to recognise a value by, and no more.
    private const int ShownOctets = 8;
    private const int ShownCharacters = 128;
    private const string Digits = "0123456789abcdef";

    /// <summary>A writer of lines one step further in.</summary>
    public DescriptionWriter Inner => new(output, indent + 2);

    /// <summary>Starts a line.</summary>
    public DescriptionWriter Begin(string text)
    {
        output.Append(' ', indent).Append(text);
        return this;
    }

    public DescriptionWriter Text(string text)
    {
        output.Append(text);
        return this;
    }

    public DescriptionWriter Number(long number)
    {
        output.Append(CultureInfo.InvariantCulture, $"{number}");
        return this;
    }

    /// <summary>"1 octet", "20 octets".</summary>
    public DescriptionWriter Length(ReadOnlySpan<byte> octets)
    {
        Number(octets.Length);
        return Text(octets.Length == 1 ? " octet" : " octets");
    }

    /// <summary>The length and the first octets.</summary>
    public DescriptionWriter Octets(ReadOnlySpan<byte> octets)
    {
        Length(octets);
        if (!octets.IsEmpty)
        {
            Text(": ").Hex(octets[..Math.Min(octets.Length, ShownOctets)]);
        }

        return Text(octets.Length > ShownOctets ? "..." : "");
    }

    public DescriptionWriter Hex(ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            output.Append(Digits[octet >> 4]).Append(Digits[octet & 0x0F]);
        }

        return this;
    }

    /// <summary>An address of 4 or 16 octets; anything else as octets.</summary>
    public DescriptionWriter Address(ReadOnlySpan<byte> address)
    {
        if (address.Length is not (4 or 16))
        {
            return Octets(address);
        }

        output.Append(CultureInfo.InvariantCulture, $"{NetAddress.FromBytes(address)}");
        return this;
    }

    /// <summary>Text that the peer sent: bounded, every character but printable ASCII escaped.</summary>
    public DescriptionWriter Quoted(ReadOnlySpan<byte> text)
    {
        output.Append('"');
        foreach (byte octet in text[..Math.Min(text.Length, ShownCharacters)])
        {
            if (octet is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\'))
            {
                output.Append((char)octet);
            }
            else
            {
                output.Append("\\x").Append(Digits[octet >> 4]).Append(Digits[octet & 0x0F]);
            }
        }

        return Text(text.Length > ShownCharacters ? "\"..." : "\"");
    }

    /// <summary>Ends a line.</summary>
    public void End() => output.Append('\n');

    /// <summary>A line of its own for what is wrong.</summary>
    public void Fault(WireStatus status) =>
        Begin("! ").Text(NameOf(status.Error)).Text(" at octet ").Number(status.Offset).End();

    // Enum.ToString looks the name up each time; a fault is as ordinary as a payload here.
    public static string NameOf(WireError error) => error switch
    {
        WireError.None => nameof(WireError.None),
        WireError.Truncated => nameof(WireError.Truncated),
        WireError.LengthTooSmall => nameof(WireError.LengthTooSmall),
        WireError.LengthTooLarge => nameof(WireError.LengthTooLarge),
        WireError.LengthMismatch => nameof(WireError.LengthMismatch),
        WireError.TooManyPayloads => nameof(WireError.TooManyPayloads),
        WireError.InvalidCount => nameof(WireError.InvalidCount),
        WireError.InvalidValue => nameof(WireError.InvalidValue),
        _ => nameof(WireError.TrailingData),
    };
}
