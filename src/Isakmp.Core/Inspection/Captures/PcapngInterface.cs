namespace Isakmp.Inspection.Captures;

/// <summary>What an Interface Description Block says of the packets that name it.</summary>
internal readonly struct PcapngInterface
{
    private const byte Microseconds = 6;
    private const byte PowerOfTwo = 0x80;
    private const int Nano = 9;
    private const int LargestDecimal = 19;
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    private readonly byte _resolution;
    private readonly long _offset;
    // How many nanoseconds one unit is, or 0 where that takes more arithmetic.
    private readonly ulong _unit;
    private readonly ulong _largest;

    public PcapngInterface(int linkType, uint snapLength, byte resolution = Microseconds, long offset = 0)
    {
        LinkType = linkType;
        SnapLength = snapLength;
        _resolution = resolution;
        _offset = offset;
        _unit = resolution <= Nano && offset == 0 ? PowerOfTen(Nano - resolution) : 0;
        _largest = _unit == 0 ? 0 : long.MaxValue / _unit;
    }

    public int LinkType { get; }

    /// <summary>The most octets captured of a frame; 0 is without limit.</summary>
    public uint SnapLength { get; }

    /// <summary>Turns a time stamp into nanoseconds since 1970; what no 64 bits hold becomes the nearest that they do.</summary>
    public long ToNanoseconds(ulong stamp)
    {
        if (_unit != 0 && stamp <= _largest)
        {
            return (long)(stamp * _unit);
        }

        // Both terms are below 2^94.
        Int128 total = (Int128)Whole(stamp) + ((Int128)_offset * (long)NanosecondsPerSecond);
        return (long)Int128.Clamp(total, long.MinValue, long.MaxValue);
    }

    private UInt128 Whole(ulong stamp)
    {
        if ((_resolution & PowerOfTwo) != 0)
        {
            return ((UInt128)stamp * NanosecondsPerSecond) >> (_resolution & ~PowerOfTwo);
        }

        return _resolution <= Nano ? (UInt128)stamp * PowerOfTen(Nano - _resolution)
            : _resolution - Nano <= LargestDecimal ? stamp / PowerOfTen(_resolution - Nano)
            : UInt128.Zero;
    }

    private static ulong PowerOfTen(int exponent)
    {
        ulong power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
