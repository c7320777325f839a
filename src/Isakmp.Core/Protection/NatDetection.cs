using System.Buffers.Binary;
using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Protection;

/// <summary>The hashes by which two peers find out whether there is a NAT between them (RFC 7296 section 2.23, RFC 3947 section 3.2).</summary>
internal static class NatDetection
{
    /// <summary>The size of the hash in IKEv2: SHA-1, in octets.</summary>
    public const int HashSize = 20;

    /// <summary>Computes hash(SPIi | SPIr | IP | port): with SHA-1 in IKEv2, with the negotiated hash in IKEv1.</summary>
    public static void Compute(IHash hash, Spi initiator, Spi responder, NetEndPoint endPoint, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[(2 * Spi.Size) + 16 + 2];
        initiator.Write(input);
        responder.Write(input[Spi.Size..]);
        int length = (2 * Spi.Size) + endPoint.Address.Write(input[(2 * Spi.Size)..]);
        BinaryPrimitives.WriteUInt16BigEndian(input[length..], endPoint.Port);
        hash.Compute(input[..(length + 2)], destination[..hash.Size]);
    }
}
