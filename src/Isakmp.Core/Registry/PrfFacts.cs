namespace Isakmp.Registry;

/// <summary>The sizes of a pseudorandom function; all in octets.</summary>
public readonly record struct PrfFacts
{
    /// <summary>The preferred key: the size of SK_d, SK_pi and SK_pr (RFC 7296 2.14).</summary>
    public int KeySize { get; init; }

    /// <summary>The output.</summary>
    public int OutputSize { get; init; }

    /// <summary>Half of the key for SKEYSEED comes from each nonce, for its size is fixed there (RFC 7296 2.14).</summary>
    public bool IsFixedKey { get; init; }
}
