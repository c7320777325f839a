using System.Collections.Immutable;
using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Inspection.Foreign;

/// <summary>A provider whose key exchanges are those of a captured session; everything else is another provider's.</summary>
/// <remarks>
/// What that provider lacks can be offered all the same, as the captured daemon offered it, and fails when it is negotiated: so a profile can name every algorithm of the daemon.
/// </remarks>
public sealed class RecordedCryptoProvider : ICryptoProvider, IDisposable
{
    private readonly ICryptoProvider _inner;
    private readonly ImmutableArray<RecordedKeyExchange> _exchanges;

    /// <summary>Makes the provider.</summary>
    /// <param name="inner">Where everything but key exchanges comes from.</param>
    /// <param name="exchanges">The key exchanges, one of each method; they become the provider's.</param>
    public RecordedCryptoProvider(ICryptoProvider inner, params ImmutableArray<RecordedKeyExchange> exchanges)
    {
        ArgumentNullException.ThrowIfNull(inner);
        (_inner, _exchanges) = (inner, exchanges.IsDefault ? [] : exchanges);
    }

    /// <inheritdoc/>
    public string Name => $"{_inner.Name} with recorded key exchanges";

    /// <inheritdoc/>
    public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) =>
        _exchanges.FirstOrDefault(exchange => exchange.Method == method) ?? _inner.GetKeyExchange(method) ?? (IKeyExchange)new OfferedKeyExchange(method);

    /// <inheritdoc/>
    public IPrf? GetPrf(PseudorandomFunction algorithm) => _inner.GetPrf(algorithm);

    /// <inheritdoc/>
    public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => _inner.GetIntegrity(algorithm);

    /// <inheritdoc/>
    public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits)
    {
        if (_inner.GetCipher(algorithm, keyBits) is { } cipher)
        {
            return cipher;
        }

        bool isKnown = AlgorithmFacts.TryGetEncryption(algorithm, keyBits == 0 ? null : (ushort)keyBits, out EncryptionFacts facts);
        return isKnown && facts.SaltSize == 0 ? new OfferedCipher(algorithm, facts.KeySize) : null;
    }

    /// <inheritdoc/>
    public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => _inner.GetAead(algorithm, keyBits);

    /// <inheritdoc/>
    public IHash? GetHash(HashAlgorithmIdentifier algorithm) => _inner.GetHash(algorithm);

    /// <summary>Zeroes the shared secrets.</summary>
    public void Dispose()
    {
        foreach (RecordedKeyExchange exchange in _exchanges)
        {
            exchange.Dispose();
        }
    }
}
