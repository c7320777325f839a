using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.BouncyCastle;
using Isakmp.Crypto.DotNet;
using Isakmp.Crypto.Groups;
using Isakmp.Crypto.Symmetric;
using Isakmp.Registry;
using Org.BouncyCastle.Crypto.Engines;

namespace Isakmp.Crypto;

/// <summary>The algorithms that <c>System.Security.Cryptography</c> has or that are made of its AES, and MODP groups in managed code; AEADs, CBC, CTR, MACs and hashes without an allocation per message.</summary>
public sealed class DotNetProvider : ICryptoProvider
{
    private readonly AlgorithmTable<KeyExchangeMethod, IKeyExchange> _keyExchanges = new()
    {
        { KeyExchangeMethod.Modp768, () => new DiffieHellman(ModpGroups.Modp768, new DotNetModp(ModpGroups.Modp768)) },
        { KeyExchangeMethod.Modp1024, () => new DiffieHellman(ModpGroups.Modp1024, new DotNetModp(ModpGroups.Modp1024)) },
        { KeyExchangeMethod.Modp1536, () => new DiffieHellman(ModpGroups.Modp1536, new DotNetModp(ModpGroups.Modp1536)) },
        { KeyExchangeMethod.Modp2048, () => new DiffieHellman(ModpGroups.Modp2048, new DotNetModp(ModpGroups.Modp2048)) },
        { KeyExchangeMethod.Modp3072, () => new DiffieHellman(ModpGroups.Modp3072, new DotNetModp(ModpGroups.Modp3072)) },
        { KeyExchangeMethod.Modp4096, () => new DiffieHellman(ModpGroups.Modp4096, new DotNetModp(ModpGroups.Modp4096)) },
        { KeyExchangeMethod.Modp6144, () => new DiffieHellman(ModpGroups.Modp6144, new DotNetModp(ModpGroups.Modp6144)) },
        { KeyExchangeMethod.Modp8192, () => new DiffieHellman(ModpGroups.Modp8192, new DotNetModp(ModpGroups.Modp8192)) },
        { KeyExchangeMethod.Ecp256, () => new DiffieHellman(EcpGroups.Ecp256, new DotNetEcp(EcpGroups.Ecp256)) },
        { KeyExchangeMethod.Ecp384, () => new DiffieHellman(EcpGroups.Ecp384, new DotNetEcp(EcpGroups.Ecp384)) },
        { KeyExchangeMethod.Ecp521, () => new DiffieHellman(EcpGroups.Ecp521, new DotNetEcp(EcpGroups.Ecp521)) },
    };

    private readonly AlgorithmTable<PseudorandomFunction, IPrf> _prfs = new()
    {
        { PseudorandomFunction.HmacMd5, () => Prf(PseudorandomFunction.HmacMd5, HashAlgorithmName.MD5, HMACMD5.HashSizeInBytes) },
        { PseudorandomFunction.HmacSha1, () => Prf(PseudorandomFunction.HmacSha1, HashAlgorithmName.SHA1, HMACSHA1.HashSizeInBytes) },
        { PseudorandomFunction.HmacSha2_256, () => Prf(PseudorandomFunction.HmacSha2_256, HashAlgorithmName.SHA256, HMACSHA256.HashSizeInBytes) },
        { PseudorandomFunction.HmacSha2_384, () => Prf(PseudorandomFunction.HmacSha2_384, HashAlgorithmName.SHA384, HMACSHA384.HashSizeInBytes) },
        { PseudorandomFunction.HmacSha2_512, () => Prf(PseudorandomFunction.HmacSha2_512, HashAlgorithmName.SHA512, HMACSHA512.HashSizeInBytes) },
        { PseudorandomFunction.Aes128Xcbc, () => BlockMacRows.XcbcPrf(Aes) },
        { PseudorandomFunction.Aes128Cmac, () => BlockMacRows.CmacPrf(Aes) },
    };

