using Isakmp.Algorithms;
using Isakmp.Crypto.Native;
using Isakmp.Registry;

namespace Isakmp.Crypto;

/// <summary>The algorithms that the system's libcrypto (OpenSSL 3.0 or later) computes faster than the other providers.</summary>
public sealed class LibcryptoProvider : ICryptoProvider
{
    private static readonly Lazy<LibcryptoProvider?> s_instance = new(() => LibcryptoLoader.IsAvailable ? new LibcryptoProvider() : null);

    private LibcryptoProvider()
    {
    }

    /// <summary>The only instance, or null where there is no libcrypto, or one older than 3.0; threads may share it.</summary>
    public static LibcryptoProvider? Instance => s_instance.Value;

    /// <summary>The library's own name and version, for example <c>OpenSSL 3.0.19 27 Jan 2026</c>.</summary>
    public string Name => LibcryptoLoader.Version;

    /// <inheritdoc/>
    public IKeyExchange? GetKeyExchange(KeyExchangeMethod method) => null;

    /// <inheritdoc/>
    public IPrf? GetPrf(PseudorandomFunction algorithm) => null;

    /// <inheritdoc/>
    public IIntegrity? GetIntegrity(IntegrityAlgorithm algorithm) => null;

    /// <inheritdoc/>
    public ICipher? GetCipher(EncryptionAlgorithm algorithm, int keyBits) => null;

    /// <inheritdoc/>
    public IAead? GetAead(EncryptionAlgorithm algorithm, int keyBits) => null;

    /// <inheritdoc/>
    public IHash? GetHash(HashAlgorithmIdentifier algorithm) => null;
}
