using Isakmp.Registry;

namespace IkeTool.Output;

/// <summary>What the Linux kernel calls the algorithms of a Child SA.</summary>
internal static class XfrmAlgorithms
{
    private static readonly Dictionary<EncryptionAlgorithm, string> Ciphers = new()
    {
        [EncryptionAlgorithm.Des] = "cbc(des)",
        [EncryptionAlgorithm.TripleDes] = "cbc(des3_ede)",
        [EncryptionAlgorithm.Null] = "ecb(cipher_null)",
        [EncryptionAlgorithm.AesCbc] = "cbc(aes)",
        [EncryptionAlgorithm.AesCtr] = "rfc3686(ctr(aes))",
        [EncryptionAlgorithm.CamelliaCbc] = "cbc(camellia)",
    };

    private static readonly Dictionary<EncryptionAlgorithm, (string Name, int IcvBits)> Aeads = new()
    {
        [EncryptionAlgorithm.AesCcm8] = ("rfc4309(ccm(aes))", 64),
        [EncryptionAlgorithm.AesCcm12] = ("rfc4309(ccm(aes))", 96),
        [EncryptionAlgorithm.AesCcm16] = ("rfc4309(ccm(aes))", 128),
        [EncryptionAlgorithm.AesGcm8] = ("rfc4106(gcm(aes))", 64),
        [EncryptionAlgorithm.AesGcm12] = ("rfc4106(gcm(aes))", 96),
        [EncryptionAlgorithm.AesGcm16] = ("rfc4106(gcm(aes))", 128),
        [EncryptionAlgorithm.NullAuthAesGmac] = ("rfc4543(gcm(aes))", 128),
        [EncryptionAlgorithm.ChaCha20Poly1305] = ("rfc7539esp(chacha20,poly1305)", 128),
    };

    private static readonly Dictionary<IntegrityAlgorithm, (string Name, int IcvBits)> Integrities = new()
    {
        [IntegrityAlgorithm.HmacMd5_96] = ("hmac(md5)", 96),
        [IntegrityAlgorithm.HmacMd5_128] = ("hmac(md5)", 128),
        [IntegrityAlgorithm.HmacSha1_96] = ("hmac(sha1)", 96),
        [IntegrityAlgorithm.HmacSha1_160] = ("hmac(sha1)", 160),
        [IntegrityAlgorithm.AesXcbc96] = ("xcbc(aes)", 96),
        [IntegrityAlgorithm.AesCmac96] = ("cmac(aes)", 96),
        [IntegrityAlgorithm.HmacSha2_256_128] = ("hmac(sha256)", 128),
        [IntegrityAlgorithm.HmacSha2_384_192] = ("hmac(sha384)", 192),
        [IntegrityAlgorithm.HmacSha2_512_256] = ("hmac(sha512)", 256),
    };

    /// <summary>The algorithm arguments of <c>ip xfrm state add</c>.</summary>
    /// <param name="encryption">The cipher; null for AH.</param>
    /// <param name="integrity">The integrity algorithm; null for an AEAD.</param>
    /// <param name="encryptionKey">The key with its salt.</param>
    /// <param name="integrityKey">The key; empty for an AEAD.</param>
    /// <returns>The arguments, or null where the kernel has no such algorithm.</returns>
    public static string? Arguments(
        EncryptionAlgorithm? encryption, IntegrityAlgorithm? integrity, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey)
    {
        if (encryption is { } aead && Aeads.TryGetValue(aead, out (string Name, int IcvBits) combined))
        {
            return $"aead '{combined.Name}' {Key(encryptionKey)} {combined.IcvBits}";
        }

        string arguments = "";
        if (encryption is { } algorithm)
        {
            if (!Ciphers.TryGetValue(algorithm, out string? cipher))
            {
                return null;
            }

            arguments = $"enc '{cipher}' {Key(encryptionKey)}";
        }

        if (integrity is { } authentication && authentication != IntegrityAlgorithm.None)
        {
            if (!Integrities.TryGetValue(authentication, out (string Name, int IcvBits) auth))
            {
                return null;
            }

            arguments += $"{(arguments.Length > 0 ? " " : "")}auth-trunc '{auth.Name}' {Key(integrityKey)} {auth.IcvBits}";
        }

        return arguments.Length > 0 ? arguments : null;
    }

    private static string Key(ReadOnlySpan<byte> key) => key.IsEmpty ? "''" : "0x" + Convert.ToHexStringLower(key);
}
