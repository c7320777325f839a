using System.Security.Cryptography;
using Isakmp.Exchanges.Negotiation;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Protection.V1;
using Isakmp.Registry;
using Isakmp.Wire;
using Isakmp.Wire.V1;

namespace Isakmp.Exchanges.V1.MainMode;

/// <summary>Keys and proofs of main mode with a pre-shared key (RFC 2409 section 5.4).</summary>
internal static class SharedKeyProof
{
    private const int IdentityHeaderSize = 4;

    /// <summary>Derives the keys of the session and begins its chain of vectors.</summary>
    public static void DeriveKeys(
        IsakmpContext context, SecretBuffer secret, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> responderNonce, ReadOnlySpan<byte> sharedSecret, Transcript transcript)
    {
        IsakmpSession session = context.Session;
        IsakmpSuite suite = session.Suite!;
        using var skeyid = new SecretBuffer(suite.Prf.OutputSize);
        KeySchedule.ComputeSkeyid(suite.Prf, secret.Span, initiatorNonce, responderNonce, skeyid.Span);
        SkeyidKeys keys = SkeyidKeys.Derive(suite.Prf, skeyid.Span, sharedSecret, session.InitiatorCookie, session.ResponderCookie);
        SecretBuffer cipherKey = keys.DeriveCipherKey(suite.Prf, suite.Cipher.KeySize);
        Span<byte> iv = stackalloc byte[InitializationVectors.LargestBlock];
        iv = iv[..suite.Cipher.BlockSize];
        InitializationVectors.ComputePhase1(suite.Hash, transcript.InitiatorPublic.Span, transcript.ResponderPublic.Span, iv);
        session.Adopt(keys, cipherKey, iv);
        context.LogKeys();
    }

    /// <summary>Writes our ID payload and the hash that proves it.</summary>
    public static void Write(IsakmpSession session, Transcript transcript, Identity identity, ref MessageWriter writer)
    {
        Span<byte> hash = stackalloc byte[KeySchedule.MaxPrfSize];
        hash = hash[..session.Suite!.Prf.OutputSize];
        byte[] body = new byte[IdentityHeaderSize + identity.Data.Length]; // RFC 2407 4.6.2: protocol and port are zero
        body[0] = identity.Type.Value;
        identity.Data.AsSpan().CopyTo(body.AsSpan(IdentityHeaderSize));
        Compute(session, transcript, byInitiator: session.IsInitiator, body, hash);
        writer.WritePayload(PayloadType.V1Identification, body);
        HashPayload.Write(ref writer, hash);
    }

    /// <summary>Checks the peer's hash in fixed time.</summary>
    /// <param name="session">The session.</param>
    /// <param name="transcript">What went before.</param>
    /// <param name="identityBody">The body of the peer's ID payload as it came.</param>
    /// <param name="claimed">The peer's hash.</param>
    private static bool Verify(IsakmpSession session, Transcript transcript, ReadOnlySpan<byte> identityBody, ReadOnlySpan<byte> claimed)
    {
        Span<byte> hash = stackalloc byte[KeySchedule.MaxPrfSize];
        hash = hash[..session.Suite!.Prf.OutputSize];
        Compute(session, transcript, byInitiator: !session.IsInitiator, identityBody, hash);
        return CryptographicOperations.FixedTimeEquals(hash, claimed);
    }

    /// <summary>Reads messages 5 and 6: whose they are, if they hold the proof of it.</summary>
    public static bool TryVerify(IsakmpSession session, Transcript transcript, in PayloadList payloads, out IdentificationPayloadView claimed)
    {
        ReadOnlySpan<byte> identity = payloads.Body(PayloadType.V1Identification);
        return IdentificationPayloadView.TryRead(identity, out claimed).IsOk && Verify(session, transcript, identity, payloads.Body(PayloadType.V1Hash));
    }

    private static void Compute(IsakmpSession session, Transcript transcript, bool byInitiator, ReadOnlySpan<byte> identityBody, Span<byte> hash)
    {
        var initiator = new Phase1Side(transcript.InitiatorPublic.Span, session.InitiatorCookie);
        var responder = new Phase1Side(transcript.ResponderPublic.Span, session.ResponderCookie);
        AuthenticationHashes.ComputePhase1(
            session.Suite!.Prf,
            session.Keys!.Skeyid,
            byInitiator ? initiator : responder,
            byInitiator ? responder : initiator,
            transcript.Association.Span,
            identityBody,
            hash);
    }
}
