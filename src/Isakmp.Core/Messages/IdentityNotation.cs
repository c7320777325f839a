using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>Identities in swanctl's words: guessed from their looks, or forced by a prefix.</summary>
internal static class IdentityNotation
{
    private static readonly (string Prefix, IdentificationType Type)[] Prefixes =
    [
        ("fqdn", IdentificationType.Fqdn), ("dns", IdentificationType.Fqdn),
        ("email", IdentificationType.Rfc822Address), ("rfc822", IdentificationType.Rfc822Address), ("userfqdn", IdentificationType.Rfc822Address),
        ("ipv4", IdentificationType.Ipv4Address), ("ipv6", IdentificationType.Ipv6Address),
        ("asn1dn", IdentificationType.DerAsn1Dn), ("asn1gn", IdentificationType.DerAsn1Gn), ("keyid", IdentificationType.KeyId),
    ];

    public static bool TryParse(string? text, [NotNullWhen(true)] out Identity? identity, [NotNullWhen(false)] out string? error)
    {
        identity = null;
        string trimmed = (text ?? string.Empty).Trim();
        if (trimmed.Length == 0 || trimmed.StartsWith('%'))
        {
            error = $"'{trimmed}' names nobody: an identity is a host name, an e-mail address, an address or a distinguished name.";
            return false;
        }

        int colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && TryFindType(trimmed[..colon], out IdentificationType type))
        {
            return TryParseAs(type, trimmed[(colon + 1)..], out identity, out error);
        }

        return TryParseByLooks(trimmed, out identity, out error);
    }

    public static string Format(Identity identity)
    {
        if (identity.TryGetAddress(out NetAddress address))
        {
            return address.ToString();
        }

        if (identity.Type == IdentificationType.DerAsn1Dn)
        {
            return DistinguishedName.TryRead(identity.Data.AsSpan(), out DistinguishedName? name) ? name.ToString() : Hexadecimal("asn1dn", identity);
        }

        bool isName = identity.Type == IdentificationType.Fqdn || identity.Type == IdentificationType.Rfc822Address;
        if ((isName || identity.Type == IdentificationType.KeyId) && TryGetPrintable(identity, out string? text))
        {
            bool looksRight = isName && TryParse(text, out Identity? again, out _) && again == identity;
            return looksRight ? text : $"{PrefixOf(identity.Type)}:{text}";
        }

        return identity.Type == IdentificationType.KeyId ? $"@#{Hex(identity)}" : Hexadecimal(PrefixOf(identity.Type), identity);
    }

    private static bool TryParseByLooks(string text, [NotNullWhen(true)] out Identity? identity, [NotNullWhen(false)] out string? error)
    {
        error = null;
        identity = null;
        if (text.StartsWith("@#", StringComparison.Ordinal))
        {
            return TryParseHex(IdentificationType.KeyId, text[2..], out identity, out error);
        }

        if (text.StartsWith("@@", StringComparison.Ordinal))
        {
            return TryParseAs(IdentificationType.Rfc822Address, text[2..], out identity, out error);
        }

        if (text[0] == '@')
        {
            return TryParseAs(IdentificationType.Fqdn, text[1..], out identity, out error);
        }

        if (text.Contains('=', StringComparison.Ordinal))
        {
            return TryParseAs(IdentificationType.DerAsn1Dn, text, out identity, out error);
        }

        if (NetAddress.TryParse(text, out NetAddress address))
        {
            identity = Identity.FromAddress(address);
            return true;
        }

        if (text.Contains(':', StringComparison.Ordinal))
        {
            error = $"'{text}' is neither an IPv6 address nor has it a known prefix: {string.Join(", ", Prefixes.Select(entry => entry.Prefix + ":"))}.";
            return false;
        }

        identity = text.Contains('@', StringComparison.Ordinal) ? Identity.FromEmail(text) : Identity.FromHostName(text);
        return true;
    }

    private static bool TryParseAs(IdentificationType type, string text, [NotNullWhen(true)] out Identity? identity, [NotNullWhen(false)] out string? error)
    {
        identity = null;
        error = null;
        if (text.StartsWith('#'))
        {
            return TryParseHex(type, text[1..], out identity, out error);
        }

        if (type == IdentificationType.Ipv4Address || type == IdentificationType.Ipv6Address)
        {
            bool isAddress = NetAddress.TryParse(text.Trim(), out NetAddress address) && address.IsIPv4 == (type == IdentificationType.Ipv4Address);
            identity = isAddress ? Identity.FromAddress(address) : null;
            error = isAddress ? null : $"'{text}' is no {(type == IdentificationType.Ipv4Address ? "IPv4" : "IPv6")} address.";
            return isAddress;
        }

        if (type == IdentificationType.DerAsn1Dn)
        {
            bool isName = DistinguishedName.TryParse(text, out DistinguishedName? name, out error);
            identity = isName ? new(type, name!.Encode()) : null;
            return isName;
        }

        if (text.Length == 0)
        {
            error = "Nothing stands after the prefix of the identity.";
            return false;
        }

        identity = new(type, [.. Encoding.UTF8.GetBytes(text)]);
        return true;
    }

    private static bool TryParseHex(IdentificationType type, string text, [NotNullWhen(true)] out Identity? identity, [NotNullWhen(false)] out string? error)
    {
        string digits = text.Replace(":", string.Empty, StringComparison.Ordinal);
        bool isHex = digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit);
        identity = isHex ? new(type, [.. Convert.FromHexString(digits)]) : null;
        error = isHex ? null : $"'{text}' after '#' is not an even number of hex digits.";
        return isHex;
    }

    private static bool TryFindType(string prefix, out IdentificationType type)
    {
        if (prefix.Length > 2 && prefix[0] == '{' && prefix[^1] == '}'
            && byte.TryParse(prefix.AsSpan(1, prefix.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out byte number))
        {
            type = new IdentificationType(number);
            return true;
        }

        int found = Array.FindIndex(Prefixes, entry => entry.Prefix.Equals(prefix, StringComparison.OrdinalIgnoreCase));
        type = found < 0 ? default : Prefixes[found].Type;
        return found >= 0;
    }

    // Only plain ASCII is shown as text: a peer must not be able to write control characters, or text that reads backwards, into a log.
    private static bool TryGetPrintable(Identity identity, [NotNullWhen(true)] out string? text)
    {
        ReadOnlySpan<byte> data = identity.Data.AsSpan();
        bool isPrintable = !data.IsEmpty && !data.ContainsAnyExceptInRange((byte)' ', (byte)'~') && data[0] is not ((byte)'#' or (byte)' ') && data[^1] != ' ';
        text = isPrintable ? Encoding.ASCII.GetString(data) : null;
        return isPrintable;
    }

    private static string PrefixOf(IdentificationType type)
    {
        int found = Array.FindIndex(Prefixes, entry => entry.Type == type);
        return found < 0 ? $"{{{type.Value}}}" : Prefixes[found].Prefix;
    }

    private static string Hexadecimal(string prefix, Identity identity) => $"{prefix}:#{Hex(identity)}";

    private static string Hex(Identity identity) => Convert.ToHexStringLower(identity.Data.AsSpan());
}
