using Isakmp.Algorithms;
using Isakmp.Primitives;

namespace Isakmp.Crypto.Groups;

/// <summary>Arithmetic that needs nothing but the octets of the private value, each time anew.</summary>
internal abstract class ScalarArithmetic : IGroupArithmetic
{
    public GroupPrivateKey Import(ReadOnlySpan<byte> privateValue) => new StoredKey(this, privateValue);

    /// <summary>See <see cref="GroupPrivateKey.WritePublicValue"/>.</summary>
    protected abstract void ComputePublicValue(ReadOnlySpan<byte> privateValue, Span<byte> publicValue);

    /// <summary>See <see cref="GroupPrivateKey.Agree"/>.</summary>
    protected abstract KeyExchangeStatus ComputeSharedSecret(ReadOnlySpan<byte> privateValue, ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret);

    private sealed class StoredKey(ScalarArithmetic arithmetic, ReadOnlySpan<byte> privateValue) : GroupPrivateKey
    {
        private readonly SecretBuffer _value = new(privateValue);

        public override void WritePublicValue(Span<byte> publicValue) => arithmetic.ComputePublicValue(_value.Span, publicValue);

        public override KeyExchangeStatus Agree(ReadOnlySpan<byte> peerPublic, Span<byte> sharedSecret) =>
            arithmetic.ComputeSharedSecret(_value.Span, peerPublic, sharedSecret);

        protected override void Dispose(bool disposing) => _value.Dispose();
    }
}
