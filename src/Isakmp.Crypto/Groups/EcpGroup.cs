using System.Numerics;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Crypto.Groups;

/// <summary>An elliptic curve group y^2 = x^3 - 3x + b modulo a prime, of prime order (RFC 5903); a public value is x and y, a shared secret is x.</summary>
/// <remarks>
/// The private value is a big-endian number of the size of the order, taken from the stream in one piece, its excess top bits cleared; a value outside
/// 1 to n - 1 is thrown away and the next piece of the stream is taken (FIPS 186-5 appendix A.2.2).
/// </remarks>
internal sealed class EcpGroup : DiffieHellmanGroup
{
    private readonly byte[] _prime;
    private readonly byte[] _order;
    private readonly BigInteger _modulus;
    private readonly BigInteger _b;
    private readonly byte _topMask;

    public EcpGroup(KeyExchangeMethod method, string name, int nativeId, int bits, string primeHex, string bHex, string orderHex)
        : base(method, (bits + 7) / 8, (bits + 7) / 8 * 2, (bits + 7) / 8)
    {
        Name = name;
        NativeId = nativeId;
        _prime = Convert.FromHexString(primeHex);
        _order = Convert.FromHexString(orderHex);
        _modulus = Unsigned(_prime);
        _b = Unsigned(Convert.FromHexString(bHex));
        _topMask = (byte)(0xFF >> ((8 - (bits % 8)) % 8));
    }

    /// <summary>The SEC 2 name, by which .NET and BouncyCastle know the curve.</summary>
    public string Name { get; }

    /// <summary>The number by which libcrypto knows the curve.</summary>
    public int NativeId { get; }

    /// <summary>The prime of the field, big-endian.</summary>
    public ReadOnlySpan<byte> Prime => _prime;

    /// <summary>The order of the base point, big-endian.</summary>
    public ReadOnlySpan<byte> Order => _order;

    public override void DrawPrivateValue(IRandomSource random, Span<byte> privateValue)
    {
        do
        {
            random.Fill(privateValue);
            privateValue[0] &= _topMask;
        }
        while (privateValue.SequenceCompareTo(_order) >= 0 || !privateValue.ContainsAnyExcept((byte)0));
    }

    /// <summary>Whether the point is on the curve; the curve has no small subgroup, and x and y cannot say "infinity" (RFC 6989 section 2.3).</summary>
    public bool Contains(ReadOnlySpan<byte> publicValue)
    {
        BigInteger x = Unsigned(publicValue[..SharedSecretSize]);
        BigInteger y = Unsigned(publicValue[SharedSecretSize..]);
        BigInteger right = (((x * x) - 3) * x) + _b;
        return ((y * y) - right) % _modulus == BigInteger.Zero;
    }

    // RFC 6989 2.3: both coordinates are numbers below the prime.
    protected override bool IsInRange(ReadOnlySpan<byte> publicValue) =>
        publicValue[..SharedSecretSize].SequenceCompareTo(_prime) < 0 && publicValue[SharedSecretSize..].SequenceCompareTo(_prime) < 0;

    private static BigInteger Unsigned(ReadOnlySpan<byte> octets) => new(octets, isUnsigned: true, isBigEndian: true);
}
