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

    public GroupPrivateKey Import(ReadOnlySpan<byte> privateValue)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(privateValue.Length, pinned: true);
        privateValue.CopyTo(copy);
        try
        {
            return new Key(this, ECDiffieHellman.Create(new ECParameters { Curve = _curve, D = copy }));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    private sealed class Key(DotNetEcp owner, ECDiffieHellman key) : GroupPrivateKey
    {
        public override void WritePublicValue(Span<byte> publicValue)
        {
            ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
            point.X.CopyTo(publicValue);
            point.Y.CopyTo(publicValue[owner._group.SharedSecretSize..]);
        }

        public override KeyExchangeStatus Agree(ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret)
        {
            // .NET would refuse the point too, but by an exception.
            if (!owner._group.Contains(peerPublic))
            {
                return KeyExchangeStatus.InvalidPublicValue;
            }

            int size = owner._group.SharedSecretSize;
            var parameters = new ECParameters
            {
                Curve = owner._curve,
                Q = new ECPoint { X = peerPublic[..size].ToArray(), Y = peerPublic[size..].ToArray() },
            };
            using var peer = ECDiffieHellman.Create(parameters);
            using ECDiffieHellmanPublicKey peerKey = peer.PublicKey;
            byte[] secret = key.DeriveRawSecretAgreement(peerKey);
            secret.CopyTo(sharedSecret);
            CryptographicOperations.ZeroMemory(secret);
            return KeyExchangeStatus.Ok;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                key.Dispose();
            }
        }
    }
}
