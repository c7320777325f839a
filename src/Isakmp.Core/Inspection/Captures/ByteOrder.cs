using System.Buffers.Binary;

namespace Isakmp.Inspection.Captures;

/// <summary>The byte order of the machine that wrote a capture.</summary>
internal readonly struct ByteOrder(bool isLittle)
{
    public ushort Short(ReadOnlySpan<byte> octets) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(octets) : BinaryPrimitives.ReadUInt16BigEndian(octets);

    public uint Number(ReadOnlySpan<byte> octets) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(octets) : BinaryPrimitives.ReadUInt32BigEndian(octets);

    public long Long(ReadOnlySpan<byte> octets) =>
        isLittle ? BinaryPrimitives.ReadInt64LittleEndian(octets) : BinaryPrimitives.ReadInt64BigEndian(octets);
}
