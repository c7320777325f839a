using System.Collections.Frozen;
using Isakmp.Messages;
using Isakmp.Policies;
using Isakmp.Registry;

namespace Isakmp.Inspection.Keys;

/// <summary>The names of algorithms in key tables: Wireshark's, which strongSwan's save-keys writes too, those of charon's log, and the words of proposals.</summary>
/// <remarks>
/// Names are compared without case, blanks, hyphens, underscores, slashes and what stands in brackets: "AES-CBC-256 [RFC3602]", "AES_CBC-256" and "aescbc256" are one. A cipher
/// whose name has no key length, such as "AES-CBC [RFC3602]", takes that of its key.
/// </remarks>
internal static class AlgorithmNames
{
    private const int LongestName = 64;
    private const int BitsPerOctet = 8;

    private static readonly FrozenDictionary<string, (EncryptionAlgorithm Algorithm, ushort? KeyBits)> Encryption =
        EncryptionNames().ToFrozenDictionary(row => row.Name, row => (row.Algorithm, row.KeyBits), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, IntegrityChoice> Integrity =
        IntegrityNames().ToFrozenDictionary(row => row.Name, row => row.Choice, StringComparer.Ordinal);

    /// <summary>Finds the cipher of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="materialSize">The octets in the column of the key, for names without a key length.</param>
    /// <param name="choice">The cipher; its key size is that of the specification, whatever was given.</param>
    public static bool TryFindEncryption(ReadOnlySpan<char> name, int materialSize, out EncryptionChoice choice)
    {
        choice = default;
        Span<char> buffer = stackalloc char[LongestName];
        ReadOnlySpan<char> normal = Normalize(name, buffer);
        if (!Encryption.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(normal, out (EncryptionAlgorithm Algorithm, ushort? KeyBits) found))
        {
            if (!TryFindWord(name, TransformType.Encryption, out Transform? transform))
            {
                return false;
            }

            found = (new EncryptionAlgorithm(transform!.Id), transform.KeyLength);
        }

        ushort? bits = found.KeyBits;
        if (!AlgorithmFacts.TryGetEncryption(found.Algorithm, bits, out EncryptionFacts facts))
        {
            bits = NearestKeyBits(found.Algorithm, materialSize);
            if (!AlgorithmFacts.TryGetEncryption(found.Algorithm, bits, out facts))
            {
                return false;
            }
        }

        choice = new EncryptionChoice(found.Algorithm, facts.IsKeyLengthVariable ? bits : null, facts.KeySize + facts.SaltSize);
        return true;
    }

    /// <summary>Finds the integrity algorithm of a name.</summary>
    public static bool TryFindIntegrity(ReadOnlySpan<char> name, out IntegrityChoice choice)
    {
        Span<char> buffer = stackalloc char[LongestName];
        if (Integrity.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Normalize(name, buffer), out choice))
        {
            return true;
        }

        if (!TryFindWord(name, TransformType.Integrity, out Transform? transform))
        {
            return false;
        }

        choice = Known(new IntegrityAlgorithm(transform!.Id));
        return true;
    }

    private static ushort? NearestKeyBits(EncryptionAlgorithm algorithm, int materialSize)
    {
        // Without a length that the cipher can have, the shortest of AES is taken, and the size of the key will be found wrong.
        foreach (int salt in (ReadOnlySpan<int>)[4, 3, 0])
        {
            int bits = (materialSize - salt) * BitsPerOctet;
            if (bits is > 0 and <= ushort.MaxValue && AlgorithmFacts.TryGetEncryption(algorithm, (ushort)bits, out EncryptionFacts facts) && facts.SaltSize == salt)
            {
                return (ushort)bits;
            }
        }

        return 128;
    }

    private static bool TryFindWord(ReadOnlySpan<char> name, TransformType type, out Transform? transform)
    {
        transform = null;
        return name.Length <= LongestName && AlgorithmWords.TryFind(name.Trim().ToString(), SecurityProtocol.Ike, out transform) && transform.Type == type;
    }

    private static ReadOnlySpan<char> Normalize(ReadOnlySpan<char> name, Span<char> buffer)
    {
        int length = 0;
        foreach (char character in name)
        {
            if (character == '[' || length == buffer.Length)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(character))
            {
                buffer[length++] = char.ToUpperInvariant(character);
            }
            else if (character is not (' ' or '\t' or '-' or '_' or '/'))
            {
                return []; // no name has it
            }
        }

