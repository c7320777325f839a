using System.Globalization;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Inspection.Observation;

/// <summary>An ID payload of IKEv1: who somebody is in phase 1, whose traffic it is in Quick Mode.</summary>
internal static class IkeV1Identity
{
    /// <summary>The identity in swanctl's notation; subnets and ranges as traffic.</summary>
    public static string OfPeer(scoped in IdentificationPayloadView view)
    {
        bool isTraffic = view.IdType == V1IdentificationType.Ipv4Subnet || view.IdType == V1IdentificationType.Ipv6Subnet
            || view.IdType == V1IdentificationType.Ipv4Range || view.IdType == V1IdentificationType.Ipv6Range;

        // RFC 2407 4.6.2.1: the other numbers are those that IKEv2 kept (RFC 7296 3.5).
        return isTraffic ? OfTraffic(view) : new Identity(new IdentificationType(view.IdType.Value), [.. view.Data]).ToString();
    }

    /// <summary>The traffic in swanctl's notation for selectors.</summary>
    public static string OfTraffic(scoped in IdentificationPayloadView view)
    {
        ReadOnlySpan<byte> data = view.Data;
        (ushort first, ushort last) = view.Port == 0 ? ((ushort)0, ushort.MaxValue) : (view.Port, view.Port);
        bool isHost = view.IdType == V1IdentificationType.Ipv4Address || view.IdType == V1IdentificationType.Ipv6Address;
        if (isHost && NetAddress.TryFromBytes(data, out NetAddress host))
        {
            return new TrafficSelector(view.IpProtocol, first, last, host, host).ToString();
        }

        int half = data.Length / 2;
        bool isPair = data.Length is 8 or 32 && NetAddress.TryFromBytes(data[..half], out _) && NetAddress.TryFromBytes(data[half..], out _);
        bool isSubnet = view.IdType == V1IdentificationType.Ipv4Subnet || view.IdType == V1IdentificationType.Ipv6Subnet;
        bool isRange = view.IdType == V1IdentificationType.Ipv4Range || view.IdType == V1IdentificationType.Ipv6Range;
        if (isPair && isRange)
        {
            return new TrafficSelector(view.IpProtocol, first, last, NetAddress.FromBytes(data[..half]), NetAddress.FromBytes(data[half..])).ToString();
        }

        if (isPair && isSubnet)
        {
            UInt128 address = NetAddress.FromBytes(data[..half]).Value;
            UInt128 mask = NetAddress.FromBytes(data[half..]).Value;
            UInt128 all = half == 4 ? uint.MaxValue : UInt128.MaxValue;
            return new TrafficSelector(
                view.IpProtocol, first, last, NetAddress.FromValue(address & mask, half), NetAddress.FromValue((address & mask) | (all & ~mask), half)).ToString();
        }

        string ports = view.IpProtocol == 0 && view.Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{view.IpProtocol}/{view.Port}]");
        return isHost || isPair || isSubnet || isRange
            ? $"{view.IdType}:{ReadableText.Of(data)}{ports}"
            : new Identity(new IdentificationType(view.IdType.Value), [.. data]) + ports;
    }
}
