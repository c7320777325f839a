using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;

namespace Isakmp.Crypto.DotNet;

/// <summary>Elliptic curve Diffie-Hellman by .NET; the private value is imported, so that it can come from any random source.</summary>
internal sealed class DotNetEcp : IGroupArithmetic
{
    private readonly EcpGroup _group;
    private readonly ECCurve _curve;

    public DotNetEcp(EcpGroup group)
    {
        _group = group;
        _curve = ECCurve.CreateFromFriendlyName(group.Name);
    }

    public void ComputePublicValue(ReadOnlySpan<byte> privateValue, Span<byte> publicValue)
    {
        using ECDiffieHellman key = Import(privateValue);
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        point.X.CopyTo(publicValue);
        point.Y.CopyTo(publicValue[_group.SharedSecretSize..]);
    }

    public KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
    {
        // .NET would refuse the point too, but by an exception.
        if (!_group.Contains(peerPublic))
        {
            return KeyExchangeStatus.InvalidPublicValue;
        }

        int size = _group.SharedSecretSize;
        var parameters = new ECParameters
        {
            Curve = _curve,
            Q = new ECPoint { X = peerPublic[..size].ToArray(), Y = peerPublic[size..].ToArray() },
        };
        using var peer = ECDiffieHellman.Create(parameters);
        using ECDiffieHellmanPublicKey peerKey = peer.PublicKey;
        using ECDiffieHellman key = Import(privateValue);
        byte[] secret = key.DeriveRawSecretAgreement(peerKey);
        secret.CopyTo(sharedSecret);
        CryptographicOperations.ZeroMemory(secret);
        return KeyExchangeStatus.Ok;
    }

    private ECDiffieHellman Import(ReadOnlySpan<byte> privateValue)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(privateValue.Length, pinned: true);
        privateValue.CopyTo(copy);
        try
        {
            return ECDiffieHellman.Create(new ECParameters { Curve = _curve, D = copy });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }
}
