using Isakmp.Algorithms;
using Isakmp.Crypto.BouncyCastle;
using Isakmp.Crypto.Groups;
using Isakmp.Crypto.Symmetric;
using Isakmp.Registry;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using ICipher = Isakmp.Algorithms.ICipher;

namespace Isakmp.Crypto;

/// <summary>The algorithms of BouncyCastle: managed code that runs anywhere, slower, allocating, and for MODP not in constant time.</summary>
public sealed class BouncyCastleProvider : ICryptoProvider
{
    private readonly AlgorithmTable<KeyExchangeMethod, IKeyExchange> _keyExchanges = new()
    {
        { KeyExchangeMethod.Modp768, () => new DiffieHellman(ModpGroups.Modp768, new BouncyCastleModp(ModpGroups.Modp768)) },
        { KeyExchangeMethod.Modp1024, () => new DiffieHellman(ModpGroups.Modp1024, new BouncyCastleModp(ModpGroups.Modp1024)) },
        { KeyExchangeMethod.Modp1536, () => new DiffieHellman(ModpGroups.Modp1536, new BouncyCastleModp(ModpGroups.Modp1536)) },
        { KeyExchangeMethod.Modp2048, () => new DiffieHellman(ModpGroups.Modp2048, new BouncyCastleModp(ModpGroups.Modp2048)) },
        { KeyExchangeMethod.Modp3072, () => new DiffieHellman(ModpGroups.Modp3072, new BouncyCastleModp(ModpGroups.Modp3072)) },
        { KeyExchangeMethod.Modp4096, () => new DiffieHellman(ModpGroups.Modp4096, new BouncyCastleModp(ModpGroups.Modp4096)) },
        { KeyExchangeMethod.Modp6144, () => new DiffieHellman(ModpGroups.Modp6144, new BouncyCastleModp(ModpGroups.Modp6144)) },
        { KeyExchangeMethod.Modp8192, () => new DiffieHellman(ModpGroups.Modp8192, new BouncyCastleModp(ModpGroups.Modp8192)) },
        { KeyExchangeMethod.Ecp256, () => new DiffieHellman(EcpGroups.Ecp256, new BouncyCastleEcp(EcpGroups.Ecp256)) },
        { KeyExchangeMethod.Ecp384, () => new DiffieHellman(EcpGroups.Ecp384, new BouncyCastleEcp(EcpGroups.Ecp384)) },
        { KeyExchangeMethod.Ecp521, () => new DiffieHellman(EcpGroups.Ecp521, new BouncyCastleEcp(EcpGroups.Ecp521)) },
        { KeyExchangeMethod.Curve25519, () => new DiffieHellman(Curve25519Group.Instance, new BouncyCastleX25519()) },
    };

    private readonly AlgorithmTable<PseudorandomFunction, IPrf> _prfs = new()
    {
        { PseudorandomFunction.HmacMd5, () => Prf(PseudorandomFunction.HmacMd5, () => new MD5Digest()) },
        { PseudorandomFunction.HmacSha1, () => Prf(PseudorandomFunction.HmacSha1, () => new Sha1Digest()) },
        { PseudorandomFunction.HmacSha2_256, () => Prf(PseudorandomFunction.HmacSha2_256, () => new Sha256Digest()) },
        { PseudorandomFunction.HmacSha2_384, () => Prf(PseudorandomFunction.HmacSha2_384, () => new Sha384Digest()) },
        { PseudorandomFunction.HmacSha2_512, () => Prf(PseudorandomFunction.HmacSha2_512, () => new Sha512Digest()) },
        { PseudorandomFunction.Aes128Xcbc, () => BlockMacRows.XcbcPrf(Aes) },
        { PseudorandomFunction.Aes128Cmac, () => BlockMacRows.CmacPrf(Aes) },
    };

