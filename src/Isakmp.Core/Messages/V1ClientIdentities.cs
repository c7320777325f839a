using System.Diagnostics.CodeAnalysis;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Messages;

/// <summary>The client identities of Quick Mode as traffic selectors, and back (RFC 2407 section 4.6.2, RFC 2409 section 5.5).</summary>
internal static class V1ClientIdentities
{
    private const int LargestBody = 2 * 16;

    /// <summary>Reads an identity: an address, a subnet or a range, with a protocol and one port or all.</summary>
    /// <param name="view">The ID payload.</param>
    /// <param name="selector">The selector.</param>
    /// <returns>False for a name, for a mask with holes, and where start and end are the wrong way round.</returns>
    public static bool TryRead(in IdentificationPayloadView view, [NotNullWhen(true)] out TrafficSelector? selector)
    {
        selector = null;
        int half = view.Data.Length / 2;
        bool isSingle = view.IdType == V1IdentificationType.Ipv4Address || view.IdType == V1IdentificationType.Ipv6Address;
        if (view.Data.Length != SizeOf(view.IdType) || !NetAddress.TryFromBytes(isSingle ? view.Data : view.Data[..half], out NetAddress first))
        {
            return false;
        }

        NetAddress last = first;
        if (!isSingle)
        {
            NetAddress second = NetAddress.FromBytes(view.Data[half..]);
            bool isRange = view.IdType == V1IdentificationType.Ipv4Range || view.IdType == V1IdentificationType.Ipv6Range;
            if (isRange)
            {
                last = second;
            }
            else if (!TryMask(first, second, out first, out last))
            {
                return false;
            }
        }

        // RFC 2407 4.6.2: a port of 0 is to be ignored
        ushort endPort = view.Port == 0 ? ushort.MaxValue : view.Port;
        selector = new TrafficSelector(view.IpProtocol, view.Port, endPort, first, last);
        return !selector.IsEmpty;
    }

    /// <summary>Whether Quick Mode can say a selector: it knows one port or all.</summary>
    public static bool IsExpressible(TrafficSelector selector) =>
        !selector.IsDynamic && !selector.IsEmpty && (selector.IsAnyPort || (selector.StartPort == selector.EndPort && selector.StartPort != 0));

    /// <summary>Writes an ID payload: an address where the selector has one, else a subnet where it is one, else a range.</summary>
    /// <param name="writer">The writer, between payloads.</param>
    /// <param name="selector">A selector that <see cref="IsExpressible"/>.</param>
    public static void Write(ref MessageWriter writer, TrafficSelector selector)
    {
        Span<byte> body = stackalloc byte[LargestBody];
        int length = selector.StartAddress.Write(body);
        bool isIPv6 = selector.StartAddress.IsIPv6;
        V1IdentificationType type = isIPv6 ? V1IdentificationType.Ipv6Address : V1IdentificationType.Ipv4Address;
        if (!selector.IsHost)
        {
            int? prefix = AddressRange.PrefixLength(selector.StartAddress, selector.EndAddress);
            NetAddress second = prefix is { } bits ? MaskOf(bits, length) : selector.EndAddress;
            type = (prefix, isIPv6) switch
            {
                (not null, false) => V1IdentificationType.Ipv4Subnet,
                (not null, true) => V1IdentificationType.Ipv6Subnet,
                (null, false) => V1IdentificationType.Ipv4Range,
                _ => V1IdentificationType.Ipv6Range,
            };
            length += second.Write(body[length..]);
        }

        ushort port = selector.IsAnyPort ? (ushort)0 : selector.StartPort;
        IdentificationPayload.Write(ref writer, type, selector.IpProtocol, port, body[..length]);
    }

    private static int SizeOf(V1IdentificationType type) => type.Value switch
    {
        1 => 4,
        4 or 7 => 8,
        5 => 16,
        6 or 8 => 32,
        _ => -1,
    };

    private static NetAddress MaskOf(int prefixLength, int length)
    {
        int bits = length * 8;
        UInt128 all = bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - UInt128.One;
        UInt128 hosts = bits - prefixLength == 128 ? UInt128.MaxValue : (UInt128.One << (bits - prefixLength)) - UInt128.One;
        return NetAddress.FromValue(all & ~hosts, length);
    }

    private static bool TryMask(NetAddress address, NetAddress mask, out NetAddress first, out NetAddress last)
    {
        for (int prefix = 0; prefix <= mask.Length * 8; prefix++)
        {
            if (MaskOf(prefix, mask.Length) == mask)
            {
                (first, last) = AddressRange.OfSubnet(address, prefix);
                return true;
            }
        }

        (first, last) = (default, default);
        return false;
    }
}
