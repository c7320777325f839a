using System.Security.Cryptography;

namespace Isakmp.Exchanges.V2;

/// <summary>What IKE_SA_INIT leaves for IKE_AUTH, dropped once both sides are authenticated.</summary>
internal sealed class Handshake : IDisposable
{
    /// <summary>The size of our nonces, in octets: at least half the key size of every PRF (RFC 7296 section 2.10).</summary>
    public const int NonceSize = 32;

    public byte[] LocalNonce { get; set; } = [];

    public byte[] RemoteNonce { get; set; } = [];

    /// <summary>Our IKE_SA_INIT message as it was last sent, from the first octet of the header (RFC 7296 section 2.15).</summary>
    public byte[] LocalMessage { get; set; } = [];

    /// <summary>The peer's IKE_SA_INIT message as it came.</summary>
    public byte[] RemoteMessage { get; set; } = [];

    public ReadOnlySpan<byte> InitiatorNonce(IkeRole role) => role == IkeRole.Initiator ? LocalNonce : RemoteNonce;

    public ReadOnlySpan<byte> ResponderNonce(IkeRole role) => role == IkeRole.Initiator ? RemoteNonce : LocalNonce;

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(LocalNonce);
        CryptographicOperations.ZeroMemory(RemoteNonce);
    }
}
