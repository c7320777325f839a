using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Inspection.Keys;

/// <summary>Reads the fields of one row; every fault of a row is reported, not only the first.</summary>
internal sealed class KeyRowParser(KeyTableLine line, Action<int, string> fail)
{
    /// <summary>The longest key, in octets: Blowfish's 448 bits, or a key of HMAC-SHA-512.</summary>
    public const int LongestKey = 64;

    private const int LongestEcho = 60;
    private const int LongestHarmlessHex = 15;

    /// <summary>A row of ikev1_decryption_table: the initiator's cookie, the encryption key.</summary>
    public bool TryParseIkeV1(out Spi initiatorCookie, [NotNullWhen(true)] out SecretBuffer? key)
    {
        bool isRight = TryReadSpi(0, "the initiator's cookie", out initiatorCookie);
        isRight &= TryReadKey(1, "the encryption key", out key);
        if (isRight && key!.Length == 0)
        {
            Fail(1, "the encryption key is missing");
            isRight = false;
        }

        return Keep(isRight, key);
    }

    /// <summary>A row of ikev2_decryption_table: SPIs, SK_ei, SK_er, cipher, SK_ai, SK_ar, integrity algorithm.</summary>
    public bool TryParseIkeV2([NotNullWhen(true)] out IkeV2Keys? keys)
    {
        keys = null;
        bool isRight = TryReadSpi(0, "the initiator's SPI", out Spi initiator);
        isRight &= TryReadSpi(1, "the responder's SPI", out Spi responder);
        isRight &= TryReadKey(2, "SK_ei", out SecretBuffer? encryptionInitiator);
        isRight &= TryReadKey(3, "SK_er", out SecretBuffer? encryptionResponder);
        isRight &= TryReadKey(5, "SK_ai", out SecretBuffer? integrityInitiator);
        isRight &= TryReadKey(6, "SK_ar", out SecretBuffer? integrityResponder);
        if (!AlgorithmNames.TryFindEncryption(line[4], encryptionInitiator?.Length ?? 0, out EncryptionChoice encryption))
        {
            Fail(4, $"{Echo(line[4])} is no encryption algorithm that is known here; a name that is: \"AES-CBC-256 [RFC3602]\"");
            isRight = false;
        }
        else
        {
            isRight &= HasSize(2, "SK_ei", encryptionInitiator, encryption.KeySize, encryption);
            isRight &= HasSize(3, "SK_er", encryptionResponder, encryption.KeySize, encryption);
        }

        if (!AlgorithmNames.TryFindIntegrity(line[7], out IntegrityChoice integrity))
        {
            Fail(7, $"{Echo(line[7])} is no integrity algorithm that is known here; a name that is: \"HMAC_SHA2_256_128 [RFC4868]\"");
            isRight = false;
        }
        else if (integrity.KeySize > 0)
        {
            isRight &= HasSize(5, "SK_ai", integrityInitiator, integrity.KeySize, integrity);
            isRight &= HasSize(6, "SK_ar", integrityResponder, integrity.KeySize, integrity);
        }

        if (!Keep(isRight, encryptionInitiator, encryptionResponder, integrityInitiator, integrityResponder))
        {
            return false;
        }

        keys = new IkeV2Keys
        {
            InitiatorSpi = initiator,
            ResponderSpi = responder,
            Encryption = encryption,
            Integrity = integrity,
            EncryptionInitiator = encryptionInitiator!,
            EncryptionResponder = encryptionResponder!,
            IntegrityInitiator = integrityInitiator!,
            IntegrityResponder = integrityResponder!,
        };
        return true;
    }

    private static bool Keep(bool isRight, params ReadOnlySpan<SecretBuffer?> keys)
    {
        foreach (SecretBuffer? key in keys)
        {
            if (!isRight)
            {
                key?.Dispose();
            }
        }

        return isRight;
    }

    private bool HasSize(int field, string name, SecretBuffer? key, int size, EncryptionChoice encryption)
    {
        string what = encryption.KeyBits is { } bits ? string.Create(CultureInfo.InvariantCulture, $"{encryption.Algorithm} with {bits} bits") : encryption.Algorithm.Name;
        bool hasSalt = AlgorithmFacts.TryGetEncryption(encryption.Algorithm, encryption.KeyBits, out EncryptionFacts facts) && facts.SaltSize > 0;
        return HasSize(field, name, key, size, hasSalt ? $"{what}, the salt of {facts.SaltSize} behind the key included," : what);
    }

    private bool HasSize(int field, string name, SecretBuffer? key, int size, IntegrityChoice integrity) =>
        HasSize(field, name, key, size, integrity.Algorithm.Name);

    private bool HasSize(int field, string name, SecretBuffer? key, int size, string algorithm)
    {
        if (key is null || key.Length == size)
        {
            return key is not null;
        }

        Fail(field, string.Create(CultureInfo.InvariantCulture, $"{name} has {key.Length} octets, but {algorithm} wants {size}"));
        return false;
    }

    private bool TryReadSpi(int field, string name, out Spi spi)
    {
        spi = default;
        Span<byte> octets = stackalloc byte[Spi.Size];
        ReadOnlySpan<char> digits = Digits(field);
        if (digits.Length != 2 * Spi.Size || Convert.FromHexString(digits, octets, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            Fail(field, $"{name} must be {2 * Spi.Size} hexadecimal digits");
            return false;
        }

        spi = Spi.Read(octets);
        return true;
    }

    private bool TryReadKey(int field, string name, [NotNullWhen(true)] out SecretBuffer? key)
    {
        key = null;
        Span<byte> octets = stackalloc byte[LongestKey];
        ReadOnlySpan<char> digits = Digits(field);
        if (digits.Length > 2 * LongestKey)
        {
            Fail(field, string.Create(CultureInfo.InvariantCulture, $"{name} has {digits.Length} digits; no key has more than {2 * LongestKey}"));
            return false;
        }

        if (Convert.FromHexString(digits, octets, out _, out int length) != System.Buffers.OperationStatus.Done)
        {
            Fail(field, digits.Length % 2 != 0 ? $"{name} has an odd number of hexadecimal digits" : $"{name} is no hexadecimal number");
        }
        else
        {
            key = new SecretBuffer(octets[..length]);
        }

        CryptographicOperations.ZeroMemory(octets);
        return key is not null;
    }

    private ReadOnlySpan<char> Digits(int field)
    {
        ReadOnlySpan<char> text = line[field].Trim();
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
    }

    // Text that might be a key in the wrong column is not repeated.
    private static string Echo(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "an empty field";
        }

        int digits = 0;
        Span<char> shown = stackalloc char[LongestEcho];
        int length = 0;
        foreach (char character in text[..Math.Min(text.Length, LongestEcho)])
        {
            digits = char.IsAsciiHexDigit(character) ? digits + 1 : 0;
            shown[length++] = character is >= ' ' and <= '~' ? character : '?';
            if (digits > LongestHarmlessHex)
            {
                return "what looks like a key";
            }
        }

        return text.Length > LongestEcho ? $"'{shown[..length]}...'" : $"'{shown[..length]}'";
    }

    private void Fail(int field, string message) => fail(line.ColumnOf(field), message);
}
