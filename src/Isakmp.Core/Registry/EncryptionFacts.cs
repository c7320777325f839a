namespace Isakmp.Registry;

/// <summary>The sizes that keys and packets of an encryption algorithm have; all in octets.</summary>
public readonly record struct EncryptionFacts
{
    /// <summary>The key, without salt.</summary>
    public int KeySize { get; init; }

    /// <summary>The salt that follows the key in keying material: the fixed part of a nonce; 0 for none.</summary>
    public int SaltSize { get; init; }

    /// <summary>The initialization vector that every packet carries; 0 where it is implicit.</summary>
    public int IvSize { get; init; }

    /// <summary>The tag of a combined-mode algorithm; 0 for others.</summary>
    public int IcvSize { get; init; }

    /// <summary>What the plaintext is padded to a multiple of; 1 where there is no need.</summary>
    public int BlockSize { get; init; }

    /// <summary>The algorithm authenticates too, so that a proposal has no integrity algorithm with it (RFC 7296 3.3).</summary>
    public bool IsAead { get; init; }

    /// <summary>The algorithm has keys of several lengths, so that its transform needs the attribute Key Length (RFC 7296 3.3.5).</summary>
    public bool IsKeyLengthVariable { get; init; }
}
