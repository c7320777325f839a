using Isakmp.Registry;

namespace Isakmp.Algorithms;

/// <summary>The source of every cryptographic algorithm; an answer of null means "I do not have it".</summary>
/// <remarks>
/// Implementations are immutable and may be shared by threads; what they create is used by one thread at a time.
/// A product with its own module implements this interface and needs no other package than the core.
/// </remarks>
public interface ICryptoProvider
{
    /// <summary>A short name for diagnostics, for example <c>.NET</c>.</summary>
    string Name { get; }

    /// <summary>Looks up a key exchange method.</summary>
    /// <param name="method">The method (Transform Type 4).</param>
    /// <returns>The method, or null.</returns>
    IKeyExchange? GetKeyExchange(KeyExchangeMethod method);

    /// <summary>Looks up a pseudorandom function.</summary>
    /// <param name="algorithm">The function (Transform Type 2).</param>
    /// <returns>The function, or null.</returns>
    IPrf? GetPrf(PseudorandomFunction algorithm);

    /// <summary>Looks up an integrity algorithm.</summary>
    /// <param name="algorithm">The algorithm (Transform Type 3).</param>
    /// <returns>The algorithm, or null; there is none for NONE.</returns>
    IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm);

    /// <summary>Looks up a cipher that needs an integrity algorithm beside it.</summary>
    /// <param name="algorithm">The cipher (Transform Type 1).</param>
    /// <param name="keyBits">The key length in bits, without salt; 0 for a cipher of one fixed key length.</param>
    /// <returns>The cipher, or null, also where <paramref name="algorithm"/> is an AEAD.</returns>
    ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits);

    /// <summary>Looks up an authenticated cipher.</summary>
    /// <param name="algorithm">The cipher (Transform Type 1).</param>
    /// <param name="keyBits">The key length in bits, without salt; 0 for a cipher of one fixed key length.</param>
    /// <returns>The cipher, or null, also where <paramref name="algorithm"/> is no AEAD.</returns>
    IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits);

    /// <summary>Looks up a hash function.</summary>
    /// <param name="algorithm">The function, by its number in the IKEv2 hash algorithm registry (RFC 7427).</param>
    /// <returns>The function, or null.</returns>
    IHash? GetHash(HashAlgorithmIdentifier algorithm);
}
