using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Isakmp.Crypto.BouncyCastle;

/// <summary>X25519 by BouncyCastle (RFC 7748 section 5).</summary>
internal sealed class BouncyCastleX25519 : ScalarArithmetic
{
    protected override void ComputePublicValue(ReadOnlySpan<byte> privateValue, Span<byte> publicValue) =>
        X25519.ScalarMultBase(privateValue, publicValue);

    protected override KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        X25519.ScalarMult(privateValue, peerPublic, sharedSecret);
        return KeyExchangeStatus.Ok;
    }
}
