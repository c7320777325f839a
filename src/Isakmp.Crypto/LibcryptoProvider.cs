using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;
using Isakmp.Crypto.Native;
using Isakmp.Crypto.Symmetric;
using Isakmp.Registry;

namespace Isakmp.Crypto;

/// <summary>The algorithms that the system's libcrypto (OpenSSL 3.0 or later) computes faster than the other providers.</summary>
public sealed class LibcryptoProvider : ICryptoProvider
{
    private static readonly Lazy<LibcryptoProvider?> s_instance = new(() => LibcryptoLoader.IsAvailable ? new LibcryptoProvider() : null);

    private readonly AlgorithmTable<KeyExchangeMethod, IKeyExchange> _keyExchanges = new()
    {
        { KeyExchangeMethod.Modp768, () => new DiffieHellman(ModpGroups.Modp768, new LibcryptoModp(ModpGroups.Modp768)) },
        { KeyExchangeMethod.Modp1024, () => new DiffieHellman(ModpGroups.Modp1024, new LibcryptoModp(ModpGroups.Modp1024)) },
        { KeyExchangeMethod.Modp1536, () => new DiffieHellman(ModpGroups.Modp1536, new LibcryptoModp(ModpGroups.Modp1536)) },
        { KeyExchangeMethod.Modp2048, () => new DiffieHellman(ModpGroups.Modp2048, new LibcryptoModp(ModpGroups.Modp2048)) },
        { KeyExchangeMethod.Modp3072, () => new DiffieHellman(ModpGroups.Modp3072, new LibcryptoModp(ModpGroups.Modp3072)) },
        { KeyExchangeMethod.Modp4096, () => new DiffieHellman(ModpGroups.Modp4096, new LibcryptoModp(ModpGroups.Modp4096)) },
        { KeyExchangeMethod.Modp6144, () => new DiffieHellman(ModpGroups.Modp6144, new LibcryptoModp(ModpGroups.Modp6144)) },
        { KeyExchangeMethod.Modp8192, () => new DiffieHellman(ModpGroups.Modp8192, new LibcryptoModp(ModpGroups.Modp8192)) },
        { KeyExchangeMethod.Ecp256, () => Method(EcpGroups.Ecp256, LibcryptoEcp.TryCreate(EcpGroups.Ecp256)) },
        { KeyExchangeMethod.Ecp384, () => Method(EcpGroups.Ecp384, LibcryptoEcp.TryCreate(EcpGroups.Ecp384)) },
        { KeyExchangeMethod.Ecp521, () => Method(EcpGroups.Ecp521, LibcryptoEcp.TryCreate(EcpGroups.Ecp521)) },
        { KeyExchangeMethod.Curve25519, () => Method(Curve25519Group.Instance, LibcryptoX25519.TryCreate()) },
    };

    private readonly AlgorithmTable<CipherChoice, ICipher> _ciphers = new()
    {
        { new(EncryptionAlgorithm.AesCbc, 128), () => Cbc(16, Libcrypto.EVP_aes_128_cbc()) },
        { new(EncryptionAlgorithm.AesCbc, 192), () => Cbc(24, Libcrypto.EVP_aes_192_cbc()) },
        { new(EncryptionAlgorithm.AesCbc, 256), () => Cbc(32, Libcrypto.EVP_aes_256_cbc()) },
    };

    private readonly AlgorithmTable<CipherChoice, IAead> _aeads = new()
    {
        { new(EncryptionAlgorithm.AesGcm8, 128), () => Aead(EncryptionAlgorithm.AesGcm8, 16, Libcrypto.EVP_aes_128_gcm(), icvSize: 8) },
        { new(EncryptionAlgorithm.AesGcm8, 192), () => Aead(EncryptionAlgorithm.AesGcm8, 24, Libcrypto.EVP_aes_192_gcm(), icvSize: 8) },
        { new(EncryptionAlgorithm.AesGcm8, 256), () => Aead(EncryptionAlgorithm.AesGcm8, 32, Libcrypto.EVP_aes_256_gcm(), icvSize: 8) },
        { new(EncryptionAlgorithm.AesGcm12, 128), () => Aead(EncryptionAlgorithm.AesGcm12, 16, Libcrypto.EVP_aes_128_gcm(), icvSize: 12) },
        { new(EncryptionAlgorithm.AesGcm12, 192), () => Aead(EncryptionAlgorithm.AesGcm12, 24, Libcrypto.EVP_aes_192_gcm(), icvSize: 12) },
        { new(EncryptionAlgorithm.AesGcm12, 256), () => Aead(EncryptionAlgorithm.AesGcm12, 32, Libcrypto.EVP_aes_256_gcm(), icvSize: 12) },
        { new(EncryptionAlgorithm.AesGcm16, 128), () => Aead(EncryptionAlgorithm.AesGcm16, 16, Libcrypto.EVP_aes_128_gcm()) },
        { new(EncryptionAlgorithm.AesGcm16, 192), () => Aead(EncryptionAlgorithm.AesGcm16, 24, Libcrypto.EVP_aes_192_gcm()) },
        { new(EncryptionAlgorithm.AesGcm16, 256), () => Aead(EncryptionAlgorithm.AesGcm16, 32, Libcrypto.EVP_aes_256_gcm()) },
        { new(EncryptionAlgorithm.ChaCha20Poly1305, 0), () => Aead(EncryptionAlgorithm.ChaCha20Poly1305, 32, Libcrypto.EVP_chacha20_poly1305()) },
    };

    private LibcryptoProvider()
    {
    }

    /// <summary>The only instance, or null where there is no libcrypto, or one older than 3.0; threads may share it.</summary>
    public static LibcryptoProvider? Instance => s_instance.Value;

    /// <summary>The library's own name and version, for example <c>OpenSSL 3.0.19 27 Jan 2026</c>.</summary>
    public string Name => LibcryptoLoader.Version;

    /// <inheritdoc/>
    public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => _keyExchanges.Find(method);

    /// <inheritdoc/>
    public IPrf? GetPrf(PseudorandomFunction algorithm) => null;

    /// <inheritdoc/>
    public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => null;

    /// <inheritdoc/>
    public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => _ciphers.Find(new(algorithm, keyBits));

    /// <inheritdoc/>
    public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => _aeads.Find(new(algorithm, keyBits));

    /// <inheritdoc/>
    public IHash? GetHash(HashAlgorithmIdentifier algorithm) => null;

    private static DiffieHellman? Method(DiffieHellmanGroup group, IGroupArithmetic? arithmetic) =>
        arithmetic is null ? null : new DiffieHellman(group, arithmetic);

    private static CipherRow? Cbc(int keySize, nint cipher) => LibcryptoCipherContext.Accepts(cipher, keySize)
        ? new CipherRow(EncryptionAlgorithm.AesCbc, keySize, ivSize: 16, blockSize: 16, key => new LibcryptoCbc(cipher, key))
        : null;

    private static AeadRow? Aead(EncryptionAlgorithm algorithm, int keySize, nint cipher, int icvSize = 16) => LibcryptoCipherContext.Accepts(cipher, keySize)
        ? new AeadRow(algorithm, keySize, icvSize, (key, size) => new LibcryptoAead(cipher, key, size))
        : null;
}