        ReadOnlySpan<char> normal = buffer[..length];
        bool hasPrefix = normal.StartsWith("ENCR", StringComparison.Ordinal) || normal.StartsWith("AUTH", StringComparison.Ordinal);
        return hasPrefix ? normal[4..] : normal;
    }

    private static IEnumerable<(string Name, EncryptionAlgorithm Algorithm, ushort? KeyBits)> EncryptionNames()
    {
        yield return ("NULL", EncryptionAlgorithm.Null, null);
        foreach ((string name, EncryptionAlgorithm algorithm) in ((string, EncryptionAlgorithm)[])
        [
            ("DES", EncryptionAlgorithm.Des), ("DESCBC", EncryptionAlgorithm.Des),
            ("3DES", EncryptionAlgorithm.TripleDes), ("3DESCBC", EncryptionAlgorithm.TripleDes), ("TRIPLEDESCBC", EncryptionAlgorithm.TripleDes),
            ("CHACHA20POLY1305", EncryptionAlgorithm.ChaCha20Poly1305), ("CHACHA20POLY1305WITH16OCTETICV", EncryptionAlgorithm.ChaCha20Poly1305),
            ("CHACHA20POLY1305256", EncryptionAlgorithm.ChaCha20Poly1305),
        ])
        {
            yield return (name, algorithm, null);
        }

        foreach ((string name, EncryptionAlgorithm algorithm) in ((string, EncryptionAlgorithm)[])
        [
            ("AES", EncryptionAlgorithm.AesCbc), ("AESCBC", EncryptionAlgorithm.AesCbc), ("AESCTR", EncryptionAlgorithm.AesCtr),
            ("CAMELLIA", EncryptionAlgorithm.CamelliaCbc), ("CAMELLIACBC", EncryptionAlgorithm.CamelliaCbc), ("CAMELLIACTR", EncryptionAlgorithm.CamelliaCtr),
            ("BLOWFISH", EncryptionAlgorithm.Blowfish), ("BLOWFISHCBC", EncryptionAlgorithm.Blowfish),
            ("CAST", EncryptionAlgorithm.Cast), ("CASTCBC", EncryptionAlgorithm.Cast), ("CAST5CBC", EncryptionAlgorithm.Cast),
        ])
        {
            yield return (name, algorithm, null);
            foreach (ushort bits in (ushort[])[128, 192, 256, 448])
            {
                yield return ($"{name}{bits}", algorithm, bits);
            }
        }

        yield return ("AESGCM", EncryptionAlgorithm.AesGcm16, null);
        foreach ((string family, int icv, EncryptionAlgorithm algorithm) in ((string, int, EncryptionAlgorithm)[])
        [
            ("AESGCM", 8, EncryptionAlgorithm.AesGcm8), ("AESGCM", 12, EncryptionAlgorithm.AesGcm12), ("AESGCM", 16, EncryptionAlgorithm.AesGcm16),
            ("AESCCM", 8, EncryptionAlgorithm.AesCcm8), ("AESCCM", 12, EncryptionAlgorithm.AesCcm12), ("AESCCM", 16, EncryptionAlgorithm.AesCcm16),
            ("CAMELLIACCM", 8, EncryptionAlgorithm.CamelliaCcm8), ("CAMELLIACCM", 12, EncryptionAlgorithm.CamelliaCcm12),
            ("CAMELLIACCM", 16, EncryptionAlgorithm.CamelliaCcm16),
        ])
        {
            yield return ($"{family}WITH{icv}OCTETICV", algorithm, null);
            yield return ($"{family}{icv}", algorithm, null);
            foreach (ushort bits in (ushort[])[128, 192, 256])
            {
                yield return ($"{family}{bits}WITH{icv}OCTETICV", algorithm, bits);
                yield return ($"{family}{icv}{bits}", algorithm, bits); // charon's AES_GCM_16-256
            }
        }
    }

    private static IEnumerable<(string Name, IntegrityChoice Choice)> IntegrityNames()
    {
        yield return ("NONE", default);
        yield return ("NULL", default);
        foreach (int bits in (int[])[64, 96, 128, 160, 192, 256])
        {
            yield return ($"ANY{bits}BITSOFAUTHENTICATION", new IntegrityChoice(IntegrityAlgorithm.None, 0, bits / BitsPerOctet));
            yield return ($"ANY{bits}BITAUTHENTICATION", new IntegrityChoice(IntegrityAlgorithm.None, 0, bits / BitsPerOctet));
        }

        foreach ((string name, IntegrityAlgorithm algorithm) in ((string, IntegrityAlgorithm)[])
        [
            ("HMACMD596", IntegrityAlgorithm.HmacMd5_96), ("HMACMD5128", IntegrityAlgorithm.HmacMd5_128),
            ("HMACSHA196", IntegrityAlgorithm.HmacSha1_96), ("HMACSHA1160", IntegrityAlgorithm.HmacSha1_160),
            ("HMACSHA225696", IntegrityAlgorithm.HmacSha2_256_96), ("HMACSHA25696", IntegrityAlgorithm.HmacSha2_256_96),
            ("HMACSHA2256128", IntegrityAlgorithm.HmacSha2_256_128), ("HMACSHA256128", IntegrityAlgorithm.HmacSha2_256_128),
            ("HMACSHA2384192", IntegrityAlgorithm.HmacSha2_384_192), ("HMACSHA384192", IntegrityAlgorithm.HmacSha2_384_192),
            ("HMACSHA2512256", IntegrityAlgorithm.HmacSha2_512_256), ("HMACSHA512256", IntegrityAlgorithm.HmacSha2_512_256),
            ("AESXCBC96", IntegrityAlgorithm.AesXcbc96), ("AESCMAC96", IntegrityAlgorithm.AesCmac96),
        ])
        {
            yield return (name, Known(algorithm));
        }
    }

    private static IntegrityChoice Known(IntegrityAlgorithm algorithm) => algorithm == IntegrityAlgorithm.HmacSha2_256_96
        ? new IntegrityChoice(algorithm, 32, 0) // no row of the registry, so no facts
        : AlgorithmFacts.TryGetIntegrity(algorithm, out IntegrityFacts facts) ? new IntegrityChoice(algorithm, facts.KeySize, 0) : default;
}
