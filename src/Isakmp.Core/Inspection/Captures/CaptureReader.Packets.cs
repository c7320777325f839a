using System.Buffers.Binary;
using Isakmp.Framing;
using Isakmp.Primitives;

namespace Isakmp.Inspection.Captures;

/// <content>The way of one frame: link layer, IP, fragments, UDP or TCP.</content>
public sealed partial class CaptureReader
{
    private const int PortsSize = 4;
    private const int UdpHeaderSize = 8;
    private const int UdpLengthOffset = 4;
    private const int MaximumLinkTypes = 16;

    private readonly List<int> _unsupported = new(MaximumLinkTypes);

    private bool TryFrame(scoped in CapturedFrame frame, out CapturedDatagram datagram)
    {
        _place = new FramePlace(_source!.Frame, frame.Nanoseconds, frame.Offset, frame.HasTime);
        datagram = default;
        LinkVerdict verdict = LinkLayer.Find(frame.LinkType, frame.Octets, out int start);
        switch (verdict)
        {
            case LinkVerdict.IPv4 or LinkVerdict.IPv6:
                ReadOnlySpan<byte> octets = frame.Octets[start..];
                int bad = verdict == LinkVerdict.IPv4 ? IpPacket.TryReadIPv4(octets, out IpPacket packet) : IpPacket.TryReadIPv6(octets, out packet);
                if (bad < 0)
                {
                    return packet.IsFragment ? TryFragment(packet, out datagram) : TryPacket(packet, out datagram);
                }

                datagram = Faulty(_place with { Offset = frame.Offset + start + bad }, default, CaptureFault.BadIpHeader);
                return true;
            case LinkVerdict.CutOff:
                datagram = Faulty(_place, default, CaptureFault.BadLinkHeader);
                return true;
            case LinkVerdict.Unsupported when frame.LinkType >= 0 && _unsupported.Count < MaximumLinkTypes && !_unsupported.Contains(frame.LinkType):
                _unsupported.Add(frame.LinkType);
                datagram = Faulty(_place, default, CaptureFault.UnsupportedLinkType, frame.LinkType);
                return true;
            default:
                return false;
        }
    }

    private bool TryPacket(scoped in IpPacket packet, out CapturedDatagram datagram)
    {
        ReadOnlySpan<byte> payload = packet.Payload;
        if (packet.Protocol is IpPacket.Udp or IpPacket.Tcp && MayBeOurs(packet.Protocol, payload))
        {
            return packet.Protocol == IpPacket.Udp
                ? TryUdp(payload, packet.Length, packet.Source, packet.Destination, out datagram)
                : TryTcp(payload, packet.Length, packet.Source, packet.Destination, out datagram);
        }

        datagram = default;
        return false;
    }

    // UDP and TCP both start with the ports; without them it may be anyone's, and is reported.
    private bool MayBeOurs(byte protocol, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < PortsSize)
        {
            return true;
        }

