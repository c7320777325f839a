using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Protection.V1;

/// <summary>The prepared cipher of one ISAKMP SA, which serves both directions, and the function that authenticates its messages.</summary>
internal sealed class IsakmpProtector : PreparedKeys
{
    private readonly KeyedMac _authentication;

    public IsakmpProtector(IkeSaId owner, IsakmpSuite suite, SkeyidKeys keys, SecretBuffer cipherKey)
        : base(owner)
    {
        Cipher = new BodyCipher(suite.Cipher, cipherKey);
        _authentication = suite.Prf.Create(keys.Authentication);
    }

    public BodyCipher Cipher { get; }

    /// <summary>The size of HASH payloads, in octets.</summary>
    public int HashSize => _authentication.OutputSize;

    /// <summary>Computes the hash that protects a message of phase 2.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="id">The exchange's Message ID.</param>
    /// <param name="nonces">Those of the exchange, as far as they are known.</param>
    /// <param name="rest">The payloads behind HASH, with their headers, without padding.</param>
    /// <param name="destination"><see cref="HashSize"/> octets.</param>
    public void ComputeHash(MessageHash kind, MessageId id, in ExchangeNonces nonces, ReadOnlySpan<byte> rest, Span<byte> destination)
    {
        if (kind == MessageHash.Third)
        {
            AuthenticationHashes.ComputeLiveliness(_authentication, id, nonces.Initiator, nonces.Responder, destination);
        }
        else
        {
            AuthenticationHashes.ComputeMessage(_authentication, id, kind == MessageHash.Second ? nonces.Initiator : default, rest, destination);
        }
    }

    protected override void Dispose(bool disposing)
    {
        Cipher.Dispose();
        _authentication.Dispose();
    }
}
