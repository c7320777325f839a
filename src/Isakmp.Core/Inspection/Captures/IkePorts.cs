using Isakmp.Framing;
using Isakmp.Wire;

namespace Isakmp.Inspection.Captures;

/// <summary>The ports that carry IKE, and what a datagram on them is.</summary>
internal sealed class IkePorts
{
    private const int Isakmp = 500;
    private const int NatTraversal = 4500;
    private const int BitsPerWord = 64;
    private const int VersionOffset = 17;

    private readonly ulong[]? _others;

    public IkePorts(IReadOnlyCollection<int> others)
    {
        if (others.Count > 0)
        {
            _others = new ulong[(ushort.MaxValue + 1) / BitsPerWord];
            foreach (int port in others)
            {
                _others[port / BitsPerWord] |= 1UL << (port % BitsPerWord);
            }
        }
    }

    public bool IsUdp(int source, int destination) =>
        source is Isakmp or NatTraversal || destination is Isakmp or NatTraversal || IsOther(source) || IsOther(destination);

    public bool IsTcp(int source, int destination) =>
        source == NatTraversal || destination == NatTraversal || IsOther(source) || IsOther(destination);

    /// <summary>Says what a datagram is, and cuts the marker off.</summary>
    public static DatagramKind Classify(int source, int destination, ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> payload, out Encapsulation encapsulation)
    {
        bool hasMarker = HasMarker(source, destination, datagram);
        encapsulation = hasMarker ? Encapsulation.NonEspMarker : Encapsulation.None;
        DatagramKind kind = UdpEncapsulation.Classify(datagram, hasMarker, out payload);
        if (kind == DatagramKind.Malformed)
        {
            payload = datagram;
        }

        return kind;
    }

    // RFC 7296 2.23: no marker on port 500, one on port 4500. On other ports peers do either, so the octets must tell.
    private static bool HasMarker(int source, int destination, ReadOnlySpan<byte> datagram) =>
        source != Isakmp && destination != Isakmp
        && (source == NatTraversal || destination == NatTraversal || !LooksLikeIke(datagram));

    // The first four octets of an IKE message without marker are the initiator's SPI, whose upper half is zero once in 2^32; of an ESP packet
    // fewer than one in 2^30 has a version, an exchange and a length that could be those of an IKE message.
    private static bool LooksLikeIke(ReadOnlySpan<byte> datagram) =>
        IkeHeader.TryReadFields(datagram, out IkeHeader header).IsOk
        && !datagram.StartsWith("\0\0\0\0"u8)
        && datagram[VersionOffset] is 0x10 or 0x20
        && header.ExchangeType.IsKnown
        && header.Length is >= IkeHeader.Size and <= ushort.MaxValue;

    private bool IsOther(int port) => _others is not null && (_others[port / BitsPerWord] & (1UL << (port % BitsPerWord))) != 0;
}
