using System.Diagnostics.CodeAnalysis;
using Isakmp.Algorithms;
using Isakmp.Policies.V1;
using Isakmp.Registry;

namespace Isakmp.Protection.V1;

/// <summary>The algorithms of one ISAKMP SA, resolved from what phase 1 agreed on; shared by all SAs that agreed on the same.</summary>
internal sealed class IsakmpSuite
{
    private IsakmpSuite(IPrf prf, IHash hash, ICipher cipher, IKeyExchange keyExchange)
    {
        Prf = prf;
        Hash = hash;
        Cipher = cipher;
        KeyExchange = keyExchange;
    }

    /// <summary>The HMAC of <see cref="Hash"/> (RFC 2409 section 4).</summary>
    public IPrf Prf { get; }

    /// <summary>Makes initialization vectors and NAT hashes.</summary>
    public IHash Hash { get; }

    public ICipher Cipher { get; }

    public IKeyExchange KeyExchange { get; }

    /// <summary>Resolves a choice.</summary>
    /// <param name="provider">Where the algorithms come from.</param>
    /// <param name="choice">What phase 1 agreed on.</param>
    /// <param name="suite">The suite.</param>
    /// <returns>False if the provider lacks an algorithm.</returns>
    public static bool TryCreate(ICryptoProvider provider, Phase1Choice choice, [NotNullWhen(true)] out IsakmpSuite? suite) =>
        TryCreate(provider, choice.Prf, choice.Hash, (choice.Encryption, choice.KeyBits), choice.KeyExchange, out suite);

    /// <summary>Resolves algorithms by their numbers in IKEv2's registries.</summary>
    public static bool TryCreate(
        ICryptoProvider provider,
        PseudorandomFunction prf,
        HashAlgorithmIdentifier hash,
        (EncryptionAlgorithm Algorithm, int KeyBits) cipher,
        KeyExchangeMethod keyExchange,
        [NotNullWhen(true)] out IsakmpSuite? suite)
    {
        suite = provider.GetPrf(prf) is { } function && provider.GetHash(hash) is { } digest
            && provider.GetCipher(cipher.Algorithm, cipher.KeyBits) is { BlockSize: > 1 } block && provider.GetKeyExchange(keyExchange) is { } method
            ? new IsakmpSuite(function, digest, block, method)
            : null;
        return suite is not null;
    }
}
