using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Isakmp.Messages;
using Isakmp.Primitives;

namespace IkeTool.Output;

/// <summary>A selector of the Linux kernel: subnets, one protocol or all, one port of each side or all.</summary>
/// <param name="Source">The subnet of the sender, as address and prefix length.</param>
/// <param name="Destination">The subnet of the receiver.</param>
/// <param name="IpProtocol">The IP protocol, 0 for all.</param>
/// <param name="SourcePort">The sender's port, or the ICMP type; null for all.</param>
/// <param name="DestinationPort">The receiver's port, or the ICMP code; null for all.</param>
internal sealed record XfrmSelector(string Source, string Destination, byte IpProtocol, ushort? SourcePort, ushort? DestinationPort)
{
    private const byte Icmp = 1;
    private const byte IcmpV6 = 58;

    // The protocols whose ports the command can name, by name.
    private static readonly Dictionary<byte, string> PortProtocols = new() { [6] = "tcp", [17] = "udp", [33] = "dccp", [132] = "sctp" };

    private bool IsIcmp => IsIcmpNumber(IpProtocol);

    /// <summary>Makes the selectors of the traffic from our side to the peer's.</summary>
    /// <param name="local">What is on our side.</param>
    /// <param name="remote">What is on the peer's side.</param>
    /// <param name="selectors">One for each pair of subnets that the ranges consist of.</param>
    /// <param name="reason">Why there is none.</param>
    /// <returns>Whether the kernel can say it.</returns>
    public static bool TryCombine(
        TrafficSelector local, TrafficSelector remote, out IReadOnlyList<XfrmSelector> selectors, [NotNullWhen(false)] out string? reason)
    {
        selectors = [];
        byte protocol = local.IpProtocol != 0 ? local.IpProtocol : remote.IpProtocol;
        reason = local.StartAddress.Length != remote.StartAddress.Length ? "the address families differ"
            : local.IpProtocol != 0 && remote.IpProtocol != 0 && local.IpProtocol != remote.IpProtocol ? "the protocols differ"
            : !IsPlain(local, protocol) || !IsPlain(remote, protocol) ? "ip xfrm knows one port or all, no range"
            : HasPorts(local, remote) && !PortProtocols.ContainsKey(protocol) && !IsIcmpNumber(protocol) ? "ip xfrm knows no ports of that protocol"
            : null;
        if (reason is not null)
        {
            return false;
        }

        (ushort? sourcePort, ushort? destinationPort) = Ports(local, remote, protocol);
        selectors = [.. Subnets(local).SelectMany(source => Subnets(remote)
            .Select(destination => new XfrmSelector(source, destination, protocol, sourcePort, destinationPort)))];
        return true;
    }

    /// <summary>The same traffic in the other direction.</summary>
    /// <returns>The selector.</returns>
    public XfrmSelector Reverse() => IsIcmp
        ? this with { Source = Destination, Destination = Source }
        : new(Destination, Source, IpProtocol, DestinationPort, SourcePort);

    /// <summary>The arguments of <c>ip xfrm policy</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        string text = $"src {Source} dst {Destination}";
        if (IpProtocol == 0)
        {
            return text;
        }

        string name = IpProtocol switch
        {
            Icmp => "icmp",
            IcmpV6 => "ipv6-icmp",
            _ => PortProtocols.GetValueOrDefault(IpProtocol) ?? IpProtocol.ToString(CultureInfo.InvariantCulture),
        };
        (string first, string second) = IsIcmp ? ("type", "code") : ("sport", "dport");
        return $"{text} proto {name}{Argument(first, SourcePort)}{Argument(second, DestinationPort)}";
    }

    private static string Argument(string word, ushort? value) =>
        value is { } number ? string.Create(CultureInfo.InvariantCulture, $" {word} {number}") : "";

    private static bool IsIcmpNumber(byte protocol) => protocol is Icmp or IcmpV6;

    private static bool IsPlain(TrafficSelector selector, byte protocol) =>
        selector.IsAnyPort || selector.IsOpaque || selector.StartPort == selector.EndPort || (IsIcmpNumber(protocol) && IsOneType(selector));

    // RFC 7296 3.13.1: the ICMP type stands in the high octet of the port, the code in the low one.
    private static bool IsOneType(TrafficSelector selector) => selector.StartPort == (selector.EndPort & 0xFF00) && (selector.EndPort & 0xFF) == 0xFF;

    private static bool HasPorts(TrafficSelector local, TrafficSelector remote) => PortOf(local) is not null || PortOf(remote) is not null;

    private static ushort? PortOf(TrafficSelector selector) => selector.StartPort == selector.EndPort ? selector.StartPort : null;

    private static (ushort? First, ushort? Second) Ports(TrafficSelector local, TrafficSelector remote, byte protocol)
    {
        if (!IsIcmpNumber(protocol))
        {
            return (PortOf(local), PortOf(remote));
        }

        TrafficSelector narrower = remote.IsAnyPort || remote.IsOpaque ? local : remote;
        return narrower.IsAnyPort || narrower.IsOpaque
            ? (null, null)
            : ((ushort)(narrower.StartPort >> 8), PortOf(narrower) is { } both ? (ushort)(both & 0xFF) : null);
    }

    // The subnets that a range of addresses consists of, the largest that fit from its start on.
    private static IEnumerable<string> Subnets(TrafficSelector selector)
    {
        int length = selector.StartAddress.Length;
        int bits = length * 8;
        UInt128 first = selector.StartAddress.Value;
        UInt128 last = selector.EndAddress.Value;
        while (true)
        {
            int host = Math.Min(bits, (int)UInt128.TrailingZeroCount(first));
            while (host > 0 && (host == 128 ? UInt128.MaxValue : (UInt128.One << host) - 1) > last - first)
            {
                host--;
            }

            UInt128 size = host == 128 ? UInt128.MaxValue : (UInt128.One << host) - 1;
            yield return string.Create(CultureInfo.InvariantCulture, $"{NetAddress.FromValue(first, length)}/{bits - host}");
            if (size >= last - first)
            {
                yield break;
            }

            first += size + 1;
        }
    }
}