        int source = BinaryPrimitives.ReadUInt16BigEndian(payload);
        int destination = BinaryPrimitives.ReadUInt16BigEndian(payload[2..]);
        return protocol == IpPacket.Udp ? _ports.IsUdp(source, destination) : _ports.IsTcp(source, destination);
    }

    private bool TryFragment(scoped in IpPacket packet, out CapturedDatagram datagram)
    {
        datagram = default;
        bool isFirst = packet.FragmentOffset == 0;
        // RFC 8200 4.5: of IPv6 the first fragment alone says what the payload is.
        if (packet.Protocol is not (IpPacket.Udp or IpPacket.Tcp) && !packet.IsIPv6)
        {
            return false;
        }

        var key = new FragmentKey(packet.Source, packet.Destination, packet.Identification, packet.IsIPv6 ? (byte)0 : packet.Protocol);
        FragmentedDatagram whole = _fragments.FindOrBegin(key, _place, out _lost);
        if (isFirst && whole.State == FragmentState.Unknown)
        {
            Recognize(whole, packet);
        }

        if (whole.State is FragmentState.Foreign or FragmentState.Refused)
        {
            if (!packet.HasMoreFragments && whole.State == FragmentState.Foreign)
            {
                _fragments.Release(whole);
            }

            return false;
        }

        int missing = packet.Length - packet.Payload.Length;
        CaptureFault? outcome = whole.Fault != CaptureFault.None ? whole.Fault
            : missing > 0 ? CaptureFault.Truncated
            : whole.Add(packet.FragmentOffset, packet.Payload, isLast: !packet.HasMoreFragments);
        if (outcome == CaptureFault.None)
        {
            _fragments.Release(whole);
            return TryReassembled(whole, whole.Payload, isWhole: true, out datagram);
        }

        whole.Fault = outcome ?? CaptureFault.None;
        if (outcome is null || whole.State == FragmentState.Unknown)
        {
            return false;
        }

        whole.State = FragmentState.Refused;
        if (isFirst && missing > 0)
        {
            return TryReassembled(whole, packet.Payload, isWhole: false, out datagram);
        }

        datagram = Faulty(_place, whole.Path, whole.Fault, missing);
        return true;
    }

    private void Recognize(FragmentedDatagram whole, scoped in IpPacket packet)
    {
        ReadOnlySpan<byte> payload = packet.Payload;
        byte protocol = packet.Protocol;
        int start = 0;
        whole.Protocol = protocol;
        if (packet.IsIPv6 && !ExtensionHeaders.TryPass(payload, ref protocol, ref start))
        {
            // It may be longer than the first fragment.
            return;
        }

        payload = payload[start..];
        if (protocol is not (IpPacket.Udp or IpPacket.Tcp))
        {
            whole.State = FragmentState.Foreign;
        }
        else if (payload.Length >= PortsSize)
        {
            whole.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(payload);
            whole.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(payload[2..]);
            whole.State = MayBeOurs(protocol, payload) ? FragmentState.Ours : FragmentState.Foreign;
        }
    }

    private bool TryReassembled(FragmentedDatagram whole, ReadOnlySpan<byte> payload, bool isWhole, out CapturedDatagram datagram)
    {
        datagram = default;
        byte protocol = whole.Protocol;
        int start = 0;
        if (whole.Key.Source.IsIPv6 && !ExtensionHeaders.TryPass(payload, ref protocol, ref start))
        {
            datagram = Faulty(_place, whole.Path, CaptureFault.BadIpHeader);
            return true;
        }

        payload = payload[start..];
        if (protocol is not (IpPacket.Udp or IpPacket.Tcp) || !MayBeOurs(protocol, payload))
        {
            return false;
        }

        int length = isWhole ? payload.Length : ushort.MaxValue;
        return protocol == IpPacket.Udp
            ? TryUdp(payload, length, whole.Key.Source, whole.Key.Destination, out datagram)
            : TryTcp(payload, length, whole.Key.Source, whole.Key.Destination, out datagram);
    }

    private bool TryUdp(ReadOnlySpan<byte> octets, int length, NetAddress source, NetAddress destination, out CapturedDatagram datagram)
    {
        bool isCut = octets.Length < length;
        if (octets.Length < UdpHeaderSize)
        {
            PacketInfo ends = new(new NetEndPoint(source, 0), new NetEndPoint(destination, 0));
            datagram = isCut
                ? Faulty(_place, ends, CaptureFault.Truncated, length - octets.Length)
                : Faulty(_place, ends, CaptureFault.BadUdpHeader, octets.Length);
            return true;
        }

        ushort from = BinaryPrimitives.ReadUInt16BigEndian(octets);
        ushort to = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        int named = BinaryPrimitives.ReadUInt16BigEndian(octets[UdpLengthOffset..]);
        CaptureFault fault = named is >= UdpHeaderSize && named <= octets.Length ? CaptureFault.None
            : isCut && named > octets.Length ? CaptureFault.Truncated
            : CaptureFault.BadUdpHeader;
        ReadOnlySpan<byte> payload = octets[UdpHeaderSize..(fault == CaptureFault.None ? named : octets.Length)];
        DatagramKind kind = IkePorts.Classify(from, to, payload, out ReadOnlySpan<byte> message, out Encapsulation encapsulation);
        var path = new PacketInfo(new NetEndPoint(source, from), new NetEndPoint(destination, to), encapsulation);
        long detail = fault == CaptureFault.Truncated ? named - octets.Length : named;
        datagram = new CapturedDatagram(_place, path, CaptureTransport.Udp, kind, message, fault, detail);
        return true;
    }

    private bool TryTcp(ReadOnlySpan<byte> octets, int length, NetAddress source, NetAddress destination, out CapturedDatagram datagram)
    {
        datagram = default;
        if (!TcpSegment.TryRead(octets, length, out TcpSegment segment))
        {
            datagram = Faulty(
                _place,
                new PacketInfo(new NetEndPoint(source, 0), new NetEndPoint(destination, 0), Encapsulation.Stream),
                octets.Length < length ? CaptureFault.Truncated : CaptureFault.BadTcpHeader,
                length - octets.Length,
                CaptureTransport.Tcp);
            return true;
        }

        var from = new NetEndPoint(source, BinaryPrimitives.ReadUInt16BigEndian(octets));
        var to = new NetEndPoint(destination, BinaryPrimitives.ReadUInt16BigEndian(octets[2..]));
        CapturedStream stream = _streams.FindOrBegin(new StreamKey(from, to), out LostEntry? lost);
        _lost ??= lost;
        (CaptureFault fault, long detail) = stream.Add(segment, _place);
        _streams.Watch(stream);
        _stream = stream;
        if (fault != CaptureFault.None)
        {
            datagram = Faulty(_place, stream.Path, fault, detail, CaptureTransport.Tcp);
            return true;
        }

        return TryTakeFrame(out datagram);
    }
}
