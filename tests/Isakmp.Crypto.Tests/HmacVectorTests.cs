using Isakmp.Algorithms;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Crypto.Tests;

/// <summary>HMAC as pseudorandom function and as integrity algorithm: RFC 2202 section 3, RFC 4231 section 4, RFC 4868.</summary>
public class HmacVectorTests
{
    /// <summary>Hash, key, data, HMAC.</summary>
    public static TheoryData<string, string, string, string> Vectors { get; } = new()
    {
        { "md5", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "9294727a3638bb1c13f48ef8158bfc9d" },
        { "md5", "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "750c783e6ab0b503eaa86e310a5db738" },
        { "md5", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", "56be34521d144c88dbb8c733f0e8b3f6" },
        { "md5", "0102030405060708090a0b0c0d0e0f10111213141516171819", "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "697eaf0aca3a3aea3a75164746ffaa79" },
        { "md5", "0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c", "546573742057697468205472756e636174696f6e", "56461ef2342edc00f9bab995690efd4c" },
        { "sha1", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "b617318655057264e28bc0b6fb378c8ef146be00" },
        { "sha1", "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
        { "sha1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
        { "sha1", "0102030405060708090a0b0c0d0e0f10111213141516171819", "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "4c9007f4026250c6bc8414f9bf50c86c2d7235da" },
        { "sha1", "0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c", "546573742057697468205472756e636174696f6e", "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04" },
        { "sha1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374", "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
        { "sha1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b657920616e64204c6172676572205468616e204f6e6520426c6f636b2d53697a652044617461", "e8e99d0f45237d786d6bbaa7965c7808bbff1a91" },
        { "sha256", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
        { "sha256", "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
        { "sha256", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
        { "sha256", "0102030405060708090a0b0c0d0e0f10111213141516171819", "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
        { "sha256", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374", "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
        { "sha256", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e", "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
        { "sha384", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6" },
        { "sha384", "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649" },
        { "sha384", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27" },
        { "sha384", "0102030405060708090a0b0c0d0e0f10111213141516171819", "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb" },
        { "sha384", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374", "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952" },
        { "sha384", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e", "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e" },
        { "sha512", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854" },
        { "sha512", "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737" },
        { "sha512", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb" },
        { "sha512", "0102030405060708090a0b0c0d0e0f10111213141516171819", "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd" },
        { "sha512", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374", "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598" },
        { "sha512", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e", "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Prf_of_every_provider(string hash, string key, string data, string expected)
    {
        Assert.All(ProviderData.WithPrf(PrfOf(hash)), prf =>
        {
            byte[] output = new byte[prf.OutputSize];
            prf.Compute(Hex.Parse(key), Hex.Parse(data), output);
            Assert.Equal(expected, Hex.Format(output));

            using KeyedMac keyed = prf.Create(Hex.Parse(key));
            CheckInPieces(keyed, Hex.Parse(data), expected);
        });
    }

    /// <summary>The vectors whose key has the one size that an integrity algorithm takes.</summary>
    [Theory]
    [MemberData(nameof(Vectors))]
    [InlineData("md5_128", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "9294727a3638bb1c13f48ef8158bfc9d")]
    [InlineData("sha1_160", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "b617318655057264e28bc0b6fb378c8ef146be00")]
    [InlineData("sha256_96", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7")]
    public void Integrity_of_every_provider(string hash, string key, string data, string expected)
    {
        Assert.All(ProviderData.WithIntegrity(IntegrityOf(hash)), integrity =>
        {
            byte[] whole = Hex.Parse(key);
            if (whole.Length != integrity.KeySize)
            {
                Assert.Throws<ArgumentException>(() => integrity.Create(whole));
                return;
            }

            using KeyedMac keyed = integrity.Create(whole);
            Assert.Equal(integrity.IcvSize, keyed.OutputSize);
            CheckInPieces(keyed, Hex.Parse(data), expected[..(2 * integrity.IcvSize)]);
        });
    }

    [Theory]
    [InlineData("sha1", "hmac_sha1_test.json", 170)]
    [InlineData("sha256", "hmac_sha256_test.json", 174)]
    [InlineData("sha384", "hmac_sha384_test.json", 174)]
    [InlineData("sha512", "hmac_sha512_test.json", 174)]
    public void Wycheproof(string hash, string file, int count)
    {
        var tests = SharedVectors.Groups($"wycheproof/{file}").ToList();
        Assert.Equal(count, tests.Count);
        Assert.All(ProviderData.WithPrf(PrfOf(hash)), prf =>
        {
            foreach ((System.Text.Json.JsonElement testGroup, System.Text.Json.JsonElement test) in tests)
            {
                byte[] output = new byte[prf.OutputSize];
                prf.Compute(test.Bytes("key"), test.Bytes("msg"), output);
                bool equal = output.AsSpan(0, testGroup.Number("tagSize") / 8).SequenceEqual(test.Bytes("tag"));
                Assert.Equal(test.Text("result") == "valid", equal);
            }
        });
    }

    [Theory]
    [InlineData("md5_hmac", "PRF_HMAC_MD5", "md5", 6)]
    [InlineData("sha1_hmac", "PRF_HMAC_SHA1", "sha1", 3)]
    [InlineData("sha2_hmac", "PRF_HMAC_SHA2_256", "sha256", 3)]
    [InlineData("sha2_hmac", "PRF_HMAC_SHA2_384", "sha384", 3)]
    [InlineData("sha2_hmac", "PRF_HMAC_SHA2_512", "sha512", 3)]
    public void StrongSwan_prf(string family, string algorithm, string hash, int atLeast)
    {
        var vectors = SharedVectors.StrongSwan(family).Where(v => v.Text("alg") == algorithm).ToList();
        Assert.True(vectors.Count >= atLeast, $"{vectors.Count} vectors");
        Assert.All(ProviderData.WithPrf(PrfOf(hash)), prf =>
        {
            foreach (System.Text.Json.JsonElement vector in vectors)
            {
                byte[] output = new byte[prf.OutputSize];
                prf.Compute(vector.Bytes("key"), vector.Bytes("seed"), output);
                Assert.Equal(vector.Bytes("out"), output);
            }
        });
    }

    [Theory]
    [InlineData("md5_hmac", "AUTH_HMAC_MD5_96", "md5", 2)]
    [InlineData("md5_hmac", "AUTH_HMAC_MD5_128", "md5_128", 2)]
    [InlineData("sha1_hmac", "AUTH_HMAC_SHA1_160", "sha1_160", 2)]
    [InlineData("sha1_hmac", "AUTH_HMAC_SHA1_96", "sha1", 2)]
    [InlineData("sha2_hmac", "AUTH_HMAC_SHA2_256_128", "sha256", 3)]
    [InlineData("sha2_hmac", "AUTH_HMAC_SHA2_384_192", "sha384", 3)]
    [InlineData("sha2_hmac", "AUTH_HMAC_SHA2_512_256", "sha512", 3)]
    public void StrongSwan_integrity(string family, string algorithm, string hash, int atLeast)
    {
        var vectors = SharedVectors.StrongSwan(family).Where(v => v.Text("alg") == algorithm).ToList();
        Assert.True(vectors.Count >= atLeast, $"{vectors.Count} vectors");
        Assert.All(ProviderData.WithIntegrity(IntegrityOf(hash)), integrity =>
        {
            var usable = vectors.Where(v => v.Bytes("key").Length == integrity.KeySize).ToList();
            Assert.NotEmpty(usable);
            foreach (System.Text.Json.JsonElement vector in usable)
            {
                using KeyedMac keyed = integrity.Create(vector.Bytes("key"));
                CheckInPieces(keyed, vector.Bytes("data"), vector.Text("mac")[..(2 * integrity.IcvSize)]);
            }
        });
    }

    internal static void CheckInPieces(KeyedMac keyed, byte[] data, string expected)
    {
        byte[] output = new byte[keyed.OutputSize + 1];
        output[^1] = 0xA5;
        foreach (int piece in new[] { data.Length, 1, 7 })
        {
            for (int at = 0; at < data.Length; at += Math.Max(piece, 1))
            {
                keyed.Append(data.AsSpan(at, Math.Min(piece, data.Length - at)));
            }

            keyed.Append([]);
            keyed.Finish(output);
            Assert.Equal(expected, Hex.Format(output.AsSpan(0, keyed.OutputSize)));
            Assert.Equal(0xA5, output[^1]); // nothing behind the output is touched
        }
    }

    private static PseudorandomFunction PrfOf(string hash) => hash switch
    {
        "md5" => PseudorandomFunction.HmacMd5,
        "sha1" => PseudorandomFunction.HmacSha1,
        "sha256" => PseudorandomFunction.HmacSha2_256,
        "sha384" => PseudorandomFunction.HmacSha2_384,
        _ => PseudorandomFunction.HmacSha2_512,
    };

    private static IntegrityAlgorithm IntegrityOf(string hash) => hash switch
    {
        "md5" => IntegrityAlgorithm.HmacMd5_96,
        "md5_128" => IntegrityAlgorithm.HmacMd5_128,
        "sha1" => IntegrityAlgorithm.HmacSha1_96,
        "sha1_160" => IntegrityAlgorithm.HmacSha1_160,
        "sha256_96" => IntegrityAlgorithm.HmacSha2_256_96,
        "sha256" => IntegrityAlgorithm.HmacSha2_256_128,
        "sha384" => IntegrityAlgorithm.HmacSha2_384_192,
        _ => IntegrityAlgorithm.HmacSha2_512_256,
    };
}
