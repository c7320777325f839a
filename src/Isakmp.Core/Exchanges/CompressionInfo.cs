using Isakmp.Registry;

namespace Isakmp.Exchanges;

/// <summary>The compression of packets before they are encrypted (IPComp, RFC 3173).</summary>
public sealed record CompressionInfo
{
    /// <summary>The Compression Parameter Index that we chose, 16 bits: the one in packets that we receive.</summary>
    public required ushort InboundCpi { get; init; }

    /// <summary>The Compression Parameter Index that the peer chose, 16 bits: the one in packets that we send; 2 stands for DEFLATE itself.</summary>
    public required ushort OutboundCpi { get; init; }

    /// <summary>The algorithm.</summary>
    public required IpCompTransform Algorithm { get; init; }
}
