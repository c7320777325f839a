using Isakmp.Algorithms;

namespace Isakmp.Crypto;

/// <summary>Which implementations a <see cref="CryptoProvider"/> draws on.</summary>
public sealed class CryptoProviderOptions
{
    /// <summary>Whether the system's libcrypto is used where it is present and faster; true unless set otherwise.</summary>
    public bool UseLibcrypto { get; init; } = true;

    /// <summary>Whether BouncyCastle fills the gaps; true unless set otherwise. Without it and without libcrypto there is no X25519.</summary>
    public bool UseBouncyCastle { get; init; } = true;

    /// <summary>Providers that are asked before all others, in this order: a product's own module, for example.</summary>
    public IReadOnlyList<ICryptoProvider> First { get; init; } = [];
}
