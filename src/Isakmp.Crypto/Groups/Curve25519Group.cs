using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Crypto.Groups;

/// <summary>Curve25519 with the function X25519 (RFC 8031, RFC 7748 section 5): 32 octets each way.</summary>
/// <remarks>The private value is 32 octets of the stream as they come; X25519 itself clamps them. Every public value is in range.</remarks>
internal sealed class Curve25519Group : DiffieHellmanGroup
{
    private Curve25519Group()
        : base(KeyExchangeMethod.Curve25519, Size, Size, Size)
    {
    }

    /// <summary>The size of private value, public value and shared secret, in octets.</summary>
    public const int Size = 32;

    public static Curve25519Group Instance { get; } = new();

    public override bool RefusesZeroSecret => true;

    public override void DrawPrivateValue(IRandomSource random, Span<byte> privateValue) => random.Fill(privateValue);

    protected override bool IsInRange(ReadOnlySpan<byte> publicValue) => true;
}
