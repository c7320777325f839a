using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;
using Org.BouncyCastle.Math;

namespace Isakmp.Crypto.BouncyCastle;

/// <summary>MODP Diffie-Hellman by BouncyCastle's BigInteger, which does not run in constant time.</summary>
internal sealed class BouncyCastleModp(ModpGroup group) : ScalarArithmetic
{
    private readonly BigInteger _prime = new(1, group.Prime);

    protected override void ComputePublicValue(ReadOnlySpan<byte> privateValue, Span<byte> publicValue) =>
        Power(BigInteger.Two, privateValue, publicValue);

    protected override KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        Power(new BigInteger(1, peerPublic), privateValue, sharedSecret);
        return KeyExchangeStatus.Ok;
    }

    private void Power(BigInteger value, ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        byte[] octets = value.ModPow(new BigInteger(1, exponent), _prime).ToByteArrayUnsigned();

        // RFC 7296 2.14: padded with zeros to the size of the modulus.
        int padding = result.Length - octets.Length;
        result[..padding].Clear();
        octets.CopyTo(result[padding..]);
        CryptographicOperations.ZeroMemory(octets);
    }
}
