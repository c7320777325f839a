using System.Diagnostics.CodeAnalysis;
using Isakmp.Algorithms;
using Isakmp.Messages;
using Isakmp.Registry;

namespace Isakmp.Protection;

/// <summary>The algorithms of one IKE SA, resolved from a negotiated proposal; shared by all SAs that negotiated the same.</summary>
internal sealed class IkeSuite
{
    private IkeSuite(IPrf prf, IKeyExchange keyExchange, IAead? aead, ICipher? cipher, IIntegrity? integrity)
    {
        Prf = prf;
        KeyExchange = keyExchange;
        Aead = aead;
        Cipher = cipher;
        Integrity = integrity;
    }

    public IPrf Prf { get; }

    public IKeyExchange KeyExchange { get; }

    public IAead? Aead { get; }

    public ICipher? Cipher { get; }

    public IIntegrity? Integrity { get; }

    /// <summary>The size of SK_e, in octets: with an AEAD the salt counts in (RFC 5282 section 7.1).</summary>
    public int EncryptionKeySize => Aead is { } aead ? aead.KeySize + aead.SaltSize : Cipher!.KeySize;

    /// <summary>The size of SK_a, in octets: none with an AEAD (RFC 5282 section 7.2).</summary>
    public int IntegrityKeySize => Integrity?.KeySize ?? 0;

    public int IvSize => Aead?.IvSize ?? Cipher!.IvSize;

    public int IcvSize => Aead?.IcvSize ?? Integrity!.IcvSize;

    /// <summary>What the plaintext with its padding is a multiple of, in octets.</summary>
    public int BlockSize => Cipher?.BlockSize ?? 1;

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

        suite = new IkeSuite(prf, keyExchange, aead, cipher, aead is null ? integrity : null);
        return true;
    }
}
