using System.Buffers.Binary;
using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Captures;

/// <summary>Writes datagrams as a pcap file of raw IP packets, with IP and UDP headers made for them, for Wireshark and its like.</summary>
/// <remarks>
/// Times have nanoseconds (the file's magic says so) and reach from 1970 to 2106; others are held to that. A large datagram is one packet, as if nothing had had to fragment it.
/// Each packet is one write to the stream, which is not flushed. One thread at a time.
/// </remarks>
public sealed class PcapWriter
{
    /// <summary>The largest UDP payload over IPv4, in octets.</summary>
    public const int LargestIPv4Payload = ushort.MaxValue - IPv4HeaderSize - UdpHeaderSize;

    /// <summary>The largest UDP payload over IPv6, in octets.</summary>
    public const int LargestIPv6Payload = ushort.MaxValue - UdpHeaderSize;

    private const uint NanosecondMagic = 0xA1B23C4D;
    private const int FileHeaderSize = 24;
    private const int RecordHeaderSize = 16;
    private const int LargestPacket = 262_144;
    private const int RawIp = 101;
    private const int IPv4HeaderSize = 20;
    private const int IPv6HeaderSize = 40;
    private const int UdpHeaderSize = 8;
    private const byte UdpProtocol = 17;
    private const byte EspProtocol = 50;
    private const byte HopLimit = 64;
    private const long NanosecondsPerTick = 100;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[2048];

