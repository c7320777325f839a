using System.Buffers.Binary;
using Isakmp.Framing;

namespace Isakmp.Inspection.Captures;

/// <summary>Reads what IKE ports carried out of a capture: pcap or pcapng, over UDP or TCP, in constant memory and without allocation per packet.</summary>
/// <remarks>
/// <para>Formats: pcap in both byte orders, in microseconds and nanoseconds; pcapng. Link layers: Ethernet with VLAN tags, Linux cooked of both versions,
/// raw IP, BSD null and loop. Fragments of IPv4 and IPv6 are put together, TCP streams (RFC 9329) put in order.</para>
/// <para>What is broken becomes one entry with its <see cref="CapturedDatagram.Fault"/> and position, and reading goes on where that is possible.
/// Frames that are not for an IKE port are passed over. Checksums are not verified.</para>
/// </remarks>
public sealed partial class CaptureReader : IDisposable
{
    private const int MagicSize = 4;

    private readonly CaptureWindow _window;
    private readonly IkePorts _ports;
    private readonly FragmentTable _fragments;
    private readonly StreamTable _streams;
    private FrameSource? _source;
    private FramePlace _place;
    private CapturedStream? _stream;
    private LostEntry? _lost;
    private bool _isAtEnd;
    private bool _isDisposed;

    /// <summary>Starts at the beginning of a capture; nothing is read before the first <see cref="TryRead"/>.</summary>
    /// <param name="stream">The file; it stays the caller's, and what it throws comes out of <see cref="TryRead"/>.</param>
    /// <param name="options">Ports and bounds; null is as <see cref="CaptureReaderOptions"/> has them.</param>
    /// <exception cref="ArgumentException">The stream cannot be read, or an option is out of its range.</exception>
    public CaptureReader(Stream stream, CaptureReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
        {
            throw new ArgumentException("A capture is read from a stream that can be read.", nameof(stream));
        }

        options ??= new CaptureReaderOptions();
        options.Check();
        _window = new CaptureWindow(stream);
        _ports = new IkePorts(options.Ports);
        _fragments = new FragmentTable(options.MaximumFragmentedDatagrams, options.ReassemblyTime);
        _streams = new StreamTable(options.MaximumStreams, options.ReassemblyTime);
    }

    /// <summary>Whether a fault has ended the reading before the end of the file; so from the entry on that tells of the fault.</summary>
    public bool HasEndedEarly { get; private set; }

    /// <summary>Reads on to the next datagram or frame on an IKE port, or to the next fault.</summary>
    /// <param name="datagram">The entry; its octets are valid until the next call.</param>
    /// <returns>False at the end of the capture.</returns>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public bool TryRead(out CapturedDatagram datagram)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (true)
        {
            if (TryTakeFrame(out datagram) || TryTakeLost(out datagram))
            {
                return true;
            }

            if (_isAtEnd)
            {
                return false;
            }

            _source ??= Detect();
            if (_source is not { } source)
            {
                _isAtEnd = true;
                HasEndedEarly = true;
                datagram = Faulty(default, default, CaptureFault.UnknownFormat);
                return true;
            }

            FrameStatus status = source.TryNext(out CapturedFrame frame);
            if (status == FrameStatus.Fault)
            {
                HasEndedEarly = source.HasEnded;
                var place = new FramePlace(source.FaultFrame, Nanoseconds: 0, source.FaultOffset, HasTime: false);
                datagram = Faulty(place, default, source.Fault, source.FaultDetail);
                return true;
            }

            _isAtEnd = status == FrameStatus.End;
            if (!_isAtEnd && TryFrame(frame, out datagram))
            {
                return true;
            }
        }
    }

    /// <summary>Gives the buffer back; the stream stays open.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _window.Dispose();
    }

    private FrameSource? Detect()
    {
        if (!_window.TryFill(MagicSize))
        {
            return null;
        }

        uint big = BinaryPrimitives.ReadUInt32BigEndian(_window.Unread);
        uint little = BinaryPrimitives.ReverseEndianness(big);
        return big == PcapngSource.SectionHeader ? new PcapngSource(_window)
            : little is PcapSource.MicrosecondMagic or PcapSource.NanosecondMagic
                ? new PcapSource(_window, new ByteOrder(isLittle: true), little == PcapSource.NanosecondMagic)
            : big is PcapSource.MicrosecondMagic or PcapSource.NanosecondMagic
                ? new PcapSource(_window, new ByteOrder(isLittle: false), big == PcapSource.NanosecondMagic)
            : null;
    }

    // The stream in hand may have more than one frame in order.
    private bool TryTakeFrame(out CapturedDatagram datagram)
    {
        datagram = default;
        if (_stream is not { } stream)
        {
            return false;
        }

        StreamState before = stream.State;
        switch (stream.TryReadFrame(out ReadOnlySpan<byte> message, out DatagramKind kind))
        {
            case StreamStatus.Complete:
                datagram = new CapturedDatagram(_place, stream.Path, CaptureTransport.Tcp, kind, message);
                return true;
            case StreamStatus.Broken:
                stream.Ignore();
                if (before == StreamState.AtPrefix && _streams.TryFind(stream.Key.Reverse, out CapturedStream? other))
                {
                    // What is no IKE in one direction is none in the other.
                    other.Ignore();
                }

                _stream = null;
                datagram = Faulty(
                    _place, stream.Path, before == StreamState.AtPrefix ? CaptureFault.StreamNotIke : CaptureFault.StreamBroken, transport: CaptureTransport.Tcp);
                return true;
            default:
                _stream = null;
                return false;
        }
    }

    private bool TryTakeLost(out CapturedDatagram datagram)
    {
        long now = _isAtEnd ? long.MaxValue : _place.Nanoseconds;
        LostEntry? lost = _lost;
        _lost = null;
        if (lost is null && _fragments.TryTakeExpired(now, out LostEntry expired))
        {
            lost = expired;
        }

        if (lost is null && _streams.TryTakeExpired(now, out CapturedStream? stream))
        {
            lost = stream.ToLost();
            _stream = stream;
        }

        if (lost is null && _isAtEnd && _streams.TryTakeIncomplete(out LostEntry incomplete))
        {
            lost = incomplete;
        }

        datagram = lost is { } entry ? Faulty(entry.Place, entry.Path, entry.Fault, entry.Detail, entry.Transport) : default;
        return lost is not null;
    }

    private static CapturedDatagram Faulty(
        FramePlace place, scoped in PacketInfo path, CaptureFault fault, long detail = 0, CaptureTransport transport = CaptureTransport.Udp) =>
        new(place, path, transport, DatagramKind.Malformed, [], fault, detail);
}
