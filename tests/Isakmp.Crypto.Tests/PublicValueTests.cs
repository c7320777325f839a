using System.Numerics;
using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Crypto.Tests;

/// <summary>Which public values are refused (RFC 6989, RFC 7748 section 6.1), how the private value is drawn, and the constants of the groups.</summary>
public class PublicValueTests
{
    internal static ModpGroup[] ModpGroupRows => 
    [
        ModpGroups.Modp768, ModpGroups.Modp1024, ModpGroups.Modp1536, ModpGroups.Modp2048,
        ModpGroups.Modp3072, ModpGroups.Modp4096, ModpGroups.Modp6144, ModpGroups.Modp8192,
    ];

    internal static EcpGroup[] EcpGroupRows => [EcpGroups.Ecp256, EcpGroups.Ecp384, EcpGroups.Ecp521];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public void Modp_values_outside_their_range_are_refused(int method)
    {
        ModpGroup group = ModpGroupRows.Single(g => g.Method.Value == method);
        BigInteger prime = Number(group.Prime);
        int size = group.PublicValueSize;
        Assert.All(ProviderData.WithKeyExchange(group.Method), exchange =>
        {
            foreach (BigInteger value in new[] { 0, 1, prime - 1, prime, prime + 1, (BigInteger.One << (size * 8)) - 1 })
            {
                CheckRefused(exchange, Octets(value, size), KeyExchangeStatus.InvalidPublicValue);
            }

            foreach (BigInteger value in new[] { 2, 256, prime - 2 })
            {
                Assert.Equal(KeyExchangeStatus.Ok, Respond(exchange, Octets(value, size)));
            }

            CheckWrongSizes(exchange, Octets(prime - 2, size));
        });
    }

    [Theory]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    public void Ecp_points_off_the_curve_are_refused(int method)
    {
        EcpGroup group = EcpGroupRows.Single(g => g.Method.Value == method);
        int size = group.SharedSecretSize;
        BigInteger prime = Number(group.Prime);
        Assert.All(ProviderData.WithKeyExchange(group.Method), exchange =>
        {
            byte[] good = new byte[2 * size];
            exchange.Offer(new SeededRandom(7), good).Dispose();
            Assert.Equal(KeyExchangeStatus.Ok, Respond(exchange, good));

            BigInteger x = Number(good.AsSpan(0, size));
            BigInteger y = Number(good.AsSpan(size));
            Assert.Equal(KeyExchangeStatus.Ok, Respond(exchange, Point(x, prime - y, size)));
            CheckRefused(exchange, Point(x, y ^ 1, size), KeyExchangeStatus.InvalidPublicValue);
            CheckRefused(exchange, Point(x ^ 1, y, size), KeyExchangeStatus.InvalidPublicValue);
            CheckRefused(exchange, Point(y, x, size), KeyExchangeStatus.InvalidPublicValue);
            CheckRefused(exchange, Point(0, 0, size), KeyExchangeStatus.InvalidPublicValue);
            CheckRefused(exchange, Point(prime, y, size), KeyExchangeStatus.InvalidPublicValue);
            CheckRefused(exchange, Point(x, prime, size), KeyExchangeStatus.InvalidPublicValue);
            CheckRefused(exchange, [.. Enumerable.Repeat((byte)0xFF, 2 * size)], KeyExchangeStatus.InvalidPublicValue);
            CheckWrongSizes(exchange, good);
            CheckRefused(exchange, [4, .. good], KeyExchangeStatus.WrongSize);
        });
    }

    /// <summary>A coordinate that is the same number but not below the prime: only where the prime leaves room is there one.</summary>
    [Fact]
    public void Ecp_coordinates_are_reduced()
    {
        // x = 5 is on P-256, and 5 + p still fits into 32 octets.
        BigInteger prime = Number(EcpGroups.Ecp256.Prime);
        BigInteger b = BigInteger.Parse("05AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B", System.Globalization.NumberStyles.HexNumber);
        BigInteger x = 5;
        BigInteger y = BigInteger.ModPow((((x * x * x) - (3 * x)) + b) % prime, (prime + 1) / 4, prime);
        Assert.All(ProviderData.WithKeyExchange(KeyExchangeMethod.Ecp256), exchange =>
        {
            Assert.Equal(KeyExchangeStatus.Ok, Respond(exchange, Point(x, y, 32)));
            CheckRefused(exchange, Point(x + prime, y, 32), KeyExchangeStatus.InvalidPublicValue);
        });
    }

