using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Symmetric;

/// <summary>Keys an authenticated cipher; the key has the right size.</summary>
internal delegate KeyedAead AeadFactory(ReadOnlySpan<byte> key, int icvSize);

/// <summary>A row of the catalogue of authenticated ciphers.</summary>
internal sealed class AeadRow(EncryptionAlgorithm algorithm, int keySize, int icvSize, AeadFactory factory, int saltSize = 4) : IAead
{
    public EncryptionAlgorithm Algorithm => algorithm;

    public int KeySize => keySize;

    // RFC 4106 4 and 8.1, RFC 7634 2: a nonce of 12 octets is 4 of salt and 8 of IV. RFC 4309 4: one of 11 for CCM, whose salt has 3.
    public int SaltSize => saltSize;

    public int IvSize => 8;

    public int IcvSize => icvSize;

    public KeyedAead Create(ReadOnlySpan<byte> key)
    {
        KeyedSizes.RequireKey(key, keySize);
        return factory(key, icvSize);
    }
}
