using System.Buffers.Binary;

namespace Isakmp.Core.Tests.Inspection.Captures;

/// <summary>Builds capture files, in either byte order; lengths may be given wrong on purpose.</summary>
internal sealed class CaptureFile(bool little = true)
{
    public const uint Microseconds = 0xA1B2C3D4;
    public const uint Nanoseconds = 0xA1B23C4D;

    private readonly MemoryStream _octets = new();

    public static byte[] Pcap(int linkType, params byte[][] frames)
    {
        CaptureFile file = new CaptureFile().PcapHeader(linkType);
        uint millisecond = 0;
        foreach (byte[] frame in frames)
        {
            file.Record(1_700_000_000 + (millisecond / 1000), (millisecond % 1000 * 1000) + 5, frame);
            millisecond++;
        }

        return file.ToArray();
    }

    public static byte[] Pcapng(int linkType, params byte[][] frames)
    {
        CaptureFile file = new CaptureFile().Section().Interface(linkType);
        ulong stamp = 1_700_000_000_000_005;
        foreach (byte[] frame in frames)
        {
            file.Enhanced(0, stamp, frame);
            stamp += 1_000;
        }

        return file.ToArray();
    }

    public CaptureFile PcapHeader(int linkType, uint magic = Microseconds) =>
        Add(Number(magic), Short(2), Short(4), Number(0), Number(0), Number(262144), Number((uint)linkType));

    public CaptureFile Record(uint seconds, uint fraction, byte[] frame, uint? captured = null, uint? sent = null) =>
        Add(Number(seconds), Number(fraction), Number(captured ?? (uint)frame.Length), Number(sent ?? (uint)frame.Length), frame);

    public CaptureFile Block(uint type, params byte[][] body)
    {
        byte[] whole = [.. body.SelectMany(part => part)];
        int padding = -whole.Length & 3;
        uint length = (uint)(12 + whole.Length + padding);
        return Add(Number(type), Number(length), whole, new byte[padding], Number(length));
    }

    public CaptureFile Section(ulong length = ulong.MaxValue) =>
        Block(0x0A0D0D0A, Number(0x1A2B3C4D), Short(1), Short(0), Number((uint)(length >> 32)), Number((uint)(length & uint.MaxValue)));

    public CaptureFile Interface(int linkType, uint snapLength = 0, params byte[][] options) =>
        Block(1, [Short(linkType), Short(0), Number(snapLength), .. options]);

    public byte[] Option(int code, byte[] value) => [.. Short(code), .. Short(value.Length), .. value, .. new byte[-value.Length & 3]];

    public CaptureFile Enhanced(uint number, ulong stamp, byte[] frame, uint? captured = null, uint? sent = null, params byte[][] options) => Block(
        6, [Number(number), Number((uint)(stamp >> 32)), Number((uint)(stamp & uint.MaxValue)), Number(captured ?? (uint)frame.Length), Number(sent ?? (uint)frame.Length), Padded(frame), .. options]);

    public CaptureFile Old(int number, ulong stamp, byte[] frame) => Block(
        2, Short(number), Short(0), Number((uint)(stamp >> 32)), Number((uint)(stamp & uint.MaxValue)), Number((uint)frame.Length), Number((uint)frame.Length), frame);

    public CaptureFile Simple(byte[] frame, uint? sent = null) => Block(3, Number(sent ?? (uint)frame.Length), frame);

    public CaptureFile Add(params byte[][] parts)
    {
        foreach (byte[] part in parts)
        {
            _octets.Write(part);
        }

        return this;
    }

    public byte[] ToArray() => _octets.ToArray();

    public byte[] Short(int value)
    {
        byte[] octets = unchecked([(byte)value, (byte)(value >> 8)]);
        return little ? octets : [.. octets.Reverse()];
    }

    public byte[] Number(uint value)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        return little ? octets : [.. octets.Reverse()];
    }

    public byte[] Long(long value)
    {
        byte[] octets = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(octets, value);
        return little ? octets : [.. octets.Reverse()];
    }

    private static byte[] Padded(byte[] frame) => [.. frame, .. new byte[-frame.Length & 3]];
}
