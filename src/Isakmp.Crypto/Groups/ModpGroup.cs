using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Crypto.Groups;

/// <summary>A group of integers modulo a safe prime, with generator 2 (RFC 3526).</summary>
/// <remarks>
/// The private value is the exponent, big-endian, as many octets as the row says taken from the stream in one piece, its top bit set: so every
/// exponent has the same length, is not zero, and is at least twice as long as the group is strong.
/// </remarks>
internal sealed class ModpGroup : DiffieHellmanGroup
{
    private readonly byte[] _prime;
    private readonly byte[] _primeMinusOne;

    public ModpGroup(KeyExchangeMethod method, int exponentSize, string primeHex)
        : base(method, exponentSize, primeHex.Length / 2, primeHex.Length / 2)
    {
        _prime = Convert.FromHexString(primeHex);
        _primeMinusOne = [.. _prime];
        _primeMinusOne[^1]--; // the prime is odd
    }

    /// <summary>The generator of every group here.</summary>
    public const byte Generator = 2;

    /// <summary>The modulus, big-endian.</summary>
    public ReadOnlySpan<byte> Prime => _prime;

    public override void DrawPrivateValue(IRandomSource random, Span<byte> privateValue)
    {
        random.Fill(privateValue);
        privateValue[0] |= 0x80;
    }

    // RFC 6989 2.1: 1 < y < p - 1. With a safe prime this leaves no small subgroup.
    protected override bool IsInRange(ReadOnlySpan<byte> publicValue) =>
        publicValue.SequenceCompareTo(_primeMinusOne) < 0 && (publicValue[^1] > 1 || publicValue[..^1].ContainsAnyExcept((byte)0));
}
