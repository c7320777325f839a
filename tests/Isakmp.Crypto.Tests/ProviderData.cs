using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Tests;

/// <summary>The providers that every suite runs over, by name, so that a test case reads well and can be run alone.</summary>
public static class ProviderData
{
    public const string DotNet = nameof(DotNet);
    public const string Libcrypto = nameof(Libcrypto);
    public const string BouncyCastle = nameof(BouncyCastle);
    public const string Default = nameof(Default);
    public const string ManagedOnly = nameof(ManagedOnly);

    public static IReadOnlyList<string> Names { get; } = [DotNet, Libcrypto, BouncyCastle, Default, ManagedOnly];

    public static TheoryData<string> All { get; } = [.. Names];

    /// <summary>Every cipher with its key lengths, or some of them where there are many.</summary>
    public static TheoryData<int, int> Ciphers { get; } = new()
    {
        { EncryptionAlgorithm.Des.Value, 0 }, { EncryptionAlgorithm.TripleDes.Value, 0 },
        { EncryptionAlgorithm.Cast.Value, 40 }, { EncryptionAlgorithm.Cast.Value, 80 }, { EncryptionAlgorithm.Cast.Value, 128 },
        { EncryptionAlgorithm.Blowfish.Value, 40 }, { EncryptionAlgorithm.Blowfish.Value, 128 }, { EncryptionAlgorithm.Blowfish.Value, 448 },
        { EncryptionAlgorithm.AesCbc.Value, 128 }, { EncryptionAlgorithm.AesCbc.Value, 192 }, { EncryptionAlgorithm.AesCbc.Value, 256 },
        { EncryptionAlgorithm.AesCtr.Value, 128 }, { EncryptionAlgorithm.AesCtr.Value, 192 }, { EncryptionAlgorithm.AesCtr.Value, 256 },
        { EncryptionAlgorithm.CamelliaCbc.Value, 128 }, { EncryptionAlgorithm.CamelliaCbc.Value, 192 }, { EncryptionAlgorithm.CamelliaCbc.Value, 256 },
        { EncryptionAlgorithm.CamelliaCtr.Value, 128 }, { EncryptionAlgorithm.CamelliaCtr.Value, 192 }, { EncryptionAlgorithm.CamelliaCtr.Value, 256 },
    };

    /// <summary>Every AEAD with its key lengths.</summary>
    public static TheoryData<int, int> Aeads { get; } = MakeAeads();

    /// <summary>Gives a provider, or skips the test where the system has none.</summary>
    public static ICryptoProvider Get(string name)
    {
        if (TryGet(name) is { } provider)
        {
            return provider;
        }

        Assert.Skip($"this system has no {name} of OpenSSL 3.0 or later");
        throw new InvalidOperationException();
    }

    public static ICryptoProvider? TryGet(string name) => name switch
    {
        DotNet => DotNetProvider.Instance,
        Libcrypto => LibcryptoProvider.Instance,
        BouncyCastle => BouncyCastleProvider.Instance,
        Default => CryptoProvider.Default,
        ManagedOnly => CryptoProvider.ManagedOnly,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>An algorithm from every provider that has it; at least .NET or BouncyCastle, and both composites, do.</summary>
    public static IReadOnlyList<IPrf> WithPrf(PseudorandomFunction algorithm) => With(provider => provider.GetPrf(algorithm));

    public static IReadOnlyList<IIntegrity> WithIntegrity(IntegrityAlgorithm algorithm) => With(provider => provider.GetIntegrity(algorithm));

    public static IReadOnlyList<ICipher> WithCipher(EncryptionAlgorithm algorithm, int keyBits) => With(provider => provider.GetCipher(algorithm, keyBits));

    public static IReadOnlyList<IAead> WithAead(EncryptionAlgorithm algorithm, int keyBits) => With(provider => provider.GetAead(algorithm, keyBits));

    public static IReadOnlyList<IHash> WithHash(HashAlgorithmIdentifier algorithm) => With(provider => provider.GetHash(algorithm));

    public static IReadOnlyList<IKeyExchange> WithKeyExchange(KeyExchangeMethod method) => With(provider => provider.GetKeyExchange(method));

    private static TheoryData<int, int> MakeAeads()
    {
        var data = new TheoryData<int, int> { { EncryptionAlgorithm.ChaCha20Poly1305.Value, 0 } };
        foreach (EncryptionAlgorithm algorithm in new[]
        {
            EncryptionAlgorithm.AesCcm8, EncryptionAlgorithm.AesCcm12, EncryptionAlgorithm.AesCcm16,
            EncryptionAlgorithm.AesGcm8, EncryptionAlgorithm.AesGcm12, EncryptionAlgorithm.AesGcm16,
            EncryptionAlgorithm.CamelliaCcm8, EncryptionAlgorithm.CamelliaCcm12, EncryptionAlgorithm.CamelliaCcm16,
        })
        {
            data.Add(algorithm.Value, 128);
            data.Add(algorithm.Value, 192);
            data.Add(algorithm.Value, 256);
        }

        return data;
    }

    private static List<T> With<T>(Func<ICryptoProvider, T?> find)
        where T : class
    {
        var found = Names.Select(TryGet).OfType<ICryptoProvider>().Select(find).OfType<T>().ToList();

        // BouncyCastle, Default and ManagedOnly have everything on every system.
        Assert.True(found.Count >= 3, $"only {found.Count} providers have it");

        // The composites hand out the very objects of the others: each object is tested once.
        return [.. found.Distinct()];
    }
}
