using Isakmp.Algorithms;

namespace Isakmp.Protection;

/// <summary>The algorithms that protect the SK payloads of an IKE SA: an AEAD, or a cipher with an integrity algorithm.</summary>
internal sealed class SkAlgorithms
{
    public SkAlgorithms(IAead aead) => Aead = aead;

    /// <param name="cipher">The cipher.</param>
    /// <param name="integrity">The integrity algorithm; null only for a reader that has no key for it.</param>
    /// <param name="uncheckedIcvSize">Without integrity algorithm: how many octets at the end are an ICV that nobody checks.</param>
    public SkAlgorithms(ICipher cipher, IIntegrity? integrity, int uncheckedIcvSize = 0)
    {
        Cipher = cipher;
        Integrity = integrity;
        IcvSize = integrity?.IcvSize ?? uncheckedIcvSize;
    }

    public IAead? Aead { get; }

    public ICipher? Cipher { get; }

    public IIntegrity? Integrity { get; }

    /// <summary>The size of SK_e, in octets: with an AEAD the salt counts in (RFC 5282 section 7.1).</summary>
    public int EncryptionKeySize => Aead is { } aead ? aead.KeySize + aead.SaltSize : Cipher!.KeySize;

    /// <summary>The size of SK_a, in octets: none with an AEAD (RFC 5282 section 7.2).</summary>
    public int IntegrityKeySize => Integrity?.KeySize ?? 0;

    public int IvSize => Aead?.IvSize ?? Cipher!.IvSize;

    public int IcvSize { get => Aead?.IcvSize ?? field; }

    /// <summary>What the plaintext with its padding is a multiple of, in octets.</summary>
    public int BlockSize => Cipher?.BlockSize ?? 1;
}
