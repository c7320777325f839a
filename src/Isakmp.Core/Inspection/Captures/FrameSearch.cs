using System.Buffers.Binary;
using Isakmp.Framing;
using Isakmp.Wire;

namespace Isakmp.Inspection.Captures;

/// <summary>Tells whether a frame starts here, in a stream whose beginning was not captured.</summary>
internal static class FrameSearch
{
    private const int SmallestFrame = TcpFraming.LengthSize + UdpEncapsulation.KeepAliveSize;

    /// <summary>Says yes to the prefix, to the header of an IKE message that fits its frame, and to whole frames without a rest.</summary>
    public static bool LooksLikeStart(ReadOnlySpan<byte> data) =>
        data.StartsWith(TcpFraming.Prefix) || StartsWithIke(data) || IsWholeFrames(data);

    private static bool StartsWithIke(ReadOnlySpan<byte> data)
    {
        const int Head = TcpFraming.LengthSize + UdpEncapsulation.MarkerSize;
        return data.Length >= Head + IkeHeader.Size
            && BinaryPrimitives.ReadUInt32BigEndian(data[TcpFraming.LengthSize..]) == 0
            && IkeHeader.TryReadFields(data[Head..], out IkeHeader header).IsOk
            && header.MajorVersion is 1 or 2
            && header.Length == (long)BinaryPrimitives.ReadUInt16BigEndian(data) - Head;
    }

    private static bool IsWholeFrames(ReadOnlySpan<byte> data)
    {
        while (data.Length >= SmallestFrame)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(data);
            if (length < SmallestFrame || length > data.Length)
            {
                return false;
            }

            if (length == data.Length)
            {
                return true;
            }

            data = data[length..];
        }

        return false;
    }
}
