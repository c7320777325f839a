using Isakmp.Exchanges.Negotiation;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1;

/// <summary>What a peer says of itself by vendor IDs in the first message of either side.</summary>
/// <param name="Nat">How it traverses NATs; null if it does not.</param>
/// <param name="AnswersLiveness">Whether it answers R-U-THERE.</param>
internal readonly record struct PeerCapabilities(NatDialect? Nat, bool AnswersLiveness)
{
    // RFC 3706 5.1: the last two octets are the version, 1.0
    private static ReadOnlySpan<byte> DeadPeerDetection => [0xAF, 0xCA, 0xD7, 0x13, 0x68, 0xA1, 0xF1, 0xC9, 0x6B, 0x86, 0x96, 0xFC, 0x77, 0x57, 0x01, 0x00];

    public static PeerCapabilities Read(in PayloadList payloads)
    {
        bool liveness = false;
        for (int i = payloads.IndexOf(PayloadType.V1VendorId); i >= 0; i = payloads.IndexOf(PayloadType.V1VendorId, i + 1))
        {
            liveness |= payloads[i].Body.Length >= DeadPeerDetection.Length && payloads[i].Body.StartsWith(DeadPeerDetection[..^2]); // whatever its version
        }

        return new(NatTraversal.Choose(payloads), liveness);
    }

    /// <summary>Announces what we can, as initiator.</summary>
    public static void WriteOwn(ref MessageWriter writer)
    {
        VendorIdPayload.Write(ref writer, DeadPeerDetection);
        NatTraversal.WriteVendorIds(ref writer);
    }

    /// <summary>Announces, as responder, what the initiator can as well: no more, so that the answer does not outgrow the request.</summary>
    public void WriteShared(ref MessageWriter writer)
    {
        if (AnswersLiveness)
        {
            VendorIdPayload.Write(ref writer, DeadPeerDetection);
        }

        if (Nat is not null)
        {
            VendorIdPayload.Write(ref writer, Nat.VendorId);
        }
    }
}
