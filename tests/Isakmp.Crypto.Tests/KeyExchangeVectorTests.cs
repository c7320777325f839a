using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Crypto.Groups;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Crypto.Tests;

/// <summary>Key exchanges against published vectors; the private values go in by a scripted random source.</summary>
public class KeyExchangeVectorTests
{
    /// <summary>RFC 8031 appendix A, RFC 7748 section 6.1, RFC 5903 sections 8.1 to 8.3: method, both private values, both public values, secret.</summary>
    public static TheoryData<int, string, string, string, string, string> Exchanges { get; } = new()
    {
        {
            31,
            "751fb4308655b476b6789b7325f9ea8cddd16a58533ff6d9e60009464a5f9d94",
            "0a54645253290d60ddadd0e030bacd9e5501efdc220755a1e978f1b839a05688",
            "48d5ddd4061257ba166fa3f9bbdb74f1a4e81c089384fa77f790709f0dfbc766",
            "0be7c1f5aad87d7e448662673298a443478b859745179eaf564c79c0ef6eee25",
            "c74950607a12327f3204d94b6825bfb068b7f8319a9e3708ed3d43ce8130c950"
        },
        {
            31,
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
            "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        },
        {
            19,
            "C88F01F5 10D9AC3F 70A292DA A2316DE5 44E9AAB8 AFE84049 C62A9C57 862D1433",
            "C6EF9C5D 78AE012A 011164AC B397CE20 88685D8F 06BF9BE0 B283AB46 476BEE53",
            "DAD0B653 94221CF9 B051E1FE CA5787D0 98DFE637 FC90B9EF 945D0C37 72581180 5271A046 1CDB8252 D61F1C45 6FA3E59A B1F45B33 ACCF5F58 389E0577 B8990BB3",
            "D12DFB52 89C8D4F8 1208B702 70398C34 2296970A 0BCCB74C 736FC755 4494BF63 56FBF3CA 366CC23E 8157854C 13C58D6A AC23F046 ADA30F83 53E74F33 039872AB",
            "D6840F6B 42F6EDAF D13116E0 E1256520 2FEF8E9E CE7DCE03 812464D0 4B9442DE"
        },
        {
            20,
            "099F3C70 34D4A2C6 99884D73 A375A67F 7624EF7C 6B3C0F16 0647B674 14DCE655 E35B5380 41E649EE 3FAEF896 783AB194",
            "41CB0779 B4BDB85D 47846725 FBEC3C94 30FAB46C C8DC5060 855CC9BD A0AA2942 E0308312 916B8ED2 960E4BD5 5A7448FC",
            "667842D7 D180AC2C DE6F74F3 7551F557 55C7645C 20EF73E3 1634FE72 B4C55EE6 DE3AC808 ACB4BDB4 C88732AE E95F41AA" +
            "9482ED1F C0EEB9CA FC498462 5CCFC23F 65032149 E0E144AD A0241815 35A0F38E EB9FCFF3 C2C947DA E69B4C63 4573A81C",
            "E558DBEF 53EECDE3 D3FCCFC1 AEA08A89 A987475D 12FD950D 83CFA417 32BC509D 0D1AC43A 0336DEF9 6FDA41D0 774A3571" +
            "DCFBEC7A ACF31964 72169E83 8430367F 66EEBE3C 6E70C416 DD5F0C68 759DD1FF F83FA401 42209DFF 5EAAD96D B9E6386C",
            "11187331 C279962D 93D60424 3FD592CB 9D0A926F 422E4718 7521287E 7156C5C4 D6031355 69B9E9D0 9CF5D4A2 70F59746"
        },
        {
            21,
            "0037ADE9319A89F4DABDB3EF411AACCCA5123C61ACAB57B5393DCE47608172A095AA85A30FE1C2952C6771D937BA9777F5957B2639BAB072462F68C27A57382D4A52",
            "0145BA99A847AF43793FDD0E872E7CDFA16BE30FDC780F97BCCC3F078380201E9C677D600B343757A3BDBF2A3163E4C2F869CCA7458AA4A4EFFC311F5CB151685EB9",
            "0015417E84DBF28C0AD3C278713349DC7DF153C897A1891BD98BAB4357C9ECBEE1E3BF42E00B8E380AEAE57C2D107564941885942AF5A7F4601723C4195D176CED3E" +
            "017CAE20B6641D2EEB695786D8C946146239D099E18E1D5A514C739D7CB4A10AD8A788015AC405D7799DC75E7B7D5B6CF2261A6A7F1507438BF01BEB6CA3926F9582",
            "00D0B3975AC4B799F5BEA16D5E13E9AF971D5E9B984C9F39728B5E5739735A219B97C356436ADC6E95BB0352F6BE64A6C2912D4EF2D0433CED2B6171640012D9460F" +
            "015C68226383956E3BD066E797B623C27CE0EAC2F551A10C2C724D9852077B87220B6536C5C408A1D2AEBB8E86D678AE49CB57091F4732296579AB44FCD17F0FC56A",
            "01144C7D79AE6956BC8EDB8E7C787C4521CB086FA64407F97894E5E6B2D79B04D1427E73CA4BAA240A34786859810C06B3C715A3A8CC3151F2BEE417996D19F3DDEA"
        },
    };

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Of_the_rfcs(int method, string privateI, string privateR, string publicI, string publicR, string secret) =>
        CheckAll(new KeyExchangeMethod((ushort)method), Hex.Parse(privateI), Hex.Parse(privateR), Hex.Parse(publicI), Hex.Parse(publicR), Hex.Parse(secret));

    [Theory]
    [InlineData("curve25519", "CURVE_25519", 31, 2)]
    [InlineData("ecp", "ECP_256_BIT", 19, 1)]
    [InlineData("ecp", "ECP_384_BIT", 20, 1)]
    [InlineData("ecp", "ECP_521_BIT", 21, 1)]
    public void StrongSwan(string family, string name, int method, int count)
    {
        var vectors = SharedVectors.StrongSwan(family).Where(v => v.Text("method") == name).ToList();
        Assert.Equal(count, vectors.Count);
        foreach (JsonElement vector in vectors)
        {
            byte[] seed = vector.Bytes("seed");
            CheckAll(
                new KeyExchangeMethod((ushort)method),
                seed[..(seed.Length / 2)],
                seed[(seed.Length / 2)..],
                vector.Bytes("pub_i"),
                vector.Bytes("pub_r"),
                vector.Bytes("shared"));
        }
    }

    /// <summary>strongSwan's exponents are longer than ours and have any top bit, so they go to the arithmetic directly.</summary>
    [Theory]
    [InlineData("MODP_768_BIT", 1)]
    [InlineData("MODP_1024_BIT", 2)]
    [InlineData("MODP_1536_BIT", 5)]
    [InlineData("MODP_2048_BIT", 14)]
    [InlineData("MODP_3072_BIT", 15)]
    [InlineData("MODP_4096_BIT", 16)]
    [InlineData("MODP_6144_BIT", 17)]
    [InlineData("MODP_8192_BIT", 18)]
    public void StrongSwan_modp(string name, int method)
    {
        JsonElement vector = SharedVectors.StrongSwan("modp").Single(v => v.Text("method") == name);
        byte[] seed = vector.Bytes("seed");
        Assert.All(ProviderData.WithKeyExchange(new KeyExchangeMethod((ushort)method)), exchange =>
        {
            IGroupArithmetic arithmetic = ((DiffieHellman)exchange).Arithmetic;
            using GroupPrivateKey keyI = arithmetic.Import(seed.AsSpan(0, seed.Length / 2));
            using GroupPrivateKey keyR = arithmetic.Import(seed.AsSpan(seed.Length / 2));
            byte[] output = new byte[exchange.SharedSecretSize];
            keyI.WritePublicValue(output);
            Assert.Equal(vector.Bytes("pub_i"), output);
            keyR.WritePublicValue(output);
            Assert.Equal(vector.Bytes("pub_r"), output);
            Assert.Equal(KeyExchangeStatus.Ok, keyI.Agree(vector.Bytes("pub_r"), output));
            Assert.Equal(vector.Bytes("shared"), output);
            Assert.Equal(KeyExchangeStatus.Ok, keyR.Agree(vector.Bytes("pub_i"), output));
            Assert.Equal(vector.Bytes("shared"), output);
        });
    }

    [Fact]
    public void Wycheproof_x25519()
    {
        var tests = SharedVectors.Groups("wycheproof/x25519_test.json").Select(t => t.Test).ToList();
        Assert.Equal(518, tests.Count);
        int zero = 0;
        IReadOnlyList<IKeyExchange> exchanges = ProviderData.WithKeyExchange(KeyExchangeMethod.Curve25519);
        Assert.All(exchanges, exchange =>
        {
            foreach (JsonElement test in tests)
            {
                byte[] expected = test.Bytes("shared");
                bool isZero = !expected.AsSpan().ContainsAnyExcept((byte)0);
                zero += isZero ? 1 : 0;
                CheckAgreement(
                    exchange, test.Bytes("private"), test.Bytes("public"), isZero ? KeyExchangeStatus.ZeroSharedSecret : KeyExchangeStatus.Ok, expected);
            }
        });
        Assert.Equal(31 * exchanges.Count, zero);
    }

    [Fact]
    public void Acvp_x25519()
    {
        var tests = SharedVectors.Groups("acvp/XECDH-SSC-RFC7748.internalProjection.json")
            .Where(t => t.Group.Text("curve") == "Curve25519").Select(t => t.Test).ToList();
        Assert.Equal(25, tests.Count);
        Assert.All(ProviderData.WithKeyExchange(KeyExchangeMethod.Curve25519), exchange =>
        {
            foreach (JsonElement test in tests.Where(t => t.GetProperty("testPassed").GetBoolean()))
            {
                CheckAgreement(exchange, test.Bytes("privateIut"), test.Bytes("publicServer"), KeyExchangeStatus.Ok, test.Bytes("z"));
                CheckAgreement(exchange, test.Bytes("privateServer"), test.Bytes("publicIut"), KeyExchangeStatus.Ok, test.Bytes("z"));
            }
        });
    }

    /// <summary>Points in the uncompressed form, which is that of IKE with an octet 04 before it; an empty or compressed one has the wrong size.</summary>
    [Theory]
    [InlineData("ecdh_secp256r1_ecpoint_test.json", 19, 330, 25)]
    [InlineData("ecdh_secp384r1_ecpoint_test.json", 20, 771, 19)]
    public void Wycheproof_ecdh(string file, int method, int valid, int refused)
    {
        var tests = SharedVectors.Groups($"wycheproof/{file}").Select(t => t.Test).ToList();
        Assert.Equal(valid + refused, tests.Count);
        Assert.All(ProviderData.WithKeyExchange(new KeyExchangeMethod((ushort)method)), exchange =>
        {
            int size = exchange.SharedSecretSize;
            foreach (JsonElement test in tests)
            {
                // The slowest implementations need some milliseconds each time: not every good point goes through both roles.
                bool bothRoles = test.Text("result") != "valid" || test.Number("tcId") % 10 == 0;
                byte[] point = test.Bytes("public");
                bool uncompressed = point.Length == 1 + (2 * size);
                KeyExchangeStatus expected = !uncompressed ? KeyExchangeStatus.WrongSize
                    : test.Text("result") == "valid" ? KeyExchangeStatus.Ok
                    : KeyExchangeStatus.InvalidPublicValue;
                CheckAgreement(exchange, Pad(test.Bytes("private"), size), uncompressed ? point[1..] : point, expected, test.Bytes("shared"), bothRoles);
            }
        });
    }

    /// <summary>RFC 7748 section 5.2: single vectors, then the function applied to its own output.</summary>
    [Fact]
    public void X25519_of_the_rfc() => Assert.All(ProviderData.WithKeyExchange(KeyExchangeMethod.Curve25519), exchange =>
    {
        Assert.Equal(
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
            X25519(exchange, "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4", "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"));
        Assert.Equal(
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
            X25519(exchange, "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d", "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493"));

        string k = "0900000000000000000000000000000000000000000000000000000000000000";
        string u = k;
        for (int i = 1; i <= 1000; i++)
        {
            (k, u) = (X25519(exchange, k, u), k);
            if (i == 1)
            {
                Assert.Equal("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079", k);
            }
        }

        Assert.Equal("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", k);
    });

    private static string X25519(IKeyExchange exchange, string privateValue, string peer)
    {
        byte[] secret = new byte[32];
        Assert.Equal(KeyExchangeStatus.Ok, exchange.Respond(Hex.Parse(peer), new ScriptedRandom(Hex.Parse(privateValue)), new byte[32], secret));
        return Hex.Format(secret);
    }

    private static void CheckAll(KeyExchangeMethod method, byte[] privateI, byte[] privateR, byte[] publicI, byte[] publicR, byte[] secret) =>
        Assert.All(ProviderData.WithKeyExchange(method), exchange =>
        {
            byte[] output = new byte[exchange.InitiatorPublicSize];
            using (KeyExchangeState state = exchange.Offer(new ScriptedRandom(privateI), output))
            {
                Assert.Equal(publicI, output);
            }

            exchange.Offer(new ScriptedRandom(privateR), output).Dispose();
            Assert.Equal(publicR, output);
            CheckAgreement(exchange, privateI, publicR, KeyExchangeStatus.Ok, secret);
            CheckAgreement(exchange, privateR, publicI, KeyExchangeStatus.Ok, secret);
        });

    /// <summary>Agrees in one role or both; when the peer is refused, everything that was handed in must come back zero.</summary>
    private static void CheckAgreement(IKeyExchange exchange, byte[] privateValue, byte[] peer, KeyExchangeStatus expected, byte[] secret, bool bothRoles = true)
    {
        byte[] output = Filled(exchange.SharedSecretSize);
        byte[] publicValue = Filled(exchange.ResponderPublicSize);
        Assert.Equal(expected, exchange.Respond(peer, new ScriptedRandom(privateValue), publicValue, output));
        byte[] wanted = expected == KeyExchangeStatus.Ok ? secret : new byte[output.Length];
        Assert.Equal(wanted, output);
        Assert.Equal(expected == KeyExchangeStatus.Ok, publicValue.AsSpan().ContainsAnyExcept((byte)0));
        if (!bothRoles)
        {
            return;
        }

        output.AsSpan().Fill(0xFF);
        using KeyExchangeState state = exchange.Offer(new ScriptedRandom(privateValue), new byte[exchange.InitiatorPublicSize]);
        Assert.Equal(expected, exchange.Finish(state, peer, output));
        Assert.Equal(wanted, output);
    }

    private static byte[] Filled(int size) => [.. Enumerable.Repeat((byte)0xFF, size)];

    private static byte[] Pad(byte[] number, int size) =>
        number.Length > size ? number[^size..] : [.. new byte[size - number.Length], .. number];
}
