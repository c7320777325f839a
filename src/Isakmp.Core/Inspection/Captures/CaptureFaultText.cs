using System.Globalization;

namespace Isakmp.Inspection.Captures;

/// <summary>The sentence for each fault.</summary>
internal static class CaptureFaultText
{
    public static string Of(CaptureFault fault, long detail) => fault switch
    {
        CaptureFault.None => "nothing is wrong",
        CaptureFault.UnknownFormat => "this is no capture: it starts neither as pcap nor as pcapng",
        CaptureFault.CutShort => "the capture is cut short: it ends inside a record",
        CaptureFault.BadLength => With("a record has the length {0}, which cannot be", detail),
        CaptureFault.LengthMismatch => With("the length {0} at the end of a block is not the one at its start", detail),
        CaptureFault.BadBlock => "a block holds less than its fields say",
        CaptureFault.UnknownInterface => With("the packet names interface {0}, which is not described", detail),
        CaptureFault.FrameTooLong => With("the packet of {0} octets is longer than any that is read", detail),
        CaptureFault.UnsupportedLinkType => With("link type {0} is not supported; its frames are passed over", detail),
        CaptureFault.BadLinkHeader => "the frame ends inside the header of its link layer",
        CaptureFault.BadIpHeader => "the IP header is cut off or contradicts itself",
        CaptureFault.Truncated => With("{0} octets of the packet were not captured", detail),
        CaptureFault.BadUdpHeader => With("the UDP header names {0} octets, which contradicts the IP header", detail),
        CaptureFault.BadTcpHeader => "the TCP header is cut off or contradicts itself",
        CaptureFault.BadFragment => "a fragment of IP has a length or place that cannot be",
        CaptureFault.FragmentOverlap => "fragments of IP overlap and differ",
        CaptureFault.FragmentsMissing => "other fragments of this IP packet are missing",
        CaptureFault.StreamNotIke => "the TCP connection does not start with IKETCP; it is passed over",
        CaptureFault.StreamUnsynchronized => "the beginning of the TCP stream is missing, and no frame is recognised here",
        CaptureFault.StreamBroken => "a frame of the TCP stream has a length that cannot be; the rest is passed over",
        CaptureFault.StreamGap => With("{0} octets of the TCP stream are missing", detail),
        CaptureFault.StreamIncomplete => With("the TCP stream ends inside a frame, after {0} octets of it", detail),
        _ => "the capture is damaged",
    };

    private static string With(string format, long detail) => string.Format(CultureInfo.InvariantCulture, format, detail);
}