    /// <summary>Writes the header of the file.</summary>
    /// <param name="stream">Takes the file; it stays the caller's.</param>
    public PcapWriter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        Span<byte> header = stackalloc byte[FileHeaderSize];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, NanosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2); // version 2.4
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], LargestPacket);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], RawIp);
        stream.Write(header);
    }

    /// <summary>How many packets have been written.</summary>
    public long PacketCount { get; private set; }

    /// <summary>Writes a UDP datagram.</summary>
    /// <param name="time">When it passed; its wall clock counts.</param>
    /// <param name="source">Who sent it.</param>
    /// <param name="destination">Who gets it.</param>
    /// <param name="payload">What stands in UDP, non-ESP marker included; at most <see cref="LargestIPv4Payload"/> or <see cref="LargestIPv6Payload"/> octets.</param>
    /// <exception cref="ArgumentException">The addresses are of two families or unspecified, or the payload fits no datagram.</exception>
    public void WriteUdp(IkeInstant time, NetEndPoint source, NetEndPoint destination, ReadOnlySpan<byte> payload)
    {
        int ipHeader = CheckedHeaderSize(source.Address, destination.Address);
        int largest = ipHeader == IPv4HeaderSize ? LargestIPv4Payload : LargestIPv6Payload;
        if (payload.Length > largest)
        {
            throw new ArgumentException($"A UDP datagram carries at most {largest} octets, not {payload.Length}.", nameof(payload));
        }

        Span<byte> udp = Begin(time, source.Address, destination.Address, ipHeader, UdpProtocol, UdpHeaderSize + payload.Length);
        BinaryPrimitives.WriteUInt16BigEndian(udp, source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], destination.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], 0);
        payload.CopyTo(udp[UdpHeaderSize..]);
        ushort checksum = Fold(Sum(udp) + PseudoHeader(ipHeader, udp.Length));
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], checksum == 0 ? ushort.MaxValue : checksum); // RFC 768: zero would say that there is none
        End(ipHeader + udp.Length);
    }

    /// <summary>Writes an IKE message, a keep-alive, or an ESP packet in UDP as it is on the wire: with the non-ESP marker where its path has one.</summary>
    /// <param name="time">When it passed.</param>
    /// <param name="outbound">Whether we sent it.</param>
    /// <param name="path">The addresses as we see them; its encapsulation says whether an IKE message has a marker.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="message">The message without marker.</param>
    /// <exception cref="ArgumentException">As for <see cref="WriteUdp"/>.</exception>
    public void WriteMessage(IkeInstant time, bool outbound, in PacketInfo path, DatagramKind kind, ReadOnlySpan<byte> message)
    {
        NetEndPoint source = outbound ? path.Local : path.Remote;
        NetEndPoint destination = outbound ? path.Remote : path.Local;
        if (kind != DatagramKind.Ike || path.Encapsulation != Encapsulation.NonEspMarker)
        {
            WriteUdp(time, source, destination, message);
            return;
        }

        byte[] marked = new byte[UdpEncapsulation.MarkerSize + message.Length];
        message.CopyTo(marked.AsSpan(UdpEncapsulation.WriteMarker(marked)));
        WriteUdp(time, source, destination, marked);
    }

    /// <summary>Writes an ESP packet that travels in IP without UDP.</summary>
    /// <param name="time">When it passed.</param>
    /// <param name="source">Who sent it.</param>
    /// <param name="destination">Who gets it.</param>
    /// <param name="packet">From the SPI to the integrity check value.</param>
    /// <exception cref="ArgumentException">The addresses are of two families or unspecified, or the packet is too large for IP.</exception>
    public void WriteEsp(IkeInstant time, NetAddress source, NetAddress destination, ReadOnlySpan<byte> packet)
    {
        int ipHeader = CheckedHeaderSize(source, destination);
        int largest = ipHeader == IPv4HeaderSize ? ushort.MaxValue - IPv4HeaderSize : ushort.MaxValue;
        if (packet.Length > largest)
        {
            throw new ArgumentException($"An IP packet carries at most {largest} octets, not {packet.Length}.", nameof(packet));
        }

        packet.CopyTo(Begin(time, source, destination, ipHeader, EspProtocol, packet.Length));
        End(ipHeader + packet.Length);
    }

    private static int CheckedHeaderSize(NetAddress source, NetAddress destination)
    {
        if (source.IsUnspecified || source.Length != destination.Length)
        {
            throw new ArgumentException($"A packet goes from one address to another of its family, not from {source} to {destination}.", nameof(source));
        }

        return source.IsIPv4 ? IPv4HeaderSize : IPv6HeaderSize;
    }

    /// <summary>Writes the headers of record and IP.</summary>
    /// <returns>The room for what IP carries.</returns>
    private Span<byte> Begin(IkeInstant time, NetAddress source, NetAddress destination, int ipHeader, byte protocol, int length)
    {
        int total = RecordHeaderSize + ipHeader + length;
        if (_buffer.Length < total)
        {
            _buffer = new byte[Math.Max(total, 2 * _buffer.Length)];
        }

        WriteRecordHeader(time, ipHeader + length);
        Span<byte> ip = _buffer.AsSpan(RecordHeaderSize, ipHeader);
        ip.Clear();
        if (ipHeader == IPv4HeaderSize)
        {
            ip[0] = 0x45; // RFC 791 3.1: version 4, a header of five words
            BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(ipHeader + length));
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(PacketCount & ushort.MaxValue));
            ip[8] = HopLimit;
            ip[9] = protocol;
            _ = source.Write(ip[12..]);
            _ = destination.Write(ip[16..]);
            BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Fold(Sum(ip)));
        }
        else
        {
            ip[0] = 0x60; // RFC 8200 3
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)length);
            ip[6] = protocol;
            ip[7] = HopLimit;
            _ = source.Write(ip[8..]);
            _ = destination.Write(ip[24..]);
        }

        return _buffer.AsSpan(RecordHeaderSize + ipHeader, length);
    }

    private void WriteRecordHeader(IkeInstant time, int length)
    {
        long ticks = Math.Clamp(time.UtcTicks - DateTime.UnixEpoch.Ticks, 0, uint.MaxValue * TimeSpan.TicksPerSecond);
        Span<byte> record = _buffer.AsSpan(0, RecordHeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(ticks / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(ticks % TimeSpan.TicksPerSecond * NanosecondsPerTick));
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], length);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], length);
    }

    private void End(int length)
    {
        _stream.Write(_buffer.AsSpan(0, RecordHeaderSize + length));
        PacketCount++;
    }

    // RFC 768 and RFC 8200 8.1: both addresses, the length and the protocol count in.
    private uint PseudoHeader(int ipHeader, int length)
    {
        ReadOnlySpan<byte> ip = _buffer.AsSpan(RecordHeaderSize, ipHeader);
        return Sum(ipHeader == IPv4HeaderSize ? ip[12..] : ip[8..]) + UdpProtocol + (uint)length;
    }

    private static uint Sum(ReadOnlySpan<byte> octets)
    {
        uint sum = 0; // 65,535 octets have 32,768 words: no overflow
        for (; octets.Length > 1; octets = octets[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
        }

        return octets.IsEmpty ? sum : sum + ((uint)octets[0] << 8);
    }

    private static ushort Fold(uint sum)
    {
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)(~((sum & 0xFFFF) + (sum >> 16)) & 0xFFFF);
    }
}
