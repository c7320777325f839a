using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Framing;
using Isakmp.Primitives;
using Isakmp.Protection;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1;

/// <summary>Finds out in phase 1 whether there is a NAT on the way, and goes on so that it can be traversed (RFC 3947 sections 3 and 4).</summary>
internal static class NatTraversal
{
    private const int MaxHashSize = 64;

    /// <summary>Announces all that we know, as initiator.</summary>
    public static void WriteVendorIds(ref MessageWriter writer)
    {
        foreach (NatDialect dialect in NatDialect.All)
        {
            VendorIdPayload.Write(ref writer, dialect.VendorId);
        }
    }

    /// <summary>The best dialect that the peer announces; null if it announces none.</summary>
    public static NatDialect? Choose(in PayloadList payloads)
    {
        NatDialect? best = null;
        for (int i = payloads.IndexOf(PayloadType.V1VendorId); i >= 0; i = payloads.IndexOf(PayloadType.V1VendorId, i + 1))
        {
            best = NatDialect.Better(best, NatDialect.Find(payloads[i].Body));
        }

        return best;
    }

    /// <summary>Writes our NAT-D payloads: the peer's address first, then ours (RFC 3947 section 3.2).</summary>
    public static void WriteDetection(IsakmpContext context, NatDialect? dialect, ref MessageWriter writer)
    {
        if (dialect is null)
        {
            return;
        }

        IsakmpSession session = context.Session;
        IHash hash = session.Suite!.Hash;
        Span<byte> digest = stackalloc byte[MaxHashSize];
        digest = digest[..hash.Size];
        NatDetection.Compute(hash, session.InitiatorCookie, session.ResponderCookie, session.Path.Remote, digest);
        NatDetectionPayload.Write(ref writer, dialect.Detection, digest);
        if (session.Profile!.ForceEncapsulation)
        {
            context.Random.Fill(digest); // no address has this hash
        }
        else
        {
            NatDetection.Compute(hash, session.InitiatorCookie, session.ResponderCookie, session.Path.Local, digest);
        }

        NatDetectionPayload.Write(ref writer, dialect.Detection, digest);
    }

    /// <summary>Holds the peer's NAT-D payloads against the addresses that its message bears, and takes over what they say.</summary>
    /// <param name="session">The session; knows both cookies and the hash.</param>
    /// <param name="dialect">What both sides speak; null for none.</param>
    /// <param name="message">Message 3 or 4 of main mode.</param>
    public static void Detect(IsakmpSession session, NatDialect? dialect, in IsakmpMessage message)
    {
        PayloadList payloads = message.Payloads;
        int position = dialect is null ? -1 : payloads.IndexOf(dialect.Detection);
        int second = position < 0 ? -1 : payloads.IndexOf(dialect!.Detection, position + 1);
        if (second < 0)
        {
            return; // RFC 3947 3.2: at least two; without them the peer does not take part
        }

        session.Nat = dialect;
        session.IsLocalBehindNat = !IsOf(session, message.Path.Local, payloads[position].Body);
        bool matches = false;
        for (int i = second; i >= 0; i = payloads.IndexOf(dialect!.Detection, i + 1))
        {
            matches |= IsOf(session, message.Path.Remote, payloads[i].Body); // RFC 3947 3.2: of several of the sender's one must match
        }

        session.IsRemoteBehindNat = !matches;
        session.IsUdpEncapsulated = session.Profile!.ForceEncapsulation || session.IsLocalBehindNat || session.IsRemoteBehindNat;
    }

    /// <summary>The initiator goes on at port 4500 if there is a NAT (RFC 3947 section 4); draft 00 stays where it is.</summary>
    public static void Float(IsakmpSession session)
    {
        PacketInfo path = session.Path;
        if (session is { IsUdpEncapsulated: true, Nat.Floats: true, Profile: { } profile } && path.Encapsulation == Encapsulation.None)
        {
            session.Path = path with
            {
                Local = path.Local with { Port = profile.NatTraversalLocalPort },
                Remote = path.Remote with { Port = profile.NatTraversalRemotePort },
                Encapsulation = Encapsulation.NonEspMarker,
            };
        }
    }

    private static bool IsOf(IsakmpSession session, NetEndPoint endPoint, ReadOnlySpan<byte> claimed)
    {
        IHash hash = session.Suite!.Hash;
        Span<byte> digest = stackalloc byte[MaxHashSize];
        digest = digest[..hash.Size];
        NatDetection.Compute(hash, session.InitiatorCookie, session.ResponderCookie, endPoint, digest);
        return CryptographicOperations.FixedTimeEquals(digest, claimed);
    }
}
