using System.Buffers.Binary;
using Isakmp.Algorithms;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Observation;

/// <summary>Recomputes the hashes of NAT detection (RFC 7296 2.23, RFC 3947 3.2) from the addresses that a message was seen with.</summary>
/// <remarks>
/// Wherever the NAT is: a sender whose hash of its own address does not fit is behind one, between it and the observer; a receiver whose address the
/// sender knows otherwise is behind one too, between the observer and the sender.
/// </remarks>
internal sealed class NatCheck
{
    private const int LargestHash = 64;

    private readonly ICryptoProvider _crypto;

    public NatCheck(ICryptoProvider crypto) => _crypto = crypto;

    /// <summary>Compares hashes with an end point: null if the algorithm is missing.</summary>
    /// <param name="algorithm">SHA-1 in IKEv2, the negotiated one in IKEv1.</param>
    /// <param name="initiator">The SPI in the message's header.</param>
    /// <param name="responder">The SPI in the message's header.</param>
    /// <param name="endPoint">What should have been hashed.</param>
    /// <param name="hash">The hash that was sent.</param>
    public bool? Fits(HashAlgorithmIdentifier algorithm, Spi initiator, Spi responder, NetEndPoint endPoint, ReadOnlySpan<byte> hash)
    {
        if (algorithm == default || _crypto.GetHash(algorithm) is not { Size: <= LargestHash } function)
        {
            return null;
        }

        Span<byte> input = stackalloc byte[(2 * Spi.Size) + 16 + sizeof(ushort)];
        initiator.Write(input);
        responder.Write(input[Spi.Size..]);
        int length = (2 * Spi.Size) + endPoint.Address.Write(input[(2 * Spi.Size)..]);
        BinaryPrimitives.WriteUInt16BigEndian(input[length..], endPoint.Port);
        Span<byte> expected = stackalloc byte[LargestHash];
        function.Compute(input[..(length + sizeof(ushort))], expected[..function.Size]);
        return hash.SequenceEqual(expected[..function.Size]);
    }

    /// <summary>Writes down what one message says: a NAT that one of both sides' messages shows is there.</summary>
    public static void Record(in MessageContext context, bool? sourceFits, bool? destinationFits)
    {
        ObservedSide receiver = context.Negotiation.SideOf(context.Sender.Other());
        context.Side.IsBehindNat = sourceFits is { } source ? context.Side.IsBehindNat == true || !source : context.Side.IsBehindNat;
        receiver.IsBehindNat = destinationFits is { } destination ? receiver.IsBehindNat == true || !destination : receiver.IsBehindNat;
    }
}
