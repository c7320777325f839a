namespace Isakmp.Engine;

/// <summary>The octets of a sealed message, shared by the output queue, the retransmission timer and the cache of responses.</summary>
internal sealed class PacketBuffer
{
    public byte[] Octets { get; set; } = [];

    public int Length { get; set; }

    public int References { get; set; }

    public ReadOnlySpan<byte> Span => Octets.AsSpan(0, Length);
}
