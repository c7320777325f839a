using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;
using Isakmp.Crypto.Native;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Crypto.Tests;

/// <summary>What the providers have, which of them serves, and that their sizes are those of the registry.</summary>
public class CryptoProviderTests
{
    public static TheoryData<string> Everything => [ProviderData.BouncyCastle, ProviderData.Default, ProviderData.ManagedOnly];

    private static readonly (EncryptionAlgorithm Algorithm, int KeyBits)[] s_aeads =
        [.. ProviderData.Aeads.Select(row => (new EncryptionAlgorithm((ushort)row.Data.Item1), row.Data.Item2))];

    private static readonly (EncryptionAlgorithm Algorithm, int KeyBits)[] s_ciphers =
        [.. ProviderData.Ciphers.Select(row => (new EncryptionAlgorithm((ushort)row.Data.Item1), row.Data.Item2))];

    private static readonly PseudorandomFunction[] s_prfs =
        [PseudorandomFunction.HmacMd5, PseudorandomFunction.Aes128Xcbc, PseudorandomFunction.Aes128Cmac, PseudorandomFunction.HmacSha1, PseudorandomFunction.HmacSha2_256, PseudorandomFunction.HmacSha2_384, PseudorandomFunction.HmacSha2_512];

    private static readonly IntegrityAlgorithm[] s_integrities =
        [IntegrityAlgorithm.HmacMd5_96, IntegrityAlgorithm.HmacMd5_128, IntegrityAlgorithm.HmacSha1_160, IntegrityAlgorithm.AesXcbc96, IntegrityAlgorithm.AesCmac96, IntegrityAlgorithm.HmacSha1_96, IntegrityAlgorithm.HmacSha2_256_128, IntegrityAlgorithm.HmacSha2_384_192, IntegrityAlgorithm.HmacSha2_512_256];

    private static readonly HashAlgorithmIdentifier[] s_hashes =
        [HashAlgorithmIdentifier.Md5, HashAlgorithmIdentifier.Sha1, HashAlgorithmIdentifier.Sha2_256, HashAlgorithmIdentifier.Sha2_384, HashAlgorithmIdentifier.Sha2_512];

