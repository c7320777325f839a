namespace Isakmp.Registry;

/// <summary>The sizes that keys and packets of an integrity algorithm have; all in octets.</summary>
public readonly record struct IntegrityFacts
{
    /// <summary>The key, without salt.</summary>
    public int KeySize { get; init; }

    /// <summary>The salt that follows the key in keying material: AES-GMAC in AH only (RFC 4543 5.4).</summary>
    public int SaltSize { get; init; }

    /// <summary>The initialization vector that every packet carries: AES-GMAC in AH only (RFC 4543 3.1).</summary>
    public int IvSize { get; init; }

    /// <summary>The checksum, truncated as the algorithm says.</summary>
    public int IcvSize { get; init; }
}
