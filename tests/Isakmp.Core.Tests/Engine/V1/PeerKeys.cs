using System.Buffers.Binary;

namespace Isakmp.Core.Tests.Engine.V1;

/// <summary>The keys of an ISAKMP SA, written down from the formulas of RFC 2409 sections 5, 5.5, 5.7 and appendix B, apart from the code under test.</summary>
internal sealed class PeerKeys
{
    private readonly PeerSuite _suite;

    public PeerKeys(PeerSuite suite, byte[] skeyid, byte[] sharedSecret, byte[] initiatorCookie, byte[] responderCookie)
    {
        _suite = suite;
        Skeyid = skeyid;
        D = suite.Prf(skeyid, sharedSecret, initiatorCookie, responderCookie, [0]);
        Authentication = suite.Prf(skeyid, D, sharedSecret, initiatorCookie, responderCookie, [1]);
        Encryption = suite.Prf(skeyid, Authentication, sharedSecret, initiatorCookie, responderCookie, [2]);
        CipherKey = Expand(suite, Encryption, suite.KeySize);
    }

    public byte[] Skeyid { get; }

    /// <summary>SKEYID_d.</summary>
    public byte[] D { get; }

    /// <summary>SKEYID_a.</summary>
    public byte[] Authentication { get; }

    /// <summary>SKEYID_e.</summary>
    public byte[] Encryption { get; }

    public byte[] CipherKey { get; }

    /// <summary>SKEYID = prf(pre-shared-key, Ni_b | Nr_b).</summary>
    public static byte[] SkeyidOf(PeerSuite suite, byte[] sharedKey, byte[] initiatorNonce, byte[] responderNonce) => suite.Prf(sharedKey, initiatorNonce, responderNonce);

    /// <summary>Ka = K1 | K2 | ..., K1 = prf(SKEYID_e, 0), Kn = prf(SKEYID_e, Kn-1), where SKEYID_e is too short for the key.</summary>
    public static byte[] Expand(PeerSuite suite, byte[] key, int size)
    {
        if (key.Length >= size)
        {
            return key[..size];
        }

        var output = new List<byte>();
        byte[] last = [0];
        while (output.Count < size)
        {
            last = suite.Prf(key, last);
            output.AddRange(last);
        }

        return [.. output.Take(size)];
    }

    /// <summary>HASH_I = prf(SKEYID, g^xi | g^xr | CKY-I | CKY-R | SAi_b | IDii_b), and HASH_R with the sides exchanged.</summary>
    public byte[] Proof(byte[] ownPublic, byte[] otherPublic, byte[] ownCookie, byte[] otherCookie, byte[] association, byte[] identity) =>
        _suite.Prf(Skeyid, ownPublic, otherPublic, ownCookie, otherCookie, association, identity);

    /// <summary>HASH(1) = prf(SKEYID_a, M-ID | what follows HASH).</summary>
    public byte[] Hash1(uint id, byte[] rest) => _suite.Prf(Authentication, Number(id), rest);

    /// <summary>HASH(2) = prf(SKEYID_a, M-ID | Ni_b | what follows HASH).</summary>
    public byte[] Hash2(uint id, byte[] initiatorNonce, byte[] rest) => _suite.Prf(Authentication, Number(id), initiatorNonce, rest);

    /// <summary>HASH(3) = prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b).</summary>
    public byte[] Hash3(uint id, byte[] initiatorNonce, byte[] responderNonce) => _suite.Prf(Authentication, [0], Number(id), initiatorNonce, responderNonce);

    /// <summary>KEYMAT = prf(SKEYID_d, [g(qm)^xy |] protocol | SPI | Ni_b | Nr_b), and as many more as are needed, each over the one before.</summary>
    public byte[] Keymat(byte[] sharedSecret, byte protocol, byte[] spi, byte[] initiatorNonce, byte[] responderNonce, int length)
    {
        var output = new List<byte>();
        byte[] last = [];
        while (output.Count < length)
        {
            last = _suite.Prf(D, last, sharedSecret, [protocol], spi, initiatorNonce, responderNonce);
            output.AddRange(last);
        }

        return [.. output.Take(length)];
    }

    /// <summary>The first IV of phase 1: the head of hash(g^xi | g^xr).</summary>
    public static byte[] FirstIv(PeerSuite suite, byte[] initiatorPublic, byte[] responderPublic) => suite.Hash(initiatorPublic, responderPublic)[..suite.BlockSize];

    /// <summary>The first IV of an exchange: the head of hash(last block of phase 1 | M-ID).</summary>
    public static byte[] ExchangeIv(PeerSuite suite, byte[] lastBlock, uint id) => suite.Hash(lastBlock, Number(id))[..suite.BlockSize];

    private static byte[] Number(uint id)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, id);
        return octets;
    }
}
