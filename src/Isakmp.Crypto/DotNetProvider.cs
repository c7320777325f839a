using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.DotNet;
using Isakmp.Crypto.Groups;
using Isakmp.Crypto.Symmetric;
using Isakmp.Registry;

namespace Isakmp.Crypto;

/// <summary>The algorithms that <c>System.Security.Cryptography</c> has, and MODP groups in managed code; AEADs, CBC, HMAC and hashes without an allocation per message.</summary>
public sealed class DotNetProvider : ICryptoProvider
{
    private readonly AlgorithmTable<KeyExchangeMethod, IKeyExchange> _keyExchanges = new()
    {
        { KeyExchangeMethod.Modp2048, () => new DiffieHellman(ModpGroups.Modp2048, new DotNetModp(ModpGroups.Modp2048)) },
        { KeyExchangeMethod.Modp3072, () => new DiffieHellman(ModpGroups.Modp3072, new DotNetModp(ModpGroups.Modp3072)) },
        { KeyExchangeMethod.Modp4096, () => new DiffieHellman(ModpGroups.Modp4096, new DotNetModp(ModpGroups.Modp4096)) },
        { KeyExchangeMethod.Ecp256, () => new DiffieHellman(EcpGroups.Ecp256, new DotNetEcp(EcpGroups.Ecp256)) },
        { KeyExchangeMethod.Ecp384, () => new DiffieHellman(EcpGroups.Ecp384, new DotNetEcp(EcpGroups.Ecp384)) },
    };

    private readonly AlgorithmTable<PseudorandomFunction, IPrf> _prfs = new()
    {
        { PseudorandomFunction.HmacSha1, () => Prf(PseudorandomFunction.HmacSha1, HashAlgorithmName.SHA1, HMACSHA1.HashSizeInBytes) },
        { PseudorandomFunction.HmacSha2_256, () => Prf(PseudorandomFunction.HmacSha2_256, HashAlgorithmName.SHA256, HMACSHA256.HashSizeInBytes) },
        { PseudorandomFunction.HmacSha2_384, () => Prf(PseudorandomFunction.HmacSha2_384, HashAlgorithmName.SHA384, HMACSHA384.HashSizeInBytes) },
        { PseudorandomFunction.HmacSha2_512, () => Prf(PseudorandomFunction.HmacSha2_512, HashAlgorithmName.SHA512, HMACSHA512.HashSizeInBytes) },
    };

    // The size of the key is that of the whole output (RFC 2404 section 3, RFC 4868 section 2.1.1).
    private readonly AlgorithmTable<IntegrityAlgorithm, IIntegrity> _integrities = new()
    {
        { IntegrityAlgorithm.HmacSha1_96, () => Integrity(IntegrityAlgorithm.HmacSha1_96, HashAlgorithmName.SHA1, 20, 12) },
        { IntegrityAlgorithm.HmacSha2_256_128, () => Integrity(IntegrityAlgorithm.HmacSha2_256_128, HashAlgorithmName.SHA256, 32, 16) },
        { IntegrityAlgorithm.HmacSha2_384_192, () => Integrity(IntegrityAlgorithm.HmacSha2_384_192, HashAlgorithmName.SHA384, 48, 24) },
        { IntegrityAlgorithm.HmacSha2_512_256, () => Integrity(IntegrityAlgorithm.HmacSha2_512_256, HashAlgorithmName.SHA512, 64, 32) },
    };

    private readonly AlgorithmTable<CipherChoice, ICipher> _ciphers = new()
    {
        { new(EncryptionAlgorithm.AesCbc, 128), () => AesCbc(16) },
        { new(EncryptionAlgorithm.AesCbc, 192), () => AesCbc(24) },
        { new(EncryptionAlgorithm.AesCbc, 256), () => AesCbc(32) },
    };

    private readonly AlgorithmTable<CipherChoice, IAead> _aeads = new()
    {
        { new(EncryptionAlgorithm.AesGcm16, 128), () => AesGcm16(16) },
        { new(EncryptionAlgorithm.AesGcm16, 192), () => AesGcm16(24) },
        { new(EncryptionAlgorithm.AesGcm16, 256), () => AesGcm16(32) },
        { new(EncryptionAlgorithm.ChaCha20Poly1305, 0), ChaCha20 },
    };

    private readonly AlgorithmTable<HashAlgorithmIdentifier, IHash> _hashes = new()
    {
        { HashAlgorithmIdentifier.Sha1, () => Hash(HashAlgorithmIdentifier.Sha1, HashAlgorithmName.SHA1, SHA1.HashSizeInBytes) },
        { HashAlgorithmIdentifier.Sha2_256, () => Hash(HashAlgorithmIdentifier.Sha2_256, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes) },
        { HashAlgorithmIdentifier.Sha2_384, () => Hash(HashAlgorithmIdentifier.Sha2_384, HashAlgorithmName.SHA384, SHA384.HashSizeInBytes) },
        { HashAlgorithmIdentifier.Sha2_512, () => Hash(HashAlgorithmIdentifier.Sha2_512, HashAlgorithmName.SHA512, SHA512.HashSizeInBytes) },
    };

    private DotNetProvider()
    {
    }

    /// <summary>The only instance; threads may share it.</summary>
    public static DotNetProvider Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => ".NET";

    /// <inheritdoc/>
    public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => _keyExchanges.Find(method);

    /// <inheritdoc/>
    public IPrf? GetPrf(PseudorandomFunction algorithm) => _prfs.Find(algorithm);

    /// <inheritdoc/>
    public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => _integrities.Find(algorithm);

    /// <inheritdoc/>
    public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => _ciphers.Find(new(algorithm, keyBits));

    /// <inheritdoc/>
    public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => _aeads.Find(new(algorithm, keyBits));

    /// <inheritdoc/>
    public IHash? GetHash(HashAlgorithmIdentifier algorithm) => _hashes.Find(algorithm);

    private static PrfRow Prf(PseudorandomFunction algorithm, HashAlgorithmName hash, int size) => new(
        algorithm,
        size,
        (key, outputSize) => new DotNetHmac(hash, key, outputSize),
        (key, data, destination) => CryptographicOperations.HmacData(hash, key, data, destination));

    private static IntegrityRow Integrity(IntegrityAlgorithm algorithm, HashAlgorithmName hash, int keySize, int icvSize) =>
        new(algorithm, keySize, icvSize, (key, outputSize) => new DotNetHmac(hash, key, outputSize));

    private static HashRow Hash(HashAlgorithmIdentifier algorithm, HashAlgorithmName hash, int size) =>
        new(algorithm, size, (data, destination) => CryptographicOperations.HashData(hash, data, destination));

    private static CipherRow AesCbc(int keySize) =>
        new(EncryptionAlgorithm.AesCbc, keySize, ivSize: 16, blockSize: 16, key => new DotNetAesCbc(key));

    private static AeadRow? AesGcm16(int keySize) => AesGcm.IsSupported
        ? new AeadRow(EncryptionAlgorithm.AesGcm16, keySize, icvSize: 16, (key, icvSize) => new DotNetAesGcm(key, icvSize))
        : null;

    private static AeadRow? ChaCha20() => ChaCha20Poly1305.IsSupported
        ? new AeadRow(EncryptionAlgorithm.ChaCha20Poly1305, keySize: 32, icvSize: 16, (key, icvSize) => new DotNetChaCha20Poly1305(key, icvSize))
        : null;
}
