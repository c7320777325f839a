using System.Buffers.Binary;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Exchanges.Negotiation;

/// <summary>Compression Parameter Indices, 16 bits, which stand for SPIs in IPComp (RFC 3173 sections 3.3 and 4.1).</summary>
internal static class CompressionIndex
{
    /// <summary>The size on the wire, in octets.</summary>
    public const int Size = 2;

    private const int MaximumTries = 128;
    private const ushort FirstNegotiated = 256;
    private const ushort LastNegotiated = 61_439;

    /// <summary>Draws one of the range for negotiation.</summary>
    /// <param name="random">Where it is drawn from.</param>
    /// <param name="taken">Those in use, which it joins.</param>
    /// <returns>Null if so many are in use that no free one was met with.</returns>
    public static ushort? Take(IRandomSource random, HashSet<ushort> taken)
    {
        Span<byte> octets = stackalloc byte[Size];
        for (int i = 0; i < MaximumTries; i++)
        {
            random.Fill(octets);
            ushort index = BinaryPrimitives.ReadUInt16BigEndian(octets);
            if (index is >= FirstNegotiated and <= LastNegotiated && taken.Add(index))
            {
                return index;
            }
        }

        return null;
    }

    /// <summary>Reads what a peer has chosen: two octets, or four of which the first two are zero (RFC 3173 section 4.1).</summary>
    /// <returns>False for a reserved number: of the well-known ones only that of the algorithm itself may stand here.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, IpCompTransform algorithm, out ushort index)
    {
        uint number = octets.Length switch
        {
            Size => BinaryPrimitives.ReadUInt16BigEndian(octets),
            ChildSpi.Size => BinaryPrimitives.ReadUInt32BigEndian(octets),
            _ => 0,
        };
        index = number <= ushort.MaxValue ? (ushort)number : (ushort)0;
        return index >= FirstNegotiated || (index != 0 && index == algorithm.Value);
    }
}
