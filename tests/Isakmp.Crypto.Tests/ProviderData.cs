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
