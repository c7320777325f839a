using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Crypto.Tests;

/// <summary>The hash functions against the one-block examples of FIPS 180 and RFC 1321 and the strongSwan vectors.</summary>
public class HashVectorTests
{
    [Theory]
    [InlineData(1, "a9993e364706816aba3e25717850c26c9cd0d89d")]
    [InlineData(2, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(3, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7")]
    [InlineData(1027, "900150983cd24fb0d6963f7d28e17f72")]
    [InlineData(4, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")]
    public void Of_abc(int algorithm, string expected) => Check(new HashAlgorithmIdentifier((ushort)algorithm), [.. "abc"u8], Hex.Parse(expected));

    [Theory]
    [InlineData("md5", "HASH_MD5", 1027, 3)]
    [InlineData("sha1", "HASH_SHA1", 1, 4)]
    [InlineData("sha2", "HASH_SHA256", 2, 3)]
    [InlineData("sha2", "HASH_SHA384", 3, 3)]
    [InlineData("sha2", "HASH_SHA512", 4, 3)]
    public void StrongSwan(string family, string name, int algorithm, int atLeast)
    {
        var vectors = SharedVectors.StrongSwan(family).Where(v => v.Text("alg") == name).ToList();
        Assert.True(vectors.Count >= atLeast, $"{vectors.Count} vectors");
        foreach (JsonElement vector in vectors)
        {
            Check(new HashAlgorithmIdentifier((ushort)algorithm), vector.Bytes("data"), vector.Bytes("hash"));
        }
    }

    private static void Check(HashAlgorithmIdentifier algorithm, byte[] data, byte[] expected) =>
        Assert.All(ProviderData.WithHash(algorithm), hash =>
        {
            Assert.Equal(algorithm, hash.Algorithm);
            byte[] output = new byte[hash.Size];
            hash.Compute(data, output);
            Assert.Equal(expected, output);
            Assert.Throws<ArgumentException>(() => hash.Compute(data, new byte[hash.Size + 1]));
        });
}