    // The size of the key is that of the whole output (RFC 2404 section 3, RFC 4868 section 2.1.1).
    private readonly AlgorithmTable<IntegrityAlgorithm, IIntegrity> _integrities = new()
    {
        { IntegrityAlgorithm.HmacMd5_96, () => Integrity(IntegrityAlgorithm.HmacMd5_96, HashAlgorithmName.MD5, 16, 12) },
        { IntegrityAlgorithm.HmacMd5_128, () => Integrity(IntegrityAlgorithm.HmacMd5_128, HashAlgorithmName.MD5, 16, 16) },
        { IntegrityAlgorithm.HmacSha1_96, () => Integrity(IntegrityAlgorithm.HmacSha1_96, HashAlgorithmName.SHA1, 20, 12) },
        { IntegrityAlgorithm.HmacSha1_160, () => Integrity(IntegrityAlgorithm.HmacSha1_160, HashAlgorithmName.SHA1, 20, 20) },
        { IntegrityAlgorithm.HmacSha2_256_96, () => Integrity(IntegrityAlgorithm.HmacSha2_256_96, HashAlgorithmName.SHA256, 32, 12) },
        { IntegrityAlgorithm.HmacSha2_256_128, () => Integrity(IntegrityAlgorithm.HmacSha2_256_128, HashAlgorithmName.SHA256, 32, 16) },
        { IntegrityAlgorithm.HmacSha2_384_192, () => Integrity(IntegrityAlgorithm.HmacSha2_384_192, HashAlgorithmName.SHA384, 48, 24) },
        { IntegrityAlgorithm.HmacSha2_512_256, () => Integrity(IntegrityAlgorithm.HmacSha2_512_256, HashAlgorithmName.SHA512, 64, 32) },
        { IntegrityAlgorithm.AesXcbc96, () => BlockMacRows.Xcbc96(Aes) },
        { IntegrityAlgorithm.AesCmac96, () => BlockMacRows.Cmac96(Aes) },
    };

    private readonly AlgorithmTable<CipherChoice, ICipher> _ciphers = new()
    {
        { new(EncryptionAlgorithm.Des, 0), DesCbc },
        { new(EncryptionAlgorithm.TripleDes, 0), TripleDesCbc },
        { new(EncryptionAlgorithm.AesCbc, 128), () => AesCbc(16) },
        { new(EncryptionAlgorithm.AesCbc, 192), () => AesCbc(24) },
        { new(EncryptionAlgorithm.AesCbc, 256), () => AesCbc(32) },
        { new(EncryptionAlgorithm.AesCtr, 128), () => AesCtr(16) },
        { new(EncryptionAlgorithm.AesCtr, 192), () => AesCtr(24) },
        { new(EncryptionAlgorithm.AesCtr, 256), () => AesCtr(32) },
    };

    private readonly AlgorithmTable<CipherChoice, IAead> _aeads = new()
    {
        { new(EncryptionAlgorithm.AesCcm8, 128), () => AesCcm(EncryptionAlgorithm.AesCcm8, 16, 8) },
        { new(EncryptionAlgorithm.AesCcm8, 192), () => AesCcm(EncryptionAlgorithm.AesCcm8, 24, 8) },
        { new(EncryptionAlgorithm.AesCcm8, 256), () => AesCcm(EncryptionAlgorithm.AesCcm8, 32, 8) },
        { new(EncryptionAlgorithm.AesCcm12, 128), () => AesCcm(EncryptionAlgorithm.AesCcm12, 16, 12) },
        { new(EncryptionAlgorithm.AesCcm12, 192), () => AesCcm(EncryptionAlgorithm.AesCcm12, 24, 12) },
        { new(EncryptionAlgorithm.AesCcm12, 256), () => AesCcm(EncryptionAlgorithm.AesCcm12, 32, 12) },
        { new(EncryptionAlgorithm.AesCcm16, 128), () => AesCcm(EncryptionAlgorithm.AesCcm16, 16, 16) },
        { new(EncryptionAlgorithm.AesCcm16, 192), () => AesCcm(EncryptionAlgorithm.AesCcm16, 24, 16) },
        { new(EncryptionAlgorithm.AesCcm16, 256), () => AesCcm(EncryptionAlgorithm.AesCcm16, 32, 16) },
        { new(EncryptionAlgorithm.AesGcm8, 128), () => Gcm(EncryptionAlgorithm.AesGcm8, 16, 8) },
        { new(EncryptionAlgorithm.AesGcm8, 192), () => Gcm(EncryptionAlgorithm.AesGcm8, 24, 8) },
        { new(EncryptionAlgorithm.AesGcm8, 256), () => Gcm(EncryptionAlgorithm.AesGcm8, 32, 8) },
        { new(EncryptionAlgorithm.AesGcm12, 128), () => Gcm(EncryptionAlgorithm.AesGcm12, 16, 12) },
        { new(EncryptionAlgorithm.AesGcm12, 192), () => Gcm(EncryptionAlgorithm.AesGcm12, 24, 12) },
        { new(EncryptionAlgorithm.AesGcm12, 256), () => Gcm(EncryptionAlgorithm.AesGcm12, 32, 12) },
        { new(EncryptionAlgorithm.AesGcm16, 128), () => Gcm(EncryptionAlgorithm.AesGcm16, 16, 16) },
        { new(EncryptionAlgorithm.AesGcm16, 192), () => Gcm(EncryptionAlgorithm.AesGcm16, 24, 16) },
        { new(EncryptionAlgorithm.AesGcm16, 256), () => Gcm(EncryptionAlgorithm.AesGcm16, 32, 16) },
        { new(EncryptionAlgorithm.ChaCha20Poly1305, 0), ChaCha20 },
    };

