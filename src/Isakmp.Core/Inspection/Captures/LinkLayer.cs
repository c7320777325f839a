using System.Buffers.Binary;

namespace Isakmp.Inspection.Captures;

/// <summary>Finds the IP packet in a frame.</summary>
internal static class LinkLayer
{
    // Numbers of the tcpdump group's list of link types; 12 and 14 are what BSDs call raw IP.
    private const int Null = 0;
    private const int Ethernet = 1;
    private const int RawBsd = 12;
    private const int RawOpenBsd = 14;
    private const int Raw = 101;
    private const int Loop = 108;
    private const int LinuxCooked = 113;
    private const int RawIPv4 = 228;
    private const int RawIPv6 = 229;
    private const int LinuxCooked2 = 276;

    private const ushort EtherTypeIPv4 = 0x0800;
    private const ushort EtherTypeIPv6 = 0x86DD;

    private const int AddressesSize = 12;
    private const int EtherTypeSize = 2;
    private const int TagSize = 2;
    private const int CookedSize = 16;
    private const int CookedProtocolOffset = 14;
    private const int Cooked2Size = 20;
    private const int FamilySize = 4;

    /// <summary>Says what the frame carries.</summary>
    /// <param name="linkType">The number of the link type.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="start">Where the IP packet starts.</param>
    public static LinkVerdict Find(int linkType, ReadOnlySpan<byte> frame, out int start)
    {
        start = 0;
        switch (linkType)
        {
            case Ethernet:
                return BehindEtherType(frame, AddressesSize, AddressesSize + EtherTypeSize, out start);
            case LinuxCooked:
                return BehindEtherType(frame, CookedProtocolOffset, CookedSize, out start);
            case LinuxCooked2:
                return BehindEtherType(frame, 0, Cooked2Size, out start);
            case Null or Loop:
                return BehindFamily(frame, out start);
            case RawBsd or RawOpenBsd or Raw:
                // What is neither version is a broken header of the fourth.
                return frame.IsEmpty ? LinkVerdict.CutOff : frame[0] >> 4 == 6 ? LinkVerdict.IPv6 : LinkVerdict.IPv4;
            case RawIPv4:
                return LinkVerdict.IPv4;
            case RawIPv6:
                return LinkVerdict.IPv6;
            default:
                return LinkVerdict.Unsupported;
        }
    }

    // IEEE 802.1Q: a tag stands before the EtherType of what it tags, and may itself be tagged.
    private static LinkVerdict BehindEtherType(ReadOnlySpan<byte> frame, int typeOffset, int headerSize, out int start)
    {
        start = headerSize;
        if (frame.Length < headerSize)
        {
            return LinkVerdict.CutOff;
        }

        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[typeOffset..]);
        while (true)
        {
            switch (type)
            {
                case EtherTypeIPv4:
                    return LinkVerdict.IPv4;
                case EtherTypeIPv6:
                    return LinkVerdict.IPv6;
                case 0x8100 or 0x88A8 or 0x9100 or 0x9200:
                    if (frame.Length - start < TagSize + EtherTypeSize)
                    {
                        return LinkVerdict.CutOff;
                    }

                    type = BinaryPrimitives.ReadUInt16BigEndian(frame[(start + TagSize)..]);
                    start += TagSize + EtherTypeSize;
                    break;
                default:
                    return LinkVerdict.Other;
            }
        }
    }

    // The family is a number of the machine that captured, in its byte order, which need not be the file's; each BSD has its own for IPv6.
    private static LinkVerdict BehindFamily(ReadOnlySpan<byte> frame, out int start)
    {
        start = FamilySize;
        if (frame.Length < FamilySize)
        {
            return LinkVerdict.CutOff;
        }

        uint family = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        if (family > ushort.MaxValue)
        {
            family = BinaryPrimitives.ReverseEndianness(family);
        }

        return family switch
        {
            2 => LinkVerdict.IPv4,
            10 or 24 or 28 or 30 => LinkVerdict.IPv6,
            _ => LinkVerdict.Other,
        };
    }
}
