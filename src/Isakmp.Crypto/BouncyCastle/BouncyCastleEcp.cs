using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;

namespace Isakmp.Crypto.BouncyCastle;

/// <summary>Elliptic curve Diffie-Hellman by BouncyCastle.</summary>
internal sealed class BouncyCastleEcp : ScalarArithmetic
{
    private readonly EcpGroup _group;
    private readonly X9ECParameters _curve;

    public BouncyCastleEcp(EcpGroup group)
    {
        _group = group;
        // The generic curves of the other table take four times as long and allocate megabytes.
        _curve = CustomNamedCurves.GetByName(group.Name) ?? ECNamedCurveTable.GetByName(group.Name);
    }

    protected override void ComputePublicValue(ReadOnlySpan<byte> privateValue, Span<byte> publicValue)
    {
        ECPoint point = new FixedPointCombMultiplier().Multiply(_curve.G, new BigInteger(1, privateValue)).Normalize();
        Write(point.AffineXCoord, publicValue[.._group.SharedSecretSize]);
        Write(point.AffineYCoord, publicValue[_group.SharedSecretSize..]);
    }

    protected override KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        if (!_group.Contains(peerPublic))
        {
            return KeyExchangeStatus.InvalidPublicValue;
        }

        int size = _group.SharedSecretSize;
        ECPoint peer = _curve.Curve.CreatePoint(new BigInteger(1, peerPublic[..size]), new BigInteger(1, peerPublic[size..]));
        ECPoint point = peer.Multiply(new BigInteger(1, privateValue)).Normalize();
        Write(point.AffineXCoord, sharedSecret);
        return KeyExchangeStatus.Ok;
    }

    private static void Write(ECFieldElement coordinate, Span<byte> destination) => coordinate.EncodeTo(destination);
}
