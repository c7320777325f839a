using System.Diagnostics.CodeAnalysis;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Protection;

/// <summary>The algorithms of one IKE SA, resolved from a negotiated proposal; shared by all SAs that negotiated the same.</summary>
internal sealed class IkeSuite
{
    private IkeSuite(IPrf prf, IKeyExchange keyExchange, SkAlgorithms protection)
    {
        Prf = prf;
        KeyExchange = keyExchange;
        Protection = protection;
    }

    public IPrf Prf { get; }

    public IKeyExchange KeyExchange { get; }

    public SkAlgorithms Protection { get; }

    /// <summary>Resolves a proposal that has one transform of each type.</summary>
    /// <param name="provider">Where the algorithms come from.</param>
    /// <param name="proposal">The negotiated proposal.</param>
    /// <param name="suite">The suite.</param>
    /// <returns>False if the provider lacks an algorithm or the proposal lacks a type.</returns>
    public static bool TryCreate(ICryptoProvider provider, Proposal proposal, [NotNullWhen(true)] out IkeSuite? suite)
    {
        suite = null;
        IPrf? prf = null;
        IKeyExchange? keyExchange = null;
        IIntegrity? integrity = null;
        IAead? aead = null;
        ICipher? cipher = null;
        foreach (Transform transform in proposal.Transforms)
        {
            if (transform.Type == TransformType.Encryption)
            {
                var algorithm = new EncryptionAlgorithm(transform.Id);
                aead = provider.GetAead(algorithm, transform.KeyLength ?? 0);
                cipher = aead is null ? provider.GetCipher(algorithm, transform.KeyLength ?? 0) : null;
            }
            else if (transform.Type == TransformType.PseudorandomFunction)
            {
                prf = provider.GetPrf(new PseudorandomFunction(transform.Id));
            }
            else if (transform.Type == TransformType.Integrity && transform.Id != IntegrityAlgorithm.None.Value)
            {
                integrity = provider.GetIntegrity(new IntegrityAlgorithm(transform.Id));
            }
            else if (transform.Type == TransformType.KeyExchange)
            {
                keyExchange = provider.GetKeyExchange(new KeyExchangeMethod(transform.Id));
            }
        }

        if (prf is null || keyExchange is null || (aead is null && (cipher is null || integrity is null)))
        {
            return false;
        }

        suite = new IkeSuite(prf, keyExchange, aead is null ? new SkAlgorithms(cipher!, integrity) : new SkAlgorithms(aead));
        return true;
    }
}
