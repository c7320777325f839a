using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Policies.V1;

/// <summary>What phase 1 was agreed on: the transform, the policy that it satisfies, and what follows from both.</summary>
public sealed class Phase1Choice
{
    internal Phase1Choice(V1Proposal answer, V1IkeParameters parameters, IsakmpPolicy policy)
    {
        Answer = answer;
        Parameters = parameters;
        Policy = policy;
        Lifetime = LifetimeAgreement.Agree(policy.LifetimeRule, parameters.Lifetime, policy.Lifetime);
    }

    /// <summary>The answer: one proposal with the one transform that was chosen, its attributes exactly as offered (RFC 2409 5), without SPI.</summary>
    public V1Proposal Answer { get; }

    /// <summary>What the transform says.</summary>
    public V1IkeParameters Parameters { get; }

    /// <summary>The policy of ours that it satisfies.</summary>
    public IsakmpPolicy Policy { get; }

    /// <summary>How long we keep the SA, by the policy's <see cref="LifetimeRule"/>.</summary>
    public V1Lifetime Lifetime { get; }

    /// <summary>The algorithms as a proposal of IKEv2, which is what providers and reports know them by.</summary>
    public Proposal Suite => Policy.Suite;

    /// <summary>How both sides authenticate.</summary>
    public V1AuthenticationMethod AuthenticationMethod => Policy.AuthenticationMethod;

    /// <summary>The cipher by its number in IKEv2.</summary>
    public EncryptionAlgorithm Encryption => Suite.Encryption.GetValueOrDefault();

    /// <summary>The key length of the cipher in bits, 0 for ciphers of one length: as providers want it.</summary>
    public int KeyBits => Policy.KeyLength ?? 0;

    /// <summary>The pseudorandom function: the HMAC of the hash (RFC 2409 4).</summary>
    public PseudorandomFunction Prf => Suite.Prf.GetValueOrDefault();

    /// <summary>The hash, for IVs and NAT detection (RFC 2409 appendix B, RFC 3947 3.2).</summary>
    public HashAlgorithmIdentifier Hash => AlgorithmMap.TryFindHash(Policy.Hash, out _, out _, out HashAlgorithmIdentifier hash) ? hash : default;

    /// <summary>The Diffie-Hellman group by its number in IKEv2.</summary>
    public KeyExchangeMethod KeyExchange => Suite.KeyExchange.GetValueOrDefault();
}
