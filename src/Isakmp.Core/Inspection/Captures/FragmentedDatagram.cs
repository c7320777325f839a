using System.Numerics;
using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Captures;

/// <summary>One datagram of which fragments have come (RFC 791 3.2, RFC 8200 4.5).</summary>
internal sealed class FragmentedDatagram
{
    private const int MaximumSize = ushort.MaxValue;
    private const int SmallBuffer = 4096;
    private const int Unit = 8;
    private const int BitsPerWord = 64;
    private const int Unknown = -1;

    // One bit for each 8 octets that have come: bounded, whatever the order and number of the fragments.
    private readonly ulong[] _come = new ulong[(MaximumSize / Unit / BitsPerWord) + 1];
    private byte[] _buffer = [];
    private int _unitsCome;
    private int _size = Unknown;
    private int _end;

    public FragmentKey Key { get; private set; }

    public FragmentState State { get; set; }

    /// <summary>Counts up with each datagram that begins.</summary>
    public long Serial { get; private set; }

    /// <summary>Where the first of the fragments that came stands.</summary>
    public FramePlace Place { get; private set; }

    /// <summary>What is wrong with it; said only once it is known to be ours.</summary>
    public CaptureFault Fault { get; set; }

    /// <summary>The type of what the first fragment starts with.</summary>
    public byte Protocol { get; set; }

    public ushort SourcePort { get; set; }

    public ushort DestinationPort { get; set; }

    /// <summary>The whole payload, once <see cref="Add"/> has said so; it stays until the place is taken again.</summary>
    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, Math.Max(_size, 0));

    /// <summary>From where to where it was sent.</summary>
    public PacketInfo Path => new(new NetEndPoint(Key.Source, SourcePort), new NetEndPoint(Key.Destination, DestinationPort));

    public void Begin(in FragmentKey key, FramePlace place, long serial)
    {
        Key = key;
        Place = place;
        Serial = serial;
        State = FragmentState.Unknown;
        Fault = CaptureFault.None;
        Protocol = 0;
        SourcePort = DestinationPort = 0;
        _come.AsSpan(0, Math.Min((_end / Unit / BitsPerWord) + 1, _come.Length)).Clear();
        _unitsCome = 0;
        _size = Unknown;
        _end = 0;
    }

    /// <summary>Puts a fragment in its place.</summary>
    /// <returns>Null if more must come; None if the datagram is whole; else why it is refused.</returns>
    public CaptureFault? Add(int offset, ReadOnlySpan<byte> octets, bool isLast)
    {
        int end = offset + octets.Length;
        if (octets.IsEmpty || end > MaximumSize || (!isLast && octets.Length % Unit != 0))
        {
            return CaptureFault.BadFragment;
        }

        // What says where the datagram ends must be said once, and nothing may stand behind it.
        if (isLast ? end < _end || (_size != Unknown && _size != end) : _size != Unknown && end > _size)
        {
            return CaptureFault.FragmentOverlap;
        }

        int first = offset / Unit;
        int count = (octets.Length + Unit - 1) / Unit;
        int already = CountCome(first, count);
        if (already > 0)
        {
            // RFC 8200 4.5: an exact duplicate may be ignored. A capture on two interfaces has each fragment twice.
            bool isDuplicate = already == count && (!isLast || _size != Unknown) && octets.SequenceEqual(_buffer.AsSpan(offset, octets.Length));
            return isDuplicate ? null : CaptureFault.FragmentOverlap;
        }

        EnsureRoom(end);
        octets.CopyTo(_buffer.AsSpan(offset));
        Mark(first, count);
        _unitsCome += count;
        _end = Math.Max(_end, end);
        _size = isLast ? end : _size;
        return _size != Unknown && _unitsCome == (_size + Unit - 1) / Unit ? CaptureFault.None : null;
    }

    /// <summary>What is to be reported if nothing more comes; null if it is none of ours, or something was reported before.</summary>
    public LostEntry? ToLost() => State != FragmentState.Ours ? null
        : new LostEntry(Place, Path, Protocol == IpPacket.Tcp ? CaptureTransport.Tcp : CaptureTransport.Udp, CaptureFault.FragmentsMissing);

    private void EnsureRoom(int size)
    {
        if (size > _buffer.Length)
        {
            // Two sizes, so that no sequence of fragments makes it grow again and again.
            Array.Resize(ref _buffer, size <= SmallBuffer ? SmallBuffer : MaximumSize);
        }
    }

    private int CountCome(int first, int count)
    {
        int come = 0;
        for (int at = first; at < first + count;)
        {
            int step = Math.Min(first + count - at, BitsPerWord - (at % BitsPerWord));
            come += BitOperations.PopCount(_come[at / BitsPerWord] & Mask(at, step));
            at += step;
        }

        return come;
    }

    private void Mark(int first, int count)
    {
        for (int at = first; at < first + count;)
        {
            int step = Math.Min(first + count - at, BitsPerWord - (at % BitsPerWord));
            _come[at / BitsPerWord] |= Mask(at, step);
            at += step;
        }
    }

    private static ulong Mask(int at, int count) => (ulong.MaxValue >> (BitsPerWord - count)) << (at % BitsPerWord);
}
