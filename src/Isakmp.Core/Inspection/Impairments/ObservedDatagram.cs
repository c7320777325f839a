using System.Buffers.Binary;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Impairments;

/// <summary>What the first octets of a datagram tell without a key.</summary>
internal readonly struct ObservedDatagram
{
    private const int LengthOffset = 24;
    private const ushort IkePort = 500;

    private ObservedDatagram(bool isOutbound, DatagramKind kind, int markerSize)
    {
        IsOutbound = isOutbound;
        Kind = kind;
        MarkerSize = markerSize;
    }

    public bool IsOutbound { get; }

    public DatagramKind Kind { get; }

    public int MarkerSize { get; }

    public int? MajorVersion { get; private init; }

    public ExchangeType? ExchangeType { get; private init; }

    public bool? IsResponse { get; private init; }

    public MessageId? MessageId { get; private init; }

    /// <summary>Looks at a datagram.</summary>
    /// <param name="isOutbound">Whether we send it.</param>
    /// <param name="path">Its addresses.</param>
    /// <param name="datagram">An IKE message with or without non-ESP marker, an ESP packet, or a keep-alive.</param>
    public static ObservedDatagram Of(bool isOutbound, in PacketInfo path, ReadOnlySpan<byte> datagram)
    {
        // On port 500 there is no marker (RFC 7296 2.23); elsewhere the length in the header tells a message without.
        bool isBare = path.Local.Port == IkePort || path.Remote.Port == IkePort
            || (datagram.Length >= IkeHeader.Size && BinaryPrimitives.ReadUInt32BigEndian(datagram[LengthOffset..]) == (uint)datagram.Length);
        DatagramKind kind = UdpEncapsulation.Classify(datagram, nonEspMarker: !isBare, out ReadOnlySpan<byte> message);
        var observed = new ObservedDatagram(isOutbound, kind, kind == DatagramKind.Ike && !isBare ? UdpEncapsulation.MarkerSize : 0);
        if (kind != DatagramKind.Ike || !IkeHeader.TryRead(message, out IkeHeader header).IsOk)
        {
            return observed;
        }

        return observed with
        {
            MajorVersion = header.MajorVersion,
            ExchangeType = header.ExchangeType,
            IsResponse = header.MajorVersion > 1 ? header.IsResponse : null,
            MessageId = header.MessageId,
        };
    }
}
