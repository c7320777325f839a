using System.Buffers.Binary;

namespace Isakmp.Core.Tests.Engine;

/// <summary>The keys of an IKE SA, written down from the formulas of RFC 7296 sections 2.14, 2.15 and 2.17, apart from the code under test.</summary>
internal sealed class PeerKeys
{
    private readonly PeerSuite _suite;
    private readonly byte[] _initiatorNonce;
    private readonly byte[] _responderNonce;

    public PeerKeys(PeerSuite suite, byte[] sharedSecret, byte[] initiatorNonce, byte[] responderNonce, ulong initiatorSpi, ulong responderSpi)
    {
        _suite = suite;
        _initiatorNonce = initiatorNonce;
        _responderNonce = responderNonce;
        byte[] spis = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(spis, initiatorSpi);
        BinaryPrimitives.WriteUInt64BigEndian(spis.AsSpan(8), responderSpi);
        Seed = suite.Prf([.. initiatorNonce, .. responderNonce], sharedSecret);
        int prf = suite.PrfSize;
        byte[] stream = suite.PrfPlus(
            Seed, [.. initiatorNonce, .. responderNonce, .. spis], (3 * prf) + (2 * suite.IntegritySize) + (2 * suite.EncryptionSize));
        int at = 0;
        D = Take(prf);
        IntegrityInitiator = Take(suite.IntegritySize);
        IntegrityResponder = Take(suite.IntegritySize);
        EncryptionInitiator = Take(suite.EncryptionSize);
        EncryptionResponder = Take(suite.EncryptionSize);
        ProofInitiator = Take(prf);
        ProofResponder = Take(prf);

        byte[] Take(int size)
        {
            at += size;
            return stream[(at - size)..at];
        }
    }

    public byte[] Seed { get; }

    public byte[] D { get; }

    public byte[] IntegrityInitiator { get; private set; }

    public byte[] IntegrityResponder { get; private set; }

    public byte[] EncryptionInitiator { get; private set; }

    public byte[] EncryptionResponder { get; private set; }

    public byte[] ProofInitiator { get; }

    public byte[] ProofResponder { get; }

    /// <summary>The same keys with the directions exchanged.</summary>
    public PeerKeys Swapped()
    {
        var swapped = (PeerKeys)MemberwiseClone();
        (swapped.IntegrityInitiator, swapped.IntegrityResponder) = (IntegrityResponder, IntegrityInitiator);
        (swapped.EncryptionInitiator, swapped.EncryptionResponder) = (EncryptionResponder, EncryptionInitiator);
        return swapped;
    }

    /// <summary>AUTH = prf( prf(secret, "Key Pad for IKEv2"), message | nonce of the other side | prf(SK_p, ID body) ).</summary>
    public byte[] Auth(byte[] secret, byte[] message, byte[] identityBody, bool ofInitiator) => _suite.Prf(
        _suite.Prf(secret, "Key Pad for IKEv2"u8.ToArray()),
        message,
        ofInitiator ? _responderNonce : _initiatorNonce,
        _suite.Prf(ofInitiator ? ProofInitiator : ProofResponder, identityBody));

    /// <summary>KEYMAT = prf+ (SK_d, Ni | Nr).</summary>
    public byte[] Keymat(int length) => _suite.PrfPlus(D, [.. _initiatorNonce, .. _responderNonce], length);
}