    /// <summary>The points of small order, in every form that is not reduced either.</summary>
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void X25519_points_of_small_order_give_no_secret(string peer) =>
        Assert.All(ProviderData.WithKeyExchange(KeyExchangeMethod.Curve25519), exchange =>
        {
            CheckRefused(exchange, Hex.Parse(peer), KeyExchangeStatus.ZeroSharedSecret);
            CheckWrongSizes(exchange, Hex.Parse(peer));
        });

    /// <summary>As many octets as the row says, the top bit set; 2 to that power.</summary>
    [Theory]
    [InlineData(14, 32)]
    [InlineData(15, 40)]
    [InlineData(16, 48)]
    public void Modp_exponents_are_the_stream_with_the_top_bit_set(int method, int size)
    {
        ModpGroup group = ModpGroupRows.Single(g => g.Method.Value == method);
        foreach (byte first in new byte[] { 0x00, 0x7F, 0x80, 0xFF })
        {
            byte[] stream = [first, .. Enumerable.Range(1, size - 1).Select(i => (byte)(i * 37 % 251))];
            byte[] exponent = [(byte)(first | 0x80), .. stream[1..]];
            byte[] expected = Octets(BigInteger.ModPow(2, Number(exponent), Number(group.Prime)), group.PublicValueSize);
            Assert.All(ProviderData.WithKeyExchange(group.Method), exchange =>
            {
                var random = new ScriptedRandom(stream);
                byte[] output = new byte[exchange.InitiatorPublicSize];
                exchange.Offer(random, output).Dispose();
                Assert.Equal(expected, output);
                Assert.Equal(0, random.Left);
            });
        }
    }

    /// <summary>RFC 7296 section 2.14: a value that happens to be short keeps its leading zeros; these exponents make 2 to their power short.</summary>
    [Theory]
    [InlineData(14, 94)]
    [InlineData(15, 225)]
    [InlineData(16, 805)]
    public void Modp_values_are_padded_on_the_left(int method, int last)
    {
        ModpGroup group = ModpGroupRows.Single(g => g.Method.Value == method);
        byte[] exponent = new byte[group.PrivateValueSize];
        exponent[0] = 0x80;
        exponent[^2] = (byte)(last >> 8);
        exponent[^1] = (byte)(last & 0xFF);
        byte[] expected = Octets(BigInteger.ModPow(2, Number(exponent), Number(group.Prime)), group.PublicValueSize);
        Assert.Equal(0, expected[0]);
        Assert.All(ProviderData.WithKeyExchange(group.Method), exchange =>
        {
            byte[] publicValue = [.. Enumerable.Repeat((byte)0xFF, exchange.ResponderPublicSize)];
            byte[] secret = [.. Enumerable.Repeat((byte)0xFF, exchange.SharedSecretSize)];
            Assert.Equal(KeyExchangeStatus.Ok, exchange.Respond(Octets(2, expected.Length), new ScriptedRandom(exponent), publicValue, secret));
            Assert.Equal(expected, publicValue);
            Assert.Equal(expected, secret);
        });
    }

    /// <summary>Values outside 1 to n - 1 are thrown away.</summary>
    [Theory]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    public void Ecp_private_values_are_drawn_by_rejection(int method)
    {
        EcpGroup group = EcpGroupRows.Single(g => g.Method.Value == method);
        int size = group.PrivateValueSize;
        byte[] order = group.Order.ToArray();
        byte[] largest = Octets(Number(order) - 1, size);
        byte[] ones = [.. Enumerable.Repeat((byte)0xFF, size)];
        Assert.All(ProviderData.WithKeyExchange(group.Method), exchange =>
        {
            byte[] expected = new byte[2 * size];
            byte[] output = new byte[2 * size];
            exchange.Offer(new ScriptedRandom(largest), expected).Dispose();
            var random = new ScriptedRandom(order, new byte[size], ones, largest);
            exchange.Offer(random, output).Dispose();
            Assert.Equal(expected, output);
            Assert.Equal(0, random.Left);

            // n - 1 is -1: the base point with the other y.
            exchange.Offer(new ScriptedRandom(Octets(1, size)), output).Dispose();
            Assert.Equal(output[..size], expected[..size]);
            Assert.Equal(Number(group.Prime), Number(output.AsSpan(size)) + Number(expected.AsSpan(size)));
        });
    }

