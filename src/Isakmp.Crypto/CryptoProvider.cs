using System.Collections.Concurrent;
using Isakmp.Algorithms;
using Isakmp.Crypto.Symmetric;
using Isakmp.Registry;

namespace Isakmp.Crypto;

/// <summary>Every algorithm of this package, each from the implementation that measured best among those that are present.</summary>
/// <remarks>
/// Immutable, shared by threads. A look-up always returns the same object. Key exchanges and ciphers: libcrypto, .NET, BouncyCastle; the rest: .NET,
/// libcrypto, BouncyCastle. Which one serves changes speed, never a result: the same random stream gives the same values.
/// </remarks>
public sealed class CryptoProvider : ICryptoProvider
{
    private static readonly Lazy<CryptoProvider> s_default = new(() => Create(new CryptoProviderOptions()));
    private static readonly Lazy<CryptoProvider> s_managedOnly = new(() => Create(new CryptoProviderOptions { UseLibcrypto = false }));

    private readonly ICryptoProvider[] _nativeFirst;
    private readonly ICryptoProvider[] _platformFirst;

    private readonly ConcurrentDictionary<KeyExchangeMethod, IKeyExchange> _keyExchanges = new();
    private readonly ConcurrentDictionary<PseudorandomFunction, IPrf> _prfs = new();
    private readonly ConcurrentDictionary<IntegrityAlgorithm, IIntegrity> _integrities = new();
    private readonly ConcurrentDictionary<CipherChoice, ICipher> _ciphers = new();
    private readonly ConcurrentDictionary<CipherChoice, IAead> _aeads = new();
    private readonly ConcurrentDictionary<HashAlgorithmIdentifier, IHash> _hashes = new();

    private CryptoProvider(CryptoProviderOptions options)
    {
        ICryptoProvider? libcrypto = options.UseLibcrypto ? LibcryptoProvider.Instance : null;
        ICryptoProvider? bouncyCastle = options.UseBouncyCastle ? BouncyCastleProvider.Instance : null;
        _nativeFirst = [.. options.First, .. Present(libcrypto, DotNetProvider.Instance, bouncyCastle)];
        _platformFirst = [.. options.First, .. Present(DotNetProvider.Instance, libcrypto, bouncyCastle)];
        Name = string.Join(" + ", _platformFirst.Select(provider => provider.Name));
    }

    /// <summary>The fastest of everything that this system has.</summary>
    public static CryptoProvider Default => s_default.Value;

    /// <summary>Everything without the system's libcrypto: .NET and BouncyCastle.</summary>
    public static CryptoProvider ManagedOnly => s_managedOnly.Value;

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Makes a provider.</summary>
    /// <param name="options">Which implementations it draws on.</param>
    /// <returns>The provider.</returns>
    public static CryptoProvider Create(CryptoProviderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CryptoProvider(options);
    }

    /// <inheritdoc/>
    public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) =>
        Find(_keyExchanges, _nativeFirst, method, static (provider, key) => provider.GetKeyExchange(key));

    /// <inheritdoc/>
    public IPrf? GetPrf(PseudorandomFunction algorithm) =>
        Find(_prfs, _platformFirst, algorithm, static (provider, key) => provider.GetPrf(key));

    /// <inheritdoc/>
    public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) =>
        Find(_integrities, _platformFirst, algorithm, static (provider, key) => provider.GetIntegrity(key));

    /// <inheritdoc/>
    public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) =>
        Find(_ciphers, _nativeFirst, new CipherChoice(algorithm, keyBits), static (provider, key) => provider.GetCipher(key.Algorithm, key.KeyBits));

    /// <inheritdoc/>
    public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) =>
        Find(_aeads, _nativeFirst, new CipherChoice(algorithm, keyBits), static (provider, key) => provider.GetAead(key.Algorithm, key.KeyBits));

    /// <inheritdoc/>
    public IHash? GetHash(HashAlgorithmIdentifier algorithm) =>
        Find(_hashes, _platformFirst, algorithm, static (provider, key) => provider.GetHash(key));

    private static IEnumerable<ICryptoProvider> Present(params IEnumerable<ICryptoProvider?> providers) => providers.OfType<ICryptoProvider>();

    private static TAlgorithm? Find<TKey, TAlgorithm>(
        ConcurrentDictionary<TKey, TAlgorithm> found, ICryptoProvider[] providers, TKey key, Func<ICryptoProvider, TKey, TAlgorithm?> find)
        where TKey : notnull
        where TAlgorithm : class
    {
        if (found.TryGetValue(key, out TAlgorithm? known))
        {
            return known;
        }

        foreach (ICryptoProvider provider in providers)
        {
            if (find(provider, key) is { } algorithm)
            {
                return found.GetOrAdd(key, algorithm);
            }
        }

        // Not remembered: the numbers of what nobody has may be a peer's.
        return null;
    }
}
