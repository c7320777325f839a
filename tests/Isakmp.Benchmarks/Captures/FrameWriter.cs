using System.Buffers.Binary;

namespace Isakmp.Benchmarks.Captures;

/// <summary>Writes Ethernet frames into a pcap file, and cuts what is longer than the link allows.</summary>
internal sealed class FrameWriter(Stream file) : IDisposable
{
    public const byte Udp = 17;

    private const int MacSize = 12;
    private const int RecordSize = 16;
    private const int FragmentUnit = 8;
    private const byte FragmentHeader = 44;
    private const ulong Microsecond = 1_000_000;

    private readonly byte[] _buffer = new byte[4096];
    private ulong _time = 1_700_000_000 * Microsecond;
    private uint _identification;

    public long Written { get; private set; }

    public long Frames { get; private set; }

    public void Start()
    {
        Span<byte> header = stackalloc byte[24];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2C3D4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 262_144);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        file.Write(header);
        Written += header.Length;
    }

    /// <summary>Writes one packet, in fragments if it must be.</summary>
    public void Packet(GeneratedSession session, bool isFromInitiator, byte protocol, ReadOnlySpan<byte> payload)
    {
        int header = session.IsIPv6 ? 40 : 20;
        _identification++;
        if (header + payload.Length <= session.Mtu)
        {
            Fragment(session, isFromInitiator, protocol, payload, offset: 0, hasMore: false, isFragment: false);
            return;
        }

        int most = (session.Mtu - header - FragmentUnit) & ~(FragmentUnit - 1);
        for (int at = 0; at < payload.Length; at += most)
        {
            int length = Math.Min(most, payload.Length - at);
            Fragment(session, isFromInitiator, protocol, payload.Slice(at, length), at, at + length < payload.Length, isFragment: true);
        }
    }

    public void Dispose() => file.Dispose();

    private void Fragment(GeneratedSession session, bool isFromInitiator, byte protocol, ReadOnlySpan<byte> payload, int offset, bool hasMore, bool isFragment)
    {
        byte[] source = isFromInitiator ? session.Initiator : session.Responder;
        byte[] destination = isFromInitiator ? session.Responder : session.Initiator;
        Span<byte> frame = _buffer.AsSpan(RecordSize);
        frame[..MacSize].Fill(2);
        int at = MacSize;
        foreach (ushort tag in session.Tags)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame[at..], tag);
            BinaryPrimitives.WriteUInt16BigEndian(frame[(at + 2)..], 7);
            at += 4;
        }

        BinaryPrimitives.WriteUInt16BigEndian(frame[at..], (ushort)(session.IsIPv6 ? 0x86DD : 0x0800));
        at += 2;
        at += session.IsIPv6
            ? IPv6(frame[at..], source, destination, protocol, payload.Length, offset, hasMore, isFragment)
            : IPv4(frame[at..], source, destination, protocol, payload.Length, offset, hasMore);
        payload.CopyTo(frame[at..]);
        Record(at + payload.Length);
    }

    private int IPv4(Span<byte> header, byte[] source, byte[] destination, byte protocol, int length, int offset, bool hasMore)
    {
        header[0] = 0x45;
        header[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(20 + length));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)_identification);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)((hasMore ? 0x2000 : 0) | (offset / FragmentUnit)));
        header[8] = 64;
        header[9] = protocol;
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], 0);
        source.CopyTo(header[12..]);
        destination.CopyTo(header[16..]);
        uint sum = 0;
        for (int i = 0; i < 20; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~(sum + (sum >> 16)));
        return 20;
    }

    private int IPv6(Span<byte> header, byte[] source, byte[] destination, byte protocol, int length, int offset, bool hasMore, bool isFragment)
    {
        int extension = isFragment ? FragmentUnit : 0;
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x6000_0000);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(length + extension));
        header[6] = isFragment ? FragmentHeader : protocol;
        header[7] = 64;
        source.CopyTo(header[8..]);
        destination.CopyTo(header[24..]);
        if (isFragment)
        {
            header[40] = protocol;
            header[41] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(header[42..], (ushort)(offset | (hasMore ? 1 : 0)));
            BinaryPrimitives.WriteUInt32BigEndian(header[44..], _identification);
        }

        return 40 + extension;
    }

    private void Record(int length)
    {
        _time += 3;
        Span<byte> record = _buffer;
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(_time / Microsecond));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(_time % Microsecond));
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], length);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], length);
        file.Write(record[..(RecordSize + length)]);
        Written += RecordSize + length;
        Frames++;
    }
}
