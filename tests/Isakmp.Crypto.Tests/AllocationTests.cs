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
        foreach ((int algorithm, int keyBits) in ProviderData.Aeads.Select(row => row.Data))
        {
            // Camellia comes from BouncyCastle, CCM from .NET.
            IAead? aead = provider.GetAead(new EncryptionAlgorithm((ushort)algorithm), keyBits);
            if (aead is null || algorithm is 25 or 26 or 27)
            {
                Assert.True(algorithm is (>= 14 and <= 16) or (>= 25 and <= 27));
                continue;
            }

            using KeyedAead keyed = aead.Create(new byte[aead.KeySize]);
            byte[] nonce = new byte[aead.SaltSize + aead.IvSize];
            byte[] associated = new byte[32];
            byte[] plaintext = new byte[1400];
            byte[] ciphertext = new byte[1400];
            byte[] icv = new byte[aead.IcvSize];
            byte[] wrong = new byte[aead.IcvSize];
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
        foreach ((int algorithm, int keyBits) in ProviderData.Ciphers.Select(row => row.Data).Where(row => row.Item1 is 2 or 3 or 12 or 13))
        {
            ICipher? cipher = provider.GetCipher(new EncryptionAlgorithm((ushort)algorithm), keyBits);
            if (cipher is null)
            {
                Assert.Equal(ProviderData.Libcrypto, name);
                continue;
            }

            using KeyedCipher keyed = cipher.Create([.. Enumerable.Range(0, cipher.KeySize).Select(i => (byte)(i * 7))]);
            byte[] iv = new byte[cipher.IvSize];
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
        for (ushort number = 1; number <= 8; number++)
        {
            if (provider.GetPrf(new PseudorandomFunction(number)) is { } prf)
            {
                byte[] output = new byte[prf.OutputSize];
                using KeyedMac keyed = prf.Create(key);
                if (number is not (4 or 8)) // these prepare AES for each key
                {
                    AssertNone(() => prf.Compute(key, data, output));
                }

                AssertNone(() =>
                {
                    keyed.Append(data);
                    keyed.Finish(output);
                });
            }
        }

        foreach (ushort number in new ushort[] { 1, 2, 5, 6, 7, 8, 12, 13, 14, 1026 })
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

        foreach (ushort number in new ushort[] { 1, 2, 3, 4, 1027 })
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
