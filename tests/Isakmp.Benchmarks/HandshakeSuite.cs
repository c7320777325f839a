using Isakmp.Registry;

namespace Isakmp.Benchmarks;

/// <summary>The algorithms of one IKE SA, and how long the keys of its first Child SA are.</summary>
/// <param name="Name">In the notation of swanctl.conf.</param>
/// <param name="KeyExchange">Transform Type 4.</param>
/// <param name="Prf">Transform Type 2.</param>
/// <param name="Encryption">Transform Type 1.</param>
/// <param name="KeyBits">Key length in bits without salt; 0 where the cipher has one.</param>
/// <param name="Integrity">Transform Type 3; None with an AEAD.</param>
/// <param name="ChildKeySize">Octets of key material for one direction of the Child SA.</param>
public sealed record HandshakeSuite(
    string Name,
    KeyExchangeMethod KeyExchange,
    PseudorandomFunction Prf,
    EncryptionAlgorithm Encryption,
    int KeyBits,
    IntegrityAlgorithm Integrity,
    int ChildKeySize)
{
    /// <summary>The suites that are measured.</summary>
    public static IReadOnlyList<HandshakeSuite> All { get; } =
    [
        Gcm("aes256gcm16-prfsha256-x25519", KeyExchangeMethod.Curve25519),
        Gcm("aes256gcm16-prfsha256-ecp256", KeyExchangeMethod.Ecp256),
        Gcm("aes256gcm16-prfsha256-ecp384", KeyExchangeMethod.Ecp384),
        Gcm("aes256gcm16-prfsha256-modp2048", KeyExchangeMethod.Modp2048),
        Gcm("aes256gcm16-prfsha256-modp3072", KeyExchangeMethod.Modp3072),
        Gcm("aes256gcm16-prfsha256-modp4096", KeyExchangeMethod.Modp4096),
        new("chacha20poly1305-prfsha256-x25519", KeyExchangeMethod.Curve25519, PseudorandomFunction.HmacSha2_256, EncryptionAlgorithm.ChaCha20Poly1305, 0, IntegrityAlgorithm.None, 36),
        new("aes256-sha256-modp2048", KeyExchangeMethod.Modp2048, PseudorandomFunction.HmacSha2_256, EncryptionAlgorithm.AesCbc, 256, IntegrityAlgorithm.HmacSha2_256_128, 64),
    ];

    public override string ToString() => Name;

    private static HandshakeSuite Gcm(string name, KeyExchangeMethod method) =>
        new(name, method, PseudorandomFunction.HmacSha2_256, EncryptionAlgorithm.AesGcm16, 256, IntegrityAlgorithm.None, 36);
}