    [Theory]
    [MemberData(nameof(Everything))]
    public void Whole_catalogue_is_there_with_the_sizes_of_the_registry(string name)
    {
        ICryptoProvider provider = ProviderData.Get(name);
        foreach (KeyExchangeMethod method in KeyExchangeTests.Methods)
        {
            IKeyExchange exchange = provider.GetKeyExchange(method)!;
            Assert.True(AlgorithmFacts.TryGetKeyExchange(method, out KeyExchangeFacts facts));
            Assert.Equal(facts.InitiatorPublicSize, exchange.InitiatorPublicSize);
            Assert.Equal(facts.ResponderPublicSize, exchange.ResponderPublicSize);
            Assert.Same(exchange, provider.GetKeyExchange(method));
        }

        foreach ((EncryptionAlgorithm algorithm, int keyBits) in s_aeads)
        {
            IAead aead = provider.GetAead(algorithm, keyBits)!;
            Assert.True(AlgorithmFacts.TryGetEncryption(algorithm, keyBits == 0 ? null : (ushort)keyBits, out EncryptionFacts facts));
            Assert.Equal((facts.KeySize, facts.SaltSize, facts.IvSize, facts.IcvSize), (aead.KeySize, aead.SaltSize, aead.IvSize, aead.IcvSize));
            Assert.Equal(algorithm, aead.Algorithm);
            Assert.Null(provider.GetCipher(algorithm, keyBits));
            Assert.Same(aead, provider.GetAead(algorithm, keyBits));
        }

        foreach ((EncryptionAlgorithm algorithm, int keyBits) in s_ciphers)
        {
            ICipher cipher = provider.GetCipher(algorithm, keyBits)!;
            Assert.True(AlgorithmFacts.TryGetEncryption(algorithm, keyBits == 0 ? null : (ushort)keyBits, out EncryptionFacts facts));
            Assert.Equal((facts.KeySize + facts.SaltSize, facts.IvSize, facts.BlockSize), (cipher.KeySize, cipher.IvSize, cipher.BlockSize));
            Assert.Equal(algorithm, cipher.Algorithm);
            Assert.Null(provider.GetAead(algorithm, keyBits));
            Assert.Same(cipher, provider.GetCipher(algorithm, keyBits));
        }

        // RFC 8247 forbids it in IKE, and a policy that names it is refused for want of it.
        Assert.Null(provider.GetCipher(EncryptionAlgorithm.Null, 0));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Whole_catalogue_of_keyed_hashes_is_there_with_the_sizes_of_the_registry(string name)
    {
        ICryptoProvider provider = ProviderData.Get(name);
        foreach (PseudorandomFunction algorithm in s_prfs)
        {
            IPrf prf = provider.GetPrf(algorithm)!;
            Assert.True(AlgorithmFacts.TryGetPrf(algorithm, out PrfFacts facts));
            Assert.Equal((facts.KeySize, facts.OutputSize), (prf.PreferredKeySize, prf.OutputSize));
            Assert.Equal(algorithm, prf.Algorithm);
        }

        foreach (IntegrityAlgorithm algorithm in s_integrities)
        {
            IIntegrity integrity = provider.GetIntegrity(algorithm)!;
            Assert.True(AlgorithmFacts.TryGetIntegrity(algorithm, out IntegrityFacts facts));
            Assert.Equal((facts.KeySize, facts.IcvSize), (integrity.KeySize, integrity.IcvSize));
            Assert.Equal(algorithm, integrity.Algorithm);
        }

        Assert.All(s_hashes, algorithm => Assert.Equal(algorithm, provider.GetHash(algorithm)!.Algorithm));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_not_there_is_null(string name)
    {
        ICryptoProvider provider = ProviderData.Get(name);
        Assert.NotEmpty(provider.Name);
        Assert.Null(provider.GetKeyExchange(KeyExchangeMethod.None));
        Assert.Null(provider.GetKeyExchange(new KeyExchangeMethod(65000)));
        Assert.Null(provider.GetPrf(new PseudorandomFunction(65000)));
        Assert.Null(provider.GetIntegrity(IntegrityAlgorithm.None));
        Assert.Null(provider.GetAead(EncryptionAlgorithm.AesGcm16, 0));
        Assert.Null(provider.GetAead(EncryptionAlgorithm.AesGcm16, 64));
        Assert.Null(provider.GetAead(EncryptionAlgorithm.ChaCha20Poly1305, 128));
        Assert.Null(provider.GetCipher(EncryptionAlgorithm.AesCbc, 0));
        Assert.Null(provider.GetCipher(EncryptionAlgorithm.AesCbc, 129));
        Assert.Null(provider.GetHash(HashAlgorithmIdentifier.Identity));
    }

    public static TheoryData<string> All => ProviderData.All;

    [Fact]
    public void Managed_only_keeps_clear_of_libcrypto()
    {
        ICryptoProvider managed = CryptoProvider.ManagedOnly;
        Assert.DoesNotContain("OpenSSL", managed.Name, StringComparison.Ordinal);
        foreach (KeyExchangeMethod method in KeyExchangeTests.Methods)
        {
            Assert.DoesNotContain("Native", ((DiffieHellman)managed.GetKeyExchange(method)!).Arithmetic.GetType().Namespace!, StringComparison.Ordinal);
        }

        foreach ((EncryptionAlgorithm algorithm, int keyBits) in s_aeads)
        {
            IAead aead = managed.GetAead(algorithm, keyBits)!;
            using KeyedAead keyed = aead.Create(new byte[aead.KeySize]);
            Assert.DoesNotContain("Native", keyed.GetType().Namespace!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Default_prefers_libcrypto_where_it_is_there()
    {
        if (LibcryptoProvider.Instance is not { } libcrypto)
        {
            Assert.Skip("this system has no libcrypto of OpenSSL 3.0 or later");
            return;
        }

        Assert.Contains("OpenSSL 3", libcrypto.Name, StringComparison.Ordinal);
        foreach (KeyExchangeMethod method in KeyExchangeTests.Methods)
        {
            Assert.Same(libcrypto.GetKeyExchange(method), CryptoProvider.Default.GetKeyExchange(method));
        }
    }

    [Fact]
    public void A_library_that_is_absent_or_no_OpenSSL_3_is_not_taken()
    {
        Assert.Equal(0, LibcryptoLoader.TryOpen([]));
        Assert.Equal(0, LibcryptoLoader.TryOpen(["libcrypto-that-nobody-has.so.3"]));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(0, LibcryptoLoader.TryOpen(["libm.so.6"]));
        }
    }

    [Fact]
    public void A_providers_own_module_goes_first()
    {
        var own = new OwnModule();
        var provider = CryptoProvider.Create(new CryptoProviderOptions { First = [own] });
        Assert.Same(own.Hash, provider.GetHash(HashAlgorithmIdentifier.Sha1));
        Assert.NotNull(provider.GetHash(HashAlgorithmIdentifier.Sha2_256));
        Assert.StartsWith("own", provider.Name, StringComparison.Ordinal);

        var bare = CryptoProvider.Create(new CryptoProviderOptions { UseLibcrypto = false, UseBouncyCastle = false });
        Assert.Null(bare.GetKeyExchange(KeyExchangeMethod.Curve25519));
        Assert.NotNull(bare.GetKeyExchange(KeyExchangeMethod.Ecp256));
        Assert.Throws<ArgumentNullException>(() => CryptoProvider.Create(null!));
    }

    [Fact]
    public void System_randomness_differs_from_call_to_call()
    {
        IRandomSource random = SystemRandomSource.Instance;
        byte[] one = new byte[32];
        byte[] two = new byte[32];
        random.Fill(one);
        random.Fill(two);
        random.Fill([]);
        Assert.NotEqual(one, two);
        Assert.NotEqual(new byte[32], one);
    }

    private sealed class OwnModule : ICryptoProvider
    {
        public IHash Hash { get; } = BouncyCastleProvider.Instance.GetHash(HashAlgorithmIdentifier.Sha1)!;

        public string Name => "own";

        public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => null;

        public IPrf? GetPrf(PseudorandomFunction algorithm) => null;

        public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => null;

        public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => null;

        public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => null;

        public IHash? GetHash(HashAlgorithmIdentifier algorithm) => algorithm == HashAlgorithmIdentifier.Sha1 ? Hash : null;
    }
}
