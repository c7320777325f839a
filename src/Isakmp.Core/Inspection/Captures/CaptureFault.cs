namespace Isakmp.Inspection.Captures;

/// <summary>What is wrong with a capture file, or with a packet in it.</summary>
public enum CaptureFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The file is neither pcap nor pcapng; reading ends.</summary>
    UnknownFormat,

    /// <summary>The file ends inside a record or block; reading ends.</summary>
    CutShort,

    /// <summary>A record or block names a length that cannot be; reading goes on where others are found within the next MiB, or else ends.</summary>
    BadLength,

    /// <summary>The two lengths of a pcapng block differ; reading goes on where others are found within the next MiB, or else ends.</summary>
    LengthMismatch,

    /// <summary>A pcapng block holds less than its fields say.</summary>
    BadBlock,

    /// <summary>A pcapng packet names an interface that no block describes.</summary>
    UnknownInterface,

    /// <summary>The packet is longer than any that is read.</summary>
    FrameTooLong,

    /// <summary>The frames have a link layer that is not known; they are passed over, and this is said once.</summary>
    UnsupportedLinkType,

    /// <summary>The frame ends inside the header of its link layer.</summary>
    BadLinkHeader,

    /// <summary>An IP header is cut off or contradicts itself.</summary>
    BadIpHeader,

    /// <summary>Not all of the packet was captured; the message is what there is of it.</summary>
    Truncated,

    /// <summary>The length in the UDP header contradicts that of the IP packet.</summary>
    BadUdpHeader,

    /// <summary>A TCP header is cut off or contradicts itself.</summary>
    BadTcpHeader,

    /// <summary>A fragment of IP has a length or place that cannot be.</summary>
    BadFragment,

    /// <summary>Two fragments of IP overlap and differ; the datagram is refused (RFC 5722).</summary>
    FragmentOverlap,

    /// <summary>A datagram's other fragments are missing from the capture, or came too late.</summary>
    FragmentsMissing,

    /// <summary>A TCP connection on an IKE port does not start with IKETCP (RFC 9329 4); it is passed over.</summary>
    StreamNotIke,

    /// <summary>The beginning of a TCP stream is missing, and this segment starts no frame that can be recognised.</summary>
    StreamUnsynchronized,

    /// <summary>A TCP stream has a frame whose length cannot be (RFC 9329 3.1); its rest is passed over.</summary>
    StreamBroken,

    /// <summary>A part of a TCP stream is missing; it goes on behind the gap where a frame can be recognised.</summary>
    StreamGap,

    /// <summary>A TCP stream ends inside a frame.</summary>
    StreamIncomplete,
}
