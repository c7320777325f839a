using System.Buffers.Binary;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Captures;

/// <summary>An IP packet of either version, as far as it was captured.</summary>
internal readonly ref struct IpPacket
{
    /// <summary>The protocol number of TCP.</summary>
    public const byte Tcp = 6;

    /// <summary>The protocol number of UDP.</summary>
    public const byte Udp = 17;

    private const int IPv4Size = 20;
    private const int IPv6Size = 40;
    private const int FragmentOffsetMask = 0x1FFF;
    private const int FragmentUnit = 8;

    private readonly ReadOnlySpan<byte> _octets;

    private IpPacket(ReadOnlySpan<byte> octets, bool isIPv6, byte protocol, int start, int length)
    {
        _octets = octets;
        IsIPv6 = isIPv6;
        Protocol = protocol;
        Start = start;
        Length = length;
    }

    public bool IsIPv6 { get; }

    /// <summary>What the payload is; of a fragment, what it was before it was cut.</summary>
    public byte Protocol { get; }

    /// <summary>Where the payload starts, behind the header and its extensions.</summary>
    public int Start { get; }

    /// <summary>How long the payload was when it was sent.</summary>
    public int Length { get; }

    /// <summary>The payload as far as it was captured.</summary>
    public ReadOnlySpan<byte> Payload => _octets.Slice(Start, Math.Min(Length, _octets.Length - Start));

    public bool IsFragment { get; private init; }

    public bool HasMoreFragments { get; private init; }

    /// <summary>Where the fragment belongs in its datagram, in octets.</summary>
    public int FragmentOffset { get; private init; }

    public uint Identification { get; private init; }

    public NetAddress Source => IsIPv6 ? NetAddress.FromBytes(_octets.Slice(8, 16)) : NetAddress.FromBytes(_octets.Slice(12, 4));

    public NetAddress Destination => IsIPv6 ? NetAddress.FromBytes(_octets.Slice(24, 16)) : NetAddress.FromBytes(_octets.Slice(16, 4));

    /// <summary>Reads the header of IPv4 (RFC 791 3.1).</summary>
    /// <returns>Where the header is bad, or -1.</returns>
    public static int TryReadIPv4(ReadOnlySpan<byte> octets, out IpPacket packet)
    {
        packet = default;
        if (octets.Length < IPv4Size)
        {
            return octets.Length;
        }

        int header = (octets[0] & 0x0F) * 4;
        if (octets[0] >> 4 != 4 || header < IPv4Size || header > octets.Length)
        {
            return 0;
        }

        int total = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        if (total == 0)
        {
            // Captured before the network card cut it into packets and filled in their lengths.
            total = octets.Length;
        }
        else if (total < header)
        {
            return 2;
        }

        int fragment = BinaryPrimitives.ReadUInt16BigEndian(octets[6..]);
        bool hasMore = (fragment & 0x2000) != 0;
        int offset = (fragment & FragmentOffsetMask) * FragmentUnit;
        packet = new IpPacket(octets, isIPv6: false, octets[9], header, total - header)
        {
            IsFragment = hasMore || offset != 0,
            HasMoreFragments = hasMore,
            FragmentOffset = offset,
            Identification = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]),
        };
        return -1;
    }

    /// <summary>Reads the header of IPv6 and its extensions, up to the one that says it is a fragment (RFC 8200 3, 4).</summary>
    /// <returns>Where the header is bad, or -1.</returns>
    public static int TryReadIPv6(ReadOnlySpan<byte> octets, out IpPacket packet)
    {
        packet = default;
        if (octets.Length < IPv6Size)
        {
            return octets.Length;
        }

        if (octets[0] >> 4 != 6)
        {
            return 0;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        // 0: a jumbogram (RFC 2675), or captured before the network card filled it in.
        int end = length == 0 ? octets.Length : IPv6Size + length;
        ReadOnlySpan<byte> captured = octets[..Math.Min(end, octets.Length)];
        byte next = octets[6];
        int at = IPv6Size;
        while (ExtensionHeaders.TryPass(captured, ref next, ref at))
        {
            if (next != ExtensionHeaders.Fragment)
            {
                packet = new IpPacket(octets, isIPv6: true, next, at, end - at);
                return -1;
            }

            if (captured.Length - at < ExtensionHeaders.FragmentSize)
            {
                break;
            }

            ReadOnlySpan<byte> header = captured[at..];
            int place = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
            next = header[0];
            at += ExtensionHeaders.FragmentSize;
            // RFC 6946: what is the first fragment and the last one is none.
            if ((place & ~0x6) != 0)
            {
                packet = new IpPacket(octets, isIPv6: true, next, at, end - at)
                {
                    IsFragment = true,
                    HasMoreFragments = (place & 1) != 0,
                    FragmentOffset = place & ~0x7,
                    Identification = BinaryPrimitives.ReadUInt32BigEndian(header[4..]),
                };
                return -1;
            }
        }

        return at;
    }
}
