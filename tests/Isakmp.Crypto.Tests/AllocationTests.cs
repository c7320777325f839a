using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Tests;

/// <summary>What runs for every message allocates nothing, a wrong ICV included. BouncyCastle allocates and is the last resort.</summary>
public class AllocationTests
{
    public static TheoryData<string> Lean { get; } = [ProviderData.DotNet, ProviderData.Libcrypto, ProviderData.Default, ProviderData.ManagedOnly];

    [Theory]
    [MemberData(nameof(Lean))]
    public void Aeads(string name)
    {
        ICryptoProvider provider = ProviderData.Get(name);
        foreach ((EncryptionAlgorithm algorithm, int keyBits) in new[]
        {
            (EncryptionAlgorithm.AesGcm16, 128), (EncryptionAlgorithm.AesGcm16, 192), (EncryptionAlgorithm.AesGcm16, 256), (EncryptionAlgorithm.ChaCha20Poly1305, 0),
        })
        {
            IAead aead = provider.GetAead(algorithm, keyBits)!;
            using KeyedAead keyed = aead.Create(new byte[aead.KeySize]);
            byte[] nonce = new byte[12];
            byte[] associated = new byte[32];
            byte[] plaintext = new byte[1400];
            byte[] ciphertext = new byte[1400];
            byte[] icv = new byte[16];
            byte[] wrong = new byte[16];
            AssertNone(() => keyed.Seal(nonce, associated, plaintext, ciphertext, icv));
            AssertNone(() => Assert.True(keyed.TryOpen(nonce, associated, ciphertext, icv, plaintext)));
            AssertNone(() => Assert.False(keyed.TryOpen(nonce, associated, ciphertext, wrong, plaintext)));
        }
    }

    [Theory]
    [MemberData(nameof(Lean))]
    public void Ciphers(string name)
    {
        ICryptoProvider provider = ProviderData.Get(name);
        foreach (int keyBits in new[] { 128, 192, 256 })
        {
            ICipher cipher = provider.GetCipher(EncryptionAlgorithm.AesCbc, keyBits)!;
            using KeyedCipher keyed = cipher.Create(new byte[cipher.KeySize]);
            byte[] iv = new byte[16];
            byte[] buffer = new byte[1408];
            AssertNone(() => keyed.Encrypt(iv, buffer, buffer));
            AssertNone(() => keyed.Decrypt(iv, buffer, buffer));
        }
    }

    [Theory]
    [InlineData(ProviderData.DotNet)]
    [InlineData(ProviderData.Default)]
    [InlineData(ProviderData.ManagedOnly)]
    public void Keyed_hashes(string name)
    {
        ICryptoProvider provider = ProviderData.Get(name);
        byte[] data = new byte[1400];
        byte[] key = new byte[32];
        for (ushort number = 2; number <= 7; number++)
        {
            if (provider.GetPrf(new PseudorandomFunction(number)) is { } prf)
            {
                byte[] output = new byte[prf.OutputSize];
                using KeyedMac keyed = prf.Create(key);
                AssertNone(() => prf.Compute(key, data, output));
                AssertNone(() =>
                {
                    keyed.Append(data);
                    keyed.Finish(output);
                });
            }
        }

        foreach (ushort number in new ushort[] { 2, 12, 13, 14 })
        {
            IIntegrity integrity = provider.GetIntegrity(new IntegrityAlgorithm(number))!;
            byte[] icv = new byte[integrity.IcvSize];
            using KeyedMac keyed = integrity.Create(new byte[integrity.KeySize]);
            AssertNone(() =>
            {
                keyed.Append(data);
                keyed.Finish(icv);
            });
        }

        for (ushort number = 1; number <= 4; number++)
        {
            IHash hash = provider.GetHash(new HashAlgorithmIdentifier(number))!;
            byte[] output = new byte[hash.Size];
            AssertNone(() => hash.Compute(data, output));
        }
    }

    /// <summary>A look-up, of what is there and of what is not; the latter must not be remembered, because a peer chooses the numbers.</summary>
    [Theory]
    [InlineData(ProviderData.Default)]
    [InlineData(ProviderData.ManagedOnly)]
    public void Lookups(string name)
    {
        ICryptoProvider provider = ProviderData.Get(name);
        ushort unknown = 1000;
        AssertNone(() => provider.GetAead(EncryptionAlgorithm.AesGcm16, 256));
        AssertNone(() => provider.GetKeyExchange(KeyExchangeMethod.Curve25519));
        AssertNone(() => provider.GetPrf(PseudorandomFunction.HmacSha2_256));
        AssertNone(() => provider.GetAead(new EncryptionAlgorithm(unknown++), 128));
        AssertNone(() => provider.GetKeyExchange(new KeyExchangeMethod(unknown++)));
    }

    /// <summary>A responder refuses a public value before it makes anything.</summary>
    [Theory]
    [MemberData(nameof(Lean))]
    public void Refused_public_values(string name)
    {
        ICryptoProvider provider = ProviderData.Get(name);
        foreach (KeyExchangeMethod method in new[] { KeyExchangeMethod.Modp2048, KeyExchangeMethod.Ecp256 })
        {
            if (provider.GetKeyExchange(method) is { } exchange)
            {
                byte[] peer = [.. Enumerable.Repeat((byte)0xFF, exchange.InitiatorPublicSize)];
                byte[] publicValue = new byte[exchange.ResponderPublicSize];
                byte[] secret = new byte[exchange.SharedSecretSize];
                AssertNone(() => exchange.Respond(peer, SystemRandomSource.Instance, publicValue, secret));
            }
        }
    }

    [Fact]
    public void Libcrypto_finishes_MODP_and_ECP_without_a_byte()
    {
        ICryptoProvider provider = ProviderData.Get(ProviderData.Libcrypto);
        foreach (KeyExchangeMethod method in new[] { KeyExchangeMethod.Modp2048, KeyExchangeMethod.Ecp256, KeyExchangeMethod.Ecp384 })
        {
            IKeyExchange exchange = provider.GetKeyExchange(method)!;
            byte[] publicValue = new byte[exchange.ResponderPublicSize];
            byte[] secret = new byte[exchange.SharedSecretSize];
            using KeyExchangeState state = exchange.Offer(SystemRandomSource.Instance, publicValue);
            AssertNone(() => exchange.Finish(state, publicValue, secret));
        }
    }

    private static void AssertNone(Action action)
    {
        for (int i = 0; i < 3; i++)
        {
            action();
        }

        // The least of several runs: the runtime itself allocates now and then when it improves a method.
        long least = long.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
