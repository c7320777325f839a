using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;
using Isakmp.Registry;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using ICipher = Isakmp.Algorithms.ICipher;

namespace Isakmp.Crypto.BouncyCastle;

/// <summary>The rows of the ciphers of BouncyCastle.</summary>
internal static class BouncyCastleCiphers
{
    private const int BitsPerOctet = 8;
    private const int GcmNonceSize = 12;
    private const int GcmTagSize = 16;

    private static readonly int[] s_keyBits = [128, 192, 256];

    /// <summary>The ciphers without authentication.</summary>
    public static AlgorithmTable<CipherChoice, ICipher> Ciphers()
    {
        var table = new AlgorithmTable<CipherChoice, ICipher>
        {
            { new(EncryptionAlgorithm.Des, 0), () => Cbc(EncryptionAlgorithm.Des, 8, 8, () => new DesEngine()) },
            { new(EncryptionAlgorithm.TripleDes, 0), () => Cbc(EncryptionAlgorithm.TripleDes, 24, 8, () => new DesEdeEngine()) },
        };
        foreach (int bits in s_keyBits)
        {
            int size = bits / BitsPerOctet;
            table.Add(new(EncryptionAlgorithm.AesCbc, bits), () => Cbc(EncryptionAlgorithm.AesCbc, size, 16, AesUtilities.CreateEngine));
            table.Add(new(EncryptionAlgorithm.AesCtr, bits), () => Counter(EncryptionAlgorithm.AesCtr, size, AesUtilities.CreateEngine));
            table.Add(new(EncryptionAlgorithm.CamelliaCbc, bits), () => Cbc(EncryptionAlgorithm.CamelliaCbc, size, 16, () => new CamelliaEngine()));
            table.Add(new(EncryptionAlgorithm.CamelliaCtr, bits), () => Counter(EncryptionAlgorithm.CamelliaCtr, size, () => new CamelliaEngine()));
        }

        // RFC 2451 2.2: keys of 40 to 448 and of 40 to 128 bits, in octets here.
        for (int size = 5; size <= 56; size++)
        {
            int keySize = size;
            table.Add(new(EncryptionAlgorithm.Blowfish, size * BitsPerOctet), () => Cbc(EncryptionAlgorithm.Blowfish, keySize, 8, () => new BlowfishEngine()));
            if (size <= 16)
            {
                table.Add(new(EncryptionAlgorithm.Cast, size * BitsPerOctet), () => Cbc(EncryptionAlgorithm.Cast, keySize, 8, () => new Cast5Engine()));
            }
        }

        return table;
    }

    /// <summary>The authenticated ciphers.</summary>
    public static AlgorithmTable<CipherChoice, IAead> Aeads()
    {
        var table = new AlgorithmTable<CipherChoice, IAead>
        {
            { new(EncryptionAlgorithm.ChaCha20Poly1305, 0), () => Gcm(EncryptionAlgorithm.ChaCha20Poly1305, 32, 16, () => new ChaCha20Poly1305()) },
        };
        foreach (int bits in s_keyBits)
        {
            int size = bits / BitsPerOctet;
            Add(table, bits, 8, EncryptionAlgorithm.AesGcm8, EncryptionAlgorithm.AesCcm8, EncryptionAlgorithm.CamelliaCcm8);
            Add(table, bits, 12, EncryptionAlgorithm.AesGcm12, EncryptionAlgorithm.AesCcm12, EncryptionAlgorithm.CamelliaCcm12);
            Add(table, bits, 16, EncryptionAlgorithm.AesGcm16, EncryptionAlgorithm.AesCcm16, EncryptionAlgorithm.CamelliaCcm16);
        }

        return table;
    }

    private static void Add(
        AlgorithmTable<CipherChoice, IAead> table, int bits, int icvSize, EncryptionAlgorithm gcm, EncryptionAlgorithm ccm, EncryptionAlgorithm camelliaCcm)
    {
        int size = bits / BitsPerOctet;
        table.Add(new(gcm, bits), () => Gcm(gcm, size, icvSize, () => new GcmBlockCipher(AesUtilities.CreateEngine())));
        table.Add(new(ccm, bits), () => Ccm(ccm, size, icvSize, AesUtilities.CreateEngine));
        table.Add(new(camelliaCcm, bits), () => Ccm(camelliaCcm, size, icvSize, () => new CamelliaEngine()));
    }

    private static CipherRow Cbc(EncryptionAlgorithm algorithm, int keySize, int blockSize, Func<IBlockCipher> engine) =>
        new(algorithm, keySize, ivSize: blockSize, blockSize, key => new BouncyCastleCbc(engine(), key));

    private static CipherRow Counter(EncryptionAlgorithm algorithm, int keySize, Func<IBlockCipher> engine) => new(
        algorithm,
        keySize + CounterCipher.NonceSize,
        CounterCipher.IvSize,
        blockSize: 1,
        key => new CounterCipher(new BouncyCastleTransform(engine(), key[..keySize]), key[keySize..]));

    private static AeadRow Gcm(EncryptionAlgorithm algorithm, int keySize, int icvSize, Func<IAeadCipher> engine) =>
        new(algorithm, keySize, icvSize, (key, size) => new BouncyCastleAead(engine, key, size, GcmTagSize, GcmNonceSize));

    // The tag is not cut: its size is part of what it authenticates (RFC 3610 2.2).
    private static AeadRow Ccm(EncryptionAlgorithm algorithm, int keySize, int icvSize, Func<IBlockCipher> engine) => new(
        algorithm,
        keySize,
        icvSize,
        (key, size) => new BouncyCastleAead(() => new CcmBlockCipher(engine()), key, size, size, CcmAead.NonceSize),
        saltSize: 3);
}
