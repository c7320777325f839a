using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Isakmp.Primitives;

namespace Isakmp.Hosting;

/// <summary>Moves addresses in and out of the operating system's form without allocating.</summary>
/// <remarks>Port and address stand at the same offsets on every system that .NET runs on; only the family's form differs, and the framework writes that.</remarks>
internal static class SocketAddresses
{
    private const int PortOffset = 2;
    private const int IPv4AddressOffset = 4;
    private const int IPv6AddressOffset = 8;
    private const int IPv6ScopeOffset = 24;

    /// <summary>Makes room for an address of a family.</summary>
    /// <param name="isIPv6">Whether it is IPv6.</param>
    /// <returns>The unspecified address with port 0.</returns>
    public static SocketAddress Create(bool isIPv6) => new(isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);

    /// <summary>Reads address and port.</summary>
    /// <param name="source">What the system wrote.</param>
    /// <param name="scope">The index of the interface of a link-local address, else 0.</param>
    /// <returns>The end point; the default value for another family.</returns>
    public static NetEndPoint Read(SocketAddress source, out int scope)
    {
        ReadOnlySpan<byte> raw = source.Buffer.Span;
        scope = 0;
        switch (source.Family)
        {
            case AddressFamily.InterNetwork:
                return new(NetAddress.FromBytes(raw.Slice(IPv4AddressOffset, 4)), PortOf(raw));
            case AddressFamily.InterNetworkV6:
                var address = NetAddress.FromBytes(raw.Slice(IPv6AddressOffset, 16));
                scope = IsLinkLocal(address) ? (int)BitConverter.ToUInt32(raw.Slice(IPv6ScopeOffset, 4)) : 0;
                return new(address, PortOf(raw));
            default:
                return default;
        }
    }

    /// <summary>Writes address and port.</summary>
    /// <param name="destination">Room of the same family.</param>
    /// <param name="endPoint">The end point.</param>
    /// <param name="scope">The index of the interface for a link-local address.</param>
    public static void Write(SocketAddress destination, NetEndPoint endPoint, int scope)
    {
        Span<byte> raw = destination.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(raw[PortOffset..], endPoint.Port);
        if (endPoint.Address.IsIPv4)
        {
            _ = endPoint.Address.Write(raw[IPv4AddressOffset..]);
            return;
        }

        _ = endPoint.Address.Write(raw[IPv6AddressOffset..]);
        _ = BitConverter.TryWriteBytes(raw.Slice(IPv6ScopeOffset, 4), IsLinkLocal(endPoint.Address) ? (uint)scope : 0);
    }

    /// <summary>Whether an address means something on one link only (fe80::/10).</summary>
    /// <param name="address">The address.</param>
    /// <returns>The answer.</returns>
    public static bool IsLinkLocal(NetAddress address) => address.IsIPv6 && (ushort)(address.Value >> 112) >> 6 == 0xFE80 >> 6;

    private static ushort PortOf(ReadOnlySpan<byte> raw) => BinaryPrimitives.ReadUInt16BigEndian(raw[PortOffset..]);
}
