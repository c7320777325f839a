namespace Isakmp.Registry;

/// <summary>Sizes that the specifications give to registered algorithms: all that an SA needs to know of ciphers that it does not run itself.</summary>
public static class AlgorithmFacts
{
    private const int BitsPerOctet = 8;

    /// <summary>Finds the sizes of an encryption algorithm.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="keyBits">The attribute Key Length; null without. Where the key has one length only, that length may be named too.</param>
    /// <param name="facts">The sizes; default on failure.</param>
    /// <returns>False if the algorithm is unknown, its sizes are not specified, or it has no key of that length.</returns>
    public static bool TryGetEncryption(EncryptionAlgorithm algorithm, ushort? keyBits, out EncryptionFacts facts)
    {
        facts = algorithm.Value switch
        {
            1 => Block(8, 8), // RFC 1829
            2 => Block(8, 8), // RFC 2405
            3 => Block(24, 8), // RFC 2451 2.2
            4 => VariableBlock(keyBits, 40, 2040), // RC5, RFC 2451 2.2
            5 => Block(16, 8), // IDEA, RFC 2451 2.2
            6 => VariableBlock(keyBits, 40, 128), // CAST-128, RFC 2451 2.2
            7 => VariableBlock(keyBits, 40, 448), // Blowfish, RFC 2451 2.2
            9 => Block(8, 8) with { IvSize = 4 }, // RFC 1829 1.1
            11 => new EncryptionFacts { BlockSize = 1 }, // RFC 2410 2
            12 or 23 => AesBlock(keyBits), // RFC 3602 2; RFC 5529 2
            13 or 24 => Aes(keyBits) with { SaltSize = 4, IvSize = 8 }, // RFC 3686 2, RFC 5930 2; RFC 5529 2
            14 or 25 => AesAead(keyBits, 3, 8, 8), // RFC 4309 3; RFC 5529 2
            15 or 26 => AesAead(keyBits, 3, 8, 12),
            16 or 27 => AesAead(keyBits, 3, 8, 16),
            18 => AesAead(keyBits, 4, 8, 8), // RFC 4106 3 and 8.1
            19 => AesAead(keyBits, 4, 8, 12),
            20 => AesAead(keyBits, 4, 8, 16),
            21 => AesAead(keyBits, 4, 8, 16), // RFC 4543 3
            28 => Aead(32, 4, 8, 16), // RFC 7634 2
            29 => AesAead(keyBits, 3, 0, 8), // RFC 8750 4: the IV is implicit
            30 => AesAead(keyBits, 4, 0, 16),
            31 => Aead(32, 4, 0, 16),
            32 or 34 => Aead(32, 12, 8, 12), // Kuznyechik, RFC 9227 4.3.1, 4.4, 4.5
            33 or 35 => Aead(32, 4, 8, 8), // Magma, RFC 9227 4.3.2, 4.4, 4.5
            _ => default,
        };

        // Every algorithm has a block size; without one there is no row, or no such key.
        bool isKeyRight = facts.IsKeyLengthVariable || keyBits is null || keyBits == facts.KeySize * BitsPerOctet;
        if (facts.BlockSize == 0 || !isKeyRight)
        {
            facts = default;
            return false;
        }

        return true;
    }

    /// <summary>Finds the sizes of an integrity algorithm.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="facts">The sizes, all zero for <see cref="IntegrityAlgorithm.None"/>; default on failure.</param>
    /// <returns>False if the algorithm is unknown or its sizes are not specified.</returns>
    public static bool TryGetIntegrity(IntegrityAlgorithm algorithm, out IntegrityFacts facts)
    {
        facts = algorithm.Value switch
        {
            1 => Mac(16, 12), // RFC 2403 2
            2 => Mac(20, 12), // RFC 2404 2
            5 => Mac(16, 12), // RFC 3566 4
            6 => Mac(16, 16), // RFC 4595 4.2
            7 => Mac(20, 20), // RFC 4595 4.2
            8 => Mac(16, 12), // RFC 4494 2
            9 => Gmac(16), // RFC 4543 5.4
            10 => Gmac(24),
            11 => Gmac(32),
            12 => Mac(32, 16), // RFC 4868 2.6
            13 => Mac(48, 24),
            14 => Mac(64, 32),
            _ => default,
        };
        return facts.IcvSize != 0 || algorithm == IntegrityAlgorithm.None;
    }