    private readonly AlgorithmTable<IntegrityAlgorithm, IIntegrity> _integrities = new()
    {
        { IntegrityAlgorithm.HmacMd5_96, () => Integrity(IntegrityAlgorithm.HmacMd5_96, () => new MD5Digest(), 12) },
        { IntegrityAlgorithm.HmacMd5_128, () => Integrity(IntegrityAlgorithm.HmacMd5_128, () => new MD5Digest(), 16) },
        { IntegrityAlgorithm.HmacSha1_96, () => Integrity(IntegrityAlgorithm.HmacSha1_96, () => new Sha1Digest(), 12) },
        { IntegrityAlgorithm.HmacSha1_160, () => Integrity(IntegrityAlgorithm.HmacSha1_160, () => new Sha1Digest(), 20) },
        { IntegrityAlgorithm.HmacSha2_256_96, () => Integrity(IntegrityAlgorithm.HmacSha2_256_96, () => new Sha256Digest(), 12) },
        { IntegrityAlgorithm.HmacSha2_256_128, () => Integrity(IntegrityAlgorithm.HmacSha2_256_128, () => new Sha256Digest(), 16) },
        { IntegrityAlgorithm.HmacSha2_384_192, () => Integrity(IntegrityAlgorithm.HmacSha2_384_192, () => new Sha384Digest(), 24) },
        { IntegrityAlgorithm.HmacSha2_512_256, () => Integrity(IntegrityAlgorithm.HmacSha2_512_256, () => new Sha512Digest(), 32) },
        { IntegrityAlgorithm.AesXcbc96, () => BlockMacRows.Xcbc96(Aes) },
        { IntegrityAlgorithm.AesCmac96, () => BlockMacRows.Cmac96(Aes) },
    };

    private readonly AlgorithmTable<CipherChoice, ICipher> _ciphers = BouncyCastleCiphers.Ciphers();

    private readonly AlgorithmTable<CipherChoice, IAead> _aeads = BouncyCastleCiphers.Aeads();

    private readonly AlgorithmTable<HashAlgorithmIdentifier, IHash> _hashes = new()
    {
        { HashAlgorithmIdentifier.Md5, () => Hash(HashAlgorithmIdentifier.Md5, () => new MD5Digest()) },
        { HashAlgorithmIdentifier.Sha1, () => Hash(HashAlgorithmIdentifier.Sha1, () => new Sha1Digest()) },
        { HashAlgorithmIdentifier.Sha2_256, () => Hash(HashAlgorithmIdentifier.Sha2_256, () => new Sha256Digest()) },
        { HashAlgorithmIdentifier.Sha2_384, () => Hash(HashAlgorithmIdentifier.Sha2_384, () => new Sha384Digest()) },
        { HashAlgorithmIdentifier.Sha2_512, () => Hash(HashAlgorithmIdentifier.Sha2_512, () => new Sha512Digest()) },
    };

    private BouncyCastleProvider()
    {
    }

    /// <summary>The only instance; threads may share it.</summary>
    public static BouncyCastleProvider Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "BouncyCastle";

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

    private static PrfRow Prf(PseudorandomFunction algorithm, Func<IDigest> digest) => new(
        algorithm,
        digest().GetDigestSize(),
        (key, outputSize) => new BouncyCastleHmac(digest(), key, outputSize),
        (key, data, destination) => ComputeHmac(digest(), key, data, destination));

    private static IntegrityRow Integrity(IntegrityAlgorithm algorithm, Func<IDigest> digest, int icvSize) =>
        new(algorithm, digest().GetDigestSize(), icvSize, (key, outputSize) => new BouncyCastleHmac(digest(), key, outputSize));

    private static HashRow Hash(HashAlgorithmIdentifier algorithm, Func<IDigest> digest) => new(
        algorithm,
        digest().GetDigestSize(),
        (data, destination) =>
        {
            IDigest fresh = digest();
            fresh.BlockUpdate(data);
            _ = fresh.DoFinal(destination);
        });

    private static BouncyCastleTransform Aes(ReadOnlySpan<byte> key) => new(AesUtilities.CreateEngine(), key);

    private static void ComputeHmac(IDigest digest, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> destination)
    {
        using var mac = new BouncyCastleHmac(digest, key, destination.Length);
        mac.Append(data);
        mac.Finish(destination);
    }
}