    private readonly AlgorithmTable<HashAlgorithmIdentifier, IHash> _hashes = new()
    {
        { HashAlgorithmIdentifier.Md5, () => Hash(HashAlgorithmIdentifier.Md5, HashAlgorithmName.MD5, MD5.HashSizeInBytes) },
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

    private static CipherRow AesCbc(int keySize) => new(
        EncryptionAlgorithm.AesCbc, keySize, ivSize: 16, blockSize: 16, key => new DotNetCbc(System.Security.Cryptography.Aes.Create(), key));

    private static CipherRow AesCtr(int keySize) => new(
        EncryptionAlgorithm.AesCtr,
        keySize + CounterCipher.NonceSize,
        CounterCipher.IvSize,
        blockSize: 1,
        key => new CounterCipher(Aes(key[..keySize]), key[keySize..]));

    // .NET refuses weak keys, and a peer may have drawn one: BouncyCastle takes them.
    private static CipherRow? DesCbc() => Has(DES.Create)
        ? new CipherRow(EncryptionAlgorithm.Des, keySize: 8, ivSize: 8, blockSize: 8, key => DES.IsWeakKey(key.ToArray())
            ? new BouncyCastleCbc(new DesEngine(), key)
            : new DotNetCbc(DES.Create(), key))
        : null;

    private static CipherRow? TripleDesCbc() => Has(TripleDES.Create)
        ? new CipherRow(EncryptionAlgorithm.TripleDes, keySize: 24, ivSize: 8, blockSize: 8, key => TripleDES.IsWeakKey(key.ToArray())
            ? new BouncyCastleCbc(new DesEdeEngine(), key)
            : new DotNetCbc(TripleDES.Create(), key))
        : null;

    // Some systems have no legacy algorithms, or forbid them.
    private static bool Has(Func<SymmetricAlgorithm> create)
    {
        try
        {
            using SymmetricAlgorithm algorithm = create();
            using ICryptoTransform transform = algorithm.CreateEncryptor();
            return true;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static DotNetAesTransform Aes(ReadOnlySpan<byte> key) => new(key);

    private static AeadRow AesCcm(EncryptionAlgorithm algorithm, int keySize, int icvSize) =>
        new(algorithm, keySize, icvSize, (key, size) => new CcmAead(Aes(key), size), saltSize: 3);

    private static AeadRow? Gcm(EncryptionAlgorithm algorithm, int keySize, int icvSize) => AesGcm.IsSupported
        ? new AeadRow(algorithm, keySize, icvSize, (key, size) => new DotNetAesGcm(key, size))
        : null;

    private static AeadRow? ChaCha20() => ChaCha20Poly1305.IsSupported
        ? new AeadRow(EncryptionAlgorithm.ChaCha20Poly1305, keySize: 32, icvSize: 16, (key, icvSize) => new DotNetChaCha20Poly1305(key, icvSize))
        : null;
}
