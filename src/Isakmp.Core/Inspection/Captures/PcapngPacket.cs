namespace Isakmp.Inspection.Captures;

/// <summary>What stands before the octets of a packet, in the three kinds of block that hold one.</summary>
internal readonly struct PcapngPacket
{
    private const int EnhancedSize = 20;
    private const int SimpleSize = 4;

    public uint Interface { get; private init; }

    public ulong Stamp { get; private init; }

    public bool HasTime { get; private init; }

    /// <summary>How many octets were captured.</summary>
    public uint Captured { get; private init; }

    /// <summary>Where they stand in the body of the block; 0 if the body is too short for the fields.</summary>
    public int Start { get; private init; }

    public bool Fits(int body) => Start > 0 && Captured <= (uint)(body - Start);

    /// <summary>Interface (4), time stamp, upper half first (8), octets captured (4), octets sent (4).</summary>
    public static PcapngPacket ReadEnhanced(ReadOnlySpan<byte> body, ByteOrder order) =>
        body.Length < EnhancedSize ? default : Read(body, order, order.Number(body));

    /// <summary>The block that came before the Enhanced one: an interface of 2 octets, and 2 that count drops.</summary>
    public static PcapngPacket ReadOld(ReadOnlySpan<byte> body, ByteOrder order) =>
        body.Length < EnhancedSize ? default
        : Read(body, order, order.Short(body));

    /// <summary>Octets sent (4) alone: the first interface, without a time; the interface's limit says how many octets follow.</summary>
    public static PcapngPacket ReadSimple(ReadOnlySpan<byte> body, ByteOrder order, uint snapLength)
    {
        if (body.Length < SimpleSize)
        {
            return default;
        }

        uint sent = order.Number(body);
        return new PcapngPacket
        {
            Captured = snapLength == 0 ? sent : Math.Min(sent, snapLength),
            Start = SimpleSize,
        };
    }

    private static PcapngPacket Read(ReadOnlySpan<byte> body, ByteOrder order, uint number) => new()
    {
        Interface = number,
        Stamp = ((ulong)order.Number(body[4..]) << 32) | order.Number(body[8..]),
        HasTime = true,
        Captured = order.Number(body[12..]),
        Start = EnhancedSize,
    };
}
