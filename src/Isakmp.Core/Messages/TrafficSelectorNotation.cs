using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Isakmp.Primitives;

namespace Isakmp.Messages;

/// <summary>Traffic selectors in swanctl's words: an address part, then protocol and ports in brackets.</summary>
internal static class TrafficSelectorNotation
{
    private const byte Icmp = 1;
    private const byte Icmp6 = 58;

    private static readonly (string Word, byte Number)[] Protocols =
    [
        ("icmp", Icmp), ("igmp", 2), ("ipip", 4), ("tcp", 6), ("udp", 17), ("dccp", 33), ("ipv6", 41), ("gre", 47), ("esp", 50), ("ah", 51),
        ("icmp6", Icmp6), ("ipv6-icmp", Icmp6), ("icmpv6", Icmp6), ("ospf", 89), ("vrrp", 112), ("l2tp", 115), ("sctp", 132), ("udplite", 136),
    ];

    private static readonly (string Word, ushort Number)[] Services =
    [
        ("ssh", 22), ("domain", 53), ("http", 80), ("ntp", 123), ("snmp", 161), ("bgp", 179), ("https", 443), ("syslog", 514), ("l2tp", 1701), ("radius", 1812),
    ];

    public static bool TryParse(string? text, [NotNullWhen(true)] out TrafficSelector? selector, [NotNullWhen(false)] out string? error)
    {
        selector = null;
        string address = (text ?? string.Empty).Trim();
        TrafficSelector ports = TrafficSelector.Dynamic;
        int bracket = address.IndexOf('[', StringComparison.Ordinal);
        if (bracket >= 0)
        {
            if (address[^1] != ']')
            {
                error = $"'{text}' has '[' without ']' at its end.";
                return false;
            }

            if (!TryParseBracket(address[(bracket + 1)..^1].Trim(), out ports, out error))
            {
                return false;
            }

            address = address[..bracket].Trim();
        }

        if (address.Equals("dynamic", StringComparison.OrdinalIgnoreCase) || (address.Length == 0 && bracket >= 0))
        {
            selector = ports;
            error = null;
            return true;
        }

        if (!AddressRange.TryParse(address, out NetAddress first, out NetAddress last, out error))
        {
            return false;
        }

        selector = ports with { StartAddress = first, EndAddress = last };
        return true;
    }

    public static string Format(TrafficSelector selector)
    {
        string address = selector.IsDynamic ? "dynamic" : AddressRange.Format(selector.StartAddress, selector.EndAddress);
        if (selector.IsAnyPort)
        {
            return selector.IpProtocol == 0 ? address : $"{address}[{ProtocolWord(selector.IpProtocol)}]";
        }

        string protocol = selector.IpProtocol == 0 ? string.Empty : ProtocolWord(selector.IpProtocol);
        return $"{address}[{protocol}/{FormatPorts(selector)}]";
    }

    private static string FormatPorts(TrafficSelector selector)
    {
        if (selector.IsOpaque)
        {
            return "opaque";
        }

        if (selector.IpProtocol is Icmp or Icmp6)
        {
            return FormatIcmp(selector.StartPort, selector.EndPort);
        }

        return selector.StartPort == selector.EndPort
            ? selector.StartPort.ToString(CultureInfo.InvariantCulture)
            : $"{selector.StartPort}-{selector.EndPort}";
    }

    // RFC 7296 3.13.1: the type in the high octet, the code in the low one.
    private static string FormatIcmp(ushort start, ushort end)
    {
        bool allCodes = (start & 0xFF) == 0 && (end & 0xFF) == 0xFF;
        string first = allCodes ? $"{start >> 8}" : $"{start >> 8}({start & 0xFF})";
        string last = allCodes ? $"{end >> 8}" : $"{end >> 8}({end & 0xFF})";
        return first == last ? first : $"{first}-{last}";
    }

    private static bool TryParseBracket(string text, out TrafficSelector ports, [NotNullWhen(false)] out string? error)
    {
        ports = TrafficSelector.Dynamic;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string protocolText = (slash < 0 ? text : text[..slash]).Trim();
        if (!TryParseProtocol(protocolText, out byte protocol))
        {
            error = $"'{protocolText}' is no IP protocol: write a number or a name such as tcp, udp, icmp, icmp6, gre, sctp.";
            return false;
        }

        ports = ports with { IpProtocol = protocol };
        string portText = slash < 0 ? "any" : text[(slash + 1)..].Trim();
        if (portText is "any" or "%any" or "*")
        {
            error = null;
            return true;
        }

        if (portText.Equals("opaque", StringComparison.OrdinalIgnoreCase))
        {
            ports = ports with { StartPort = ushort.MaxValue, EndPort = 0 };
            error = null;
            return true;
        }

        return TryParsePorts(portText, ref ports, out error);
    }

    private static bool TryParsePorts(string text, ref TrafficSelector ports, [NotNullWhen(false)] out string? error)
    {
        bool isIcmp = ports.IpProtocol is Icmp or Icmp6;
        string[] ends = text.Split('-');
        if (ends.Length <= 2 && TryParsePort(ends[0].Trim(), isIcmp, out ushort start, out _) && TryParsePort(ends[^1].Trim(), isIcmp, out _, out ushort end)
            && start <= end)
        {
            ports = ports with { StartPort = start, EndPort = end };
            error = null;
            return true;
        }

        error = isIcmp
            ? $"'{text}' is no ICMP type: write 8, 3-4, or type and code as 3(1)."
            : $"'{text}' is no port: write a number up to 65535, a range 1000-2000 with the lower first, any, or opaque.";
        return false;
    }

    private static bool TryParsePort(string text, bool isIcmp, out ushort first, out ushort last)
    {
        first = last = 0;
        if (!isIcmp)
        {
            if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out first))
            {
                first = Array.Find(Services, service => service.Word.Equals(text, StringComparison.OrdinalIgnoreCase)).Number;
            }

            last = first;
            return first != 0 || text == "0";
        }

        int open = text.IndexOf('(', StringComparison.Ordinal);
        bool hasCode = open > 0 && text[^1] == ')';
        byte code = 0;
        if (!byte.TryParse(hasCode ? text[..open] : text, NumberStyles.None, CultureInfo.InvariantCulture, out byte type)
            || (hasCode && !byte.TryParse(text[(open + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out code)))
        {
            return false;
        }

        first = (ushort)((type << 8) | code);
        last = (ushort)((type << 8) | (hasCode ? code : 0xFF));
        return true;
    }

    private static bool TryParseProtocol(string text, out byte protocol)
    {
        if (text.Length == 0 || text is "any" or "%any" or "*")
        {
            protocol = 0;
            return true;
        }

        if (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out protocol))
        {
            return true;
        }

        protocol = Array.Find(Protocols, entry => entry.Word.Equals(text, StringComparison.OrdinalIgnoreCase)).Number;
        return protocol != 0;
    }

    private static string ProtocolWord(byte protocol) =>
        Array.Find(Protocols, entry => entry.Number == protocol).Word ?? protocol.ToString(CultureInfo.InvariantCulture);
}