    /// <summary>Finds the sizes of a pseudorandom function.</summary>
    /// <param name="prf">The function.</param>
    /// <param name="facts">The sizes; default on failure.</param>
    /// <returns>False if the function is unknown.</returns>
    public static bool TryGetPrf(PseudorandomFunction prf, out PrfFacts facts)
    {
        // RFC 7296 2.13: the preferred key of a PRF based on HMAC is as long as its output.
        facts = prf.Value switch
        {
            1 => Prf(16),
            2 => Prf(20),
            3 => Prf(24),
            4 => Prf(16) with { IsFixedKey = true }, // RFC 4434 2, RFC 7296 2.14
            5 => Prf(32), // RFC 4868 2.4
            6 => Prf(48),
            7 => Prf(64),
            8 => Prf(16) with { IsFixedKey = true }, // RFC 4615 3, RFC 7296 2.14
            9 => Prf(64), // RFC 9385
            _ => default,
        };
        return facts.OutputSize != 0;
    }

    /// <summary>Finds the sizes of what the sides of a key exchange send.</summary>
    /// <param name="method">The method.</param>
    /// <param name="facts">The sizes; default on failure.</param>
    /// <returns>False if the method is unknown, or <see cref="KeyExchangeMethod.None"/>.</returns>
    public static bool TryGetKeyExchange(KeyExchangeMethod method, out KeyExchangeFacts facts)
    {
        // RFC 7296 3.4: a MODP public value has the length of the prime; RFC 5903 7: an ECP one is x and y.
        facts = method.Value switch
        {
            1 => Same(96),
            2 or 22 => Same(128),
            5 => Same(192),
            14 or 23 or 24 => Same(256),
            15 => Same(384),
            16 => Same(512),
            17 => Same(768),
            18 => Same(1024),
            19 or 28 or 33 => Same(64),
            20 or 29 => Same(96),
            21 => Same(132),
            25 => Same(48),
            26 or 27 => Same(56),
            30 or 34 => Same(128),
            31 => Same(32), // RFC 8031 3.1
            32 => Same(56),
            35 => Kem(800, 768), // FIPS 203, table 3
            36 => Kem(1184, 1088),
            37 => Kem(1568, 1568),
            _ => default,
        };
        return facts.InitiatorPublicSize != 0;
    }

    private static EncryptionFacts Block(int keySize, int blockSize) =>
        new() { KeySize = keySize, IvSize = blockSize, BlockSize = blockSize };

    private static EncryptionFacts VariableBlock(ushort? keyBits, int minimum, int maximum) =>
        keyBits is { } bits && bits >= minimum && bits <= maximum && bits % BitsPerOctet == 0
            ? Block(bits / BitsPerOctet, 8) with { IsKeyLengthVariable = true }
            : default;

    private static EncryptionFacts Aes(ushort? keyBits) =>
        keyBits is 128 or 192 or 256
            ? new EncryptionFacts { KeySize = keyBits.Value / BitsPerOctet, BlockSize = 1, IsKeyLengthVariable = true }
            : default;

    private static EncryptionFacts AesBlock(ushort? keyBits) =>
        Aes(keyBits) is { KeySize: > 0 } facts ? facts with { IvSize = 16, BlockSize = 16 } : default;

    private static EncryptionFacts AesAead(ushort? keyBits, int salt, int iv, int icv) =>
        Aes(keyBits) with { SaltSize = salt, IvSize = iv, IcvSize = icv, IsAead = true };

    private static EncryptionFacts Aead(int keySize, int salt, int iv, int icv) =>
        new() { KeySize = keySize, SaltSize = salt, IvSize = iv, IcvSize = icv, BlockSize = 1, IsAead = true };

    private static IntegrityFacts Mac(int keySize, int icvSize) => new() { KeySize = keySize, IcvSize = icvSize };

    private static IntegrityFacts Gmac(int keySize) => new() { KeySize = keySize, SaltSize = 4, IvSize = 8, IcvSize = 16 };

    private static PrfFacts Prf(int size) => new() { KeySize = size, OutputSize = size };

    private static KeyExchangeFacts Same(int size) => new() { InitiatorPublicSize = size, ResponderPublicSize = size };

    private static KeyExchangeFacts Kem(int key, int ciphertext) =>
        new() { InitiatorPublicSize = key, ResponderPublicSize = ciphertext, IsKem = true };
}
