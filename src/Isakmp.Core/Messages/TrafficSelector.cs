using System.Diagnostics.CodeAnalysis;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Messages;

/// <summary>A range of addresses and ports of one IP protocol or of all (RFC 7296 3.13.1).</summary>
/// <param name="IpProtocol">The IP protocol, 0 for all.</param>
/// <param name="StartPort">The lowest port; for ICMP type and code (type in the high octet).</param>
/// <param name="EndPort">The highest port. Start 65535 with end 0 means OPAQUE: ports that cannot be seen (RFC 4301 4.4.1.1).</param>
/// <param name="StartAddress">The lowest address; unspecified in a dynamic selector.</param>
/// <param name="EndAddress">The highest address, of the same family.</param>
public sealed record TrafficSelector(byte IpProtocol, ushort StartPort, ushort EndPort, NetAddress StartAddress, NetAddress EndAddress)
{
    /// <summary>All IPv4 traffic, <c>0.0.0.0/0</c>.</summary>
    public static TrafficSelector AnyIPv4 { get; } = ForSubnet(NetAddress.FromValue(0, 4), 0);

    /// <summary>All IPv6 traffic, <c>::/0</c>.</summary>
    public static TrafficSelector AnyIPv6 { get; } = ForSubnet(NetAddress.FromValue(0, 16), 0);

    /// <summary>The address that the endpoint turns out to have, all protocols: <c>dynamic</c> in swanctl.conf. To be resolved before it goes on the wire.</summary>
    public static TrafficSelector Dynamic { get; } = new(0, 0, ushort.MaxValue, default, default);

    /// <summary>Whether the address is not known yet; see <see cref="Resolve"/>.</summary>
    public bool IsDynamic => StartAddress.IsUnspecified;

    /// <summary>Whether the ports are OPAQUE.</summary>
    public bool IsOpaque => StartPort == ushort.MaxValue && EndPort == 0;

    /// <summary>Whether the selector stands for every port, OPAQUE included (RFC 4301 4.4.1.1).</summary>
    public bool IsAnyPort => StartPort == 0 && EndPort == ushort.MaxValue;

    /// <summary>Whether the selector names exactly one address.</summary>
    public bool IsHost => !IsDynamic && StartAddress == EndAddress;

    /// <summary>Whether no packet can match: a start above its end, or two address families.</summary>
    public bool IsEmpty =>
        StartAddress.Length != EndAddress.Length || StartAddress.CompareTo(EndAddress) > 0 || (StartPort > EndPort && !IsOpaque);

    /// <summary>The type on the wire, which follows from the address family.</summary>
    public TrafficSelectorType Type => StartAddress.IsIPv6 ? TrafficSelectorType.Ipv6AddressRange : TrafficSelectorType.Ipv4AddressRange;

    /// <summary>Makes a selector for one address, all protocols and ports.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The selector.</returns>
    public static TrafficSelector ForAddress(NetAddress address) => new(0, 0, ushort.MaxValue, address, address);

    /// <summary>Makes a selector for a subnet, all protocols and ports; host bits of <paramref name="address"/> are cleared.</summary>
    /// <param name="address">An address of the subnet.</param>
    /// <param name="prefixLength">The number of leading bits that are fixed.</param>
    /// <returns>The selector.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="prefixLength"/> is longer than the address.</exception>
    public static TrafficSelector ForSubnet(NetAddress address, int prefixLength)
    {
        (NetAddress first, NetAddress last) = AddressRange.OfSubnet(address, prefixLength);
        return new(0, 0, ushort.MaxValue, first, last);
    }

    /// <summary>Parses swanctl's notation: <c>10.1.0.0/24</c>, <c>10.0.0.1-10.0.0.9</c>, <c>10.1.0.0/24[tcp/80]</c>, <c>2001:db8::/32[udp/1000-2000]</c>, <c>dynamic[gre]</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The selector.</returns>
    /// <exception cref="FormatException">The text is no selector; the message says why.</exception>
    public static TrafficSelector Parse(string text) =>
        TryParse(text, out TrafficSelector? selector, out string? error) ? selector : throw new FormatException(error);

    /// <summary>Parses swanctl's notation.</summary>
    /// <param name="text">The text, as for <see cref="Parse"/>.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="error">What is wrong and how to mend it.</param>
    /// <returns>Whether the text is a selector.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TrafficSelector? selector, [NotNullWhen(false)] out string? error) =>
        TrafficSelectorNotation.TryParse(text, out selector, out error);

    /// <summary>Puts an address into a dynamic selector; another selector stays as it is.</summary>
    /// <param name="address">The address of the endpoint.</param>
    /// <returns>The selector.</returns>
    public TrafficSelector Resolve(NetAddress address) => IsDynamic ? this with { StartAddress = address, EndAddress = address } : this;

    /// <summary>Whether an address lies in the range.</summary>
    /// <param name="address">The address.</param>
    /// <returns>False for another address family.</returns>
    public bool Contains(NetAddress address) =>
        address.Length == StartAddress.Length && address.CompareTo(StartAddress) >= 0 && address.CompareTo(EndAddress) <= 0;

    /// <summary>Whether every packet that matches another selector matches this one.</summary>
    /// <param name="other">The other selector.</param>
    /// <returns>Whether this selector covers the other.</returns>
    public bool Contains(TrafficSelector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return !other.IsEmpty && Intersect(other) == other;
    }

    /// <summary>The traffic that matches both selectors.</summary>
    /// <param name="other">The other selector.</param>
    /// <returns>The common part, or null if there is none.</returns>
    public TrafficSelector? Intersect(TrafficSelector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (IsEmpty || other.IsEmpty || StartAddress.Length != other.StartAddress.Length
            || (IpProtocol != other.IpProtocol && IpProtocol != 0 && other.IpProtocol != 0)
            || !TryIntersectPorts(other, out ushort startPort, out ushort endPort))
        {
            return null;
        }

        NetAddress start = StartAddress.CompareTo(other.StartAddress) >= 0 ? StartAddress : other.StartAddress;
        NetAddress end = EndAddress.CompareTo(other.EndAddress) <= 0 ? EndAddress : other.EndAddress;
        return start.CompareTo(end) > 0 ? null : new(IpProtocol != 0 ? IpProtocol : other.IpProtocol, startPort, endPort, start, end);
    }

    /// <summary>swanctl's notation, as <see cref="Parse"/> reads it.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => TrafficSelectorNotation.Format(this);

    private bool TryIntersectPorts(TrafficSelector other, out ushort start, out ushort end)
    {
        if (IsOpaque || other.IsOpaque)
        {
            // RFC 4301 4.4.1.1: ANY includes OPAQUE, a range of ports does not.
            (start, end) = (ushort.MaxValue, 0);
            return (IsOpaque || IsAnyPort) && (other.IsOpaque || other.IsAnyPort);
        }

        start = Math.Max(StartPort, other.StartPort);
        end = Math.Min(EndPort, other.EndPort);
        return start <= end;
    }
}
