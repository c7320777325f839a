using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Isakmp.Primitives;

namespace Isakmp.Messages;

/// <summary>Text and arithmetic of address ranges: one address, a subnet, or first and last.</summary>
internal static class AddressRange
{
    public static (NetAddress First, NetAddress Last) OfSubnet(NetAddress address, int prefixLength)
    {
        int bits = address.Length * 8;
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, bits);
        UInt128 hostMask = HostMask(bits - prefixLength);
        return (NetAddress.FromValue(address.Value & ~hostMask, address.Length), NetAddress.FromValue(address.Value | hostMask, address.Length));
    }

    /// <summary>The prefix length of the subnet that the range is, or null if it is none.</summary>
    public static int? PrefixLength(NetAddress first, NetAddress last)
    {
        UInt128 hostMask = first.Value ^ last.Value;
        int hostBits = 128 - (int)UInt128.LeadingZeroCount(hostMask);
        return hostMask == HostMask(hostBits) && (first.Value & hostMask) == 0 ? (first.Length * 8) - hostBits : null;
    }

    public static bool TryParse(string text, out NetAddress first, out NetAddress last, [NotNullWhen(false)] out string? error)
    {
        first = last = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            return TryParseSubnet(text[..slash], text[(slash + 1)..], out first, out last, out error);
        }

        string[] ends = text.Contains("..", StringComparison.Ordinal) ? text.Split("..") : text.Split('-');
        if (ends.Length > 2 || !NetAddress.TryParse(ends[0].Trim(), out first) || !NetAddress.TryParse(ends[^1].Trim(), out last))
        {
            error = $"'{text}' is no address, subnet (10.1.0.0/24) or range (10.1.0.1-10.1.0.9).";
            return false;
        }

        if (first.Length != last.Length || first.CompareTo(last) > 0)
        {
            error = $"'{text}' runs backwards or mixes IPv4 and IPv6: write the lower address first.";
            return false;
        }

        error = null;
        return true;
    }

    public static string Format(NetAddress first, NetAddress last) =>
        PrefixLength(first, last) is { } prefix ? $"{first}/{prefix}" : $"{first}-{last}";

    private static bool TryParseSubnet(string address, string prefix, out NetAddress first, out NetAddress last, [NotNullWhen(false)] out string? error)
    {
        last = default;
        if (!NetAddress.TryParse(address.Trim(), out first))
        {
            error = $"'{address}' before the slash is no IPv4 or IPv6 address.";
            return false;
        }

        if (!int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > first.Length * 8)
        {
            error = $"'{prefix}' after the slash is no prefix length: it is a number from 0 to {first.Length * 8}.";
            return false;
        }

        (first, last) = OfSubnet(first, length);
        error = null;
        return true;
    }

    private static UInt128 HostMask(int bits) => bits >= 128 ? UInt128.MaxValue : (UInt128.One << bits) - UInt128.One;
}