    /// <summary>RFC 3526: each prime is 2^n - 2^(n-64) - 1 + 2^64 * ([2^(n-130) pi] + c), and a safe prime.</summary>
    [Theory]
    [InlineData(14, 124476)]
    [InlineData(15, 1690314)]
    [InlineData(16, 240904)]
    public void Modp_primes_follow_from_pi(int method, int c)
    {
        ModpGroup group = ModpGroupRows.Single(g => g.Method.Value == method);
        int bits = group.Prime.Length * 8;
        BigInteger expected = BigInteger.Pow(2, bits) - BigInteger.Pow(2, bits - 64) - 1 + (BigInteger.Pow(2, 64) * (Pi(bits - 130) + c));
        BigInteger prime = Number(group.Prime);
        Assert.Equal(expected, prime);
        Assert.True(IsProbablePrime(prime));
        Assert.True(IsProbablePrime((prime - 1) / 2));
    }

    /// <summary>RFC 5903 section 3, and independently of it what .NET and BouncyCastle know of the curves.</summary>
    [Theory]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    public void Ecp_constants_are_those_of_the_curve(int method)
    {
        EcpGroup group = EcpGroupRows.Single(g => g.Method.Value == method);
        Org.BouncyCastle.Asn1.X9.X9ECParameters curve = Org.BouncyCastle.Asn1.X9.ECNamedCurveTable.GetByName(group.Name);
        Assert.Equal(curve.Curve.Field.Characteristic.ToByteArrayUnsigned(), group.Prime.ToArray());
        Assert.Equal(curve.N.ToByteArrayUnsigned(), group.Order.ToArray());
        Assert.True(IsProbablePrime(Number(group.Prime)));
        Assert.True(IsProbablePrime(Number(group.Order)));
        Assert.True(group.Contains([.. curve.G.AffineXCoord.GetEncoded(), .. curve.G.AffineYCoord.GetEncoded()]));
        Assert.False(group.Contains([.. curve.G.AffineYCoord.GetEncoded(), .. curve.G.AffineXCoord.GetEncoded()]));
    }

    private static void CheckWrongSizes(IKeyExchange exchange, byte[] good)
    {
        CheckRefused(exchange, [], KeyExchangeStatus.WrongSize);
        CheckRefused(exchange, good[..^1], KeyExchangeStatus.WrongSize);
        CheckRefused(exchange, good[1..], KeyExchangeStatus.WrongSize);
        CheckRefused(exchange, [.. good, 0], KeyExchangeStatus.WrongSize);
        CheckRefused(exchange, [0, .. good], KeyExchangeStatus.WrongSize);
    }

    private static void CheckRefused(IKeyExchange exchange, byte[] peer, KeyExchangeStatus expected)
    {
        byte[] publicValue = [.. Enumerable.Repeat((byte)0xFF, exchange.ResponderPublicSize)];
        byte[] secret = [.. Enumerable.Repeat((byte)0xFF, exchange.SharedSecretSize)];
        Assert.Equal(expected, exchange.Respond(peer, new SeededRandom(5), publicValue, secret));
        Assert.DoesNotContain(publicValue, octet => octet != 0);
        Assert.DoesNotContain(secret, octet => octet != 0);

        secret.AsSpan().Fill(0xFF);
        using KeyExchangeState state = exchange.Offer(new SeededRandom(5), publicValue);
        Assert.Equal(expected, exchange.Finish(state, peer, secret));
        Assert.DoesNotContain(secret, octet => octet != 0);
    }

    private static KeyExchangeStatus Respond(IKeyExchange exchange, byte[] peer) =>
        exchange.Respond(peer, new SeededRandom(3), new byte[exchange.ResponderPublicSize], new byte[exchange.SharedSecretSize]);

    private static byte[] Point(BigInteger x, BigInteger y, int size) => [.. Octets(x, size), .. Octets(y, size)];

    private static BigInteger Number(ReadOnlySpan<byte> octets) => new(octets, isUnsigned: true, isBigEndian: true);

    private static byte[] Octets(BigInteger value, int size)
    {
        byte[] octets = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[size - octets.Length], .. octets];
    }

    private static bool IsProbablePrime(BigInteger value) =>
        new Org.BouncyCastle.Math.BigInteger(1, value.ToByteArray(isUnsigned: true, isBigEndian: true)).IsProbablePrime(20);

    /// <summary>Pi times a power of two, rounded down, by Machin's formula.</summary>
    private static BigInteger Pi(int bits)
    {
        const int GuardBits = 64;
        BigInteger one = BigInteger.One << (bits + GuardBits);
        return (4 * ((4 * ArcTangentOfInverse(5, one)) - ArcTangentOfInverse(239, one))) >> GuardBits;
    }

    private static BigInteger ArcTangentOfInverse(int x, BigInteger one)
    {
        BigInteger term = one / x;
        BigInteger sum = term;
        for (int n = 3; !term.IsZero; n += 2)
        {
            term /= -(x * x);
            sum += term / n;
        }

        return sum;
    }
}
