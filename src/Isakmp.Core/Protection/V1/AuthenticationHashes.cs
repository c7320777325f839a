using System.Buffers.Binary;
using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Protection.V1;

/// <summary>The hashes by which IKEv1 authenticates peers and messages (RFC 2409 sections 5, 5.5 and 5.7).</summary>
internal static class AuthenticationHashes
{
    /// <summary>HASH_I or HASH_R: prf(SKEYID, g^x own | g^x other | CKY own | CKY other | SAi_b | ID own), of the side that proves itself.</summary>
    /// <param name="prf">The pseudorandom function.</param>
    /// <param name="skeyid">SKEYID.</param>
    /// <param name="prover">The public value and the cookie of the side that proves itself.</param>
    /// <param name="other">Those of the other side.</param>
    /// <param name="association">The body of the initiator's SA payload.</param>
    /// <param name="identity">The body of the ID payload of the side that proves itself.</param>
    /// <param name="destination">As many octets as the function yields.</param>
    public static void ComputePhase1(
        IPrf prf, ReadOnlySpan<byte> skeyid, in Phase1Side prover, in Phase1Side other, ReadOnlySpan<byte> association, ReadOnlySpan<byte> identity, Span<byte> destination)
    {
        Span<byte> cookies = stackalloc byte[2 * Spi.Size];
        prover.Cookie.Write(cookies);
        other.Cookie.Write(cookies[Spi.Size..]);
        using KeyedMac mac = prf.Create(skeyid);
        mac.Append(prover.PublicValue);
        mac.Append(other.PublicValue);
        mac.Append(cookies);
        mac.Append(association);
        mac.Append(identity);
        mac.Finish(destination);
    }

    /// <summary>HASH(1): prf(SKEYID_a, M-ID | what follows the HASH payload); with a nonce of the initiator before that, HASH(2).</summary>
    /// <param name="prf">The pseudorandom function.</param>
    /// <param name="authenticationKey">SKEYID_a.</param>
    /// <param name="id">The exchange's Message ID.</param>
    /// <param name="initiatorNonce">Ni_b for HASH(2), empty for HASH(1).</param>
    /// <param name="rest">The payloads behind HASH, with their headers, without padding.</param>
    /// <param name="destination">As many octets as the function yields.</param>
    public static void ComputeMessage(
        IPrf prf, ReadOnlySpan<byte> authenticationKey, MessageId id, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> rest, Span<byte> destination)
    {
        using KeyedMac mac = prf.Create(authenticationKey);
        ComputeMessage(mac, id, initiatorNonce, rest, destination);
    }

    /// <summary>The same with SKEYID_a prepared.</summary>
    public static void ComputeMessage(KeyedMac mac, MessageId id, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> rest, Span<byte> destination)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, id.Value);
        mac.Append(number);
        mac.Append(initiatorNonce);
        mac.Append(rest);
        mac.Finish(destination);
    }

    /// <summary>HASH(3): prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b).</summary>
    /// <param name="prf">The pseudorandom function.</param>
    /// <param name="authenticationKey">SKEYID_a.</param>
    /// <param name="id">The exchange's Message ID.</param>
    /// <param name="initiatorNonce">Ni_b.</param>
    /// <param name="responderNonce">Nr_b.</param>
    /// <param name="destination">As many octets as the function yields.</param>
    public static void ComputeLiveliness(
        IPrf prf, ReadOnlySpan<byte> authenticationKey, MessageId id, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> responderNonce, Span<byte> destination)
    {
        using KeyedMac mac = prf.Create(authenticationKey);
        ComputeLiveliness(mac, id, initiatorNonce, responderNonce, destination);
    }

    /// <summary>The same with SKEYID_a prepared.</summary>
    public static void ComputeLiveliness(
        KeyedMac mac, MessageId id, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> responderNonce, Span<byte> destination)
    {
        Span<byte> start = stackalloc byte[1 + sizeof(uint)];
        start[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(start[1..], id.Value);
        mac.Append(start);
        mac.Append(initiatorNonce);
        mac.Append(responderNonce);
        mac.Finish(destination);
    }
}
