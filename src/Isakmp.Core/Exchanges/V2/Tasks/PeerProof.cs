using System.Security.Cryptography;
using Isakmp.Authentication;
using Isakmp.Messages;
using Isakmp.Primitives;
using Isakmp.Registry;
using Isakmp.Wire.V2;

namespace Isakmp.Exchanges.V2.Tasks;

/// <summary>The AUTH payloads of both sides over what IKE_SA_INIT left, and the step to an established SA.</summary>
internal static class PeerProof
{
    private const int MaxMacSize = 64;
    private const int IdentityHeaderSize = 4;

    /// <summary>Computes our AUTH data (RFC 7296 section 2.15).</summary>
    public static void ComputeOwn(Session session, SecretBuffer secret, Identity identity, Span<byte> destination)
    {
        byte[] body = new byte[IdentityHeaderSize + identity.Data.Length];
        body[0] = identity.Type.Value;
        identity.Data.AsSpan().CopyTo(body.AsSpan(IdentityHeaderSize));
        Compute(session, secret, body, ofLocal: true, destination);
    }

    /// <summary>Checks the peer's AUTH payload in fixed time.</summary>
    /// <param name="session">The session.</param>
    /// <param name="secret">The pre-shared key, or null if there is none.</param>
    /// <param name="identityBody">The body of the peer's ID payload as it came, reserved octets included.</param>
    /// <param name="claimed">The AUTH payload.</param>
    public static bool Verify(Session session, SecretBuffer? secret, ReadOnlySpan<byte> identityBody, in AuthenticationPayloadView claimed)
    {
        if (secret is null || claimed.Method != AuthenticationMethod.SharedKeyMessageIntegrityCode)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[MaxMacSize];
        expected = expected[..session.Suite!.Prf.OutputSize];
        Compute(session, secret, identityBody, ofLocal: false, expected);
        return CryptographicOperations.FixedTimeEquals(expected, claimed.Data);
    }

    /// <summary>Turns the session into an established one and says so.</summary>
    public static void Establish(ExchangeContext context, Identity local, Identity remote)
    {
        Session session = context.Session;
        session.LocalIdentity = local;
        session.RemoteIdentity = remote;
        session.State = IkeSaState.Established;
        session.EstablishedAt = context.Now;
        context.Emit(new IkeSaEstablishedEvent { Connection = session.Connection, IkeSa = session.Id, Info = session.Describe() });
    }

    private static void Compute(Session session, SecretBuffer secret, ReadOnlySpan<byte> identityBody, bool ofLocal, Span<byte> destination)
    {
        Handshake handshake = session.Handshake!;
        SharedKeyAuthentication.Compute(
            session.Suite!.Prf,
            secret.Span,
            ofLocal ? handshake.LocalMessage : handshake.RemoteMessage,
            ofLocal ? handshake.RemoteNonce : handshake.LocalNonce,
            session.Keys!.Authentication(ofInitiator: ofLocal == session.IsInitiator),
            identityBody,
            destination);
    }
}
