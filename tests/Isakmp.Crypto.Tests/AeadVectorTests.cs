using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Crypto.Tests;

/// <summary>AES-GCM, AES-CCM and ChaCha20-Poly1305 against published vectors.</summary>
public class AeadVectorTests
{
    private const string GcmPlaintext =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";

    private static IReadOnlyList<IAead> Gcm(int keyBits) => ProviderData.WithAead(EncryptionAlgorithm.AesGcm16, keyBits);

    private static IReadOnlyList<IAead> ChaCha20 => ProviderData.WithAead(EncryptionAlgorithm.ChaCha20Poly1305, 0);

    /// <summary>Test cases 4, 10 and 16 of the submission of GCM to NIST.</summary>
    [Theory]
    [InlineData(128, "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091", "5bc94fbc3221a5db94fae95ae7121a47")]
    [InlineData(192, "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710", "2519498e80f1478f37ba55bd6d27618c")]
    [InlineData(256, "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662", "76fc6ece0f4e1768cddf8853bb2d551b")]
    public void Gcm_of_the_submission(int keyBits, string ciphertext, string tag)
    {
        byte[] key = Hex.Parse("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")[..(keyBits / 8)];
        Assert.All(Gcm(keyBits), aead => AeadChecks.SealAndOpen(
            aead,
            key,
            Hex.Parse("cafebabefacedbaddecaf888"),
            Hex.Parse("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
            Hex.Parse(GcmPlaintext),
            Hex.Parse(ciphertext + tag)));
    }

    /// <summary>RFC 8439 section 2.8.2.</summary>
    [Fact]
    public void ChaCha20Poly1305_of_the_rfc()
    {
        byte[] plaintext = [.. "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."u8];
        const string Expected =
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36" +
            "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691";
        Assert.All(ChaCha20, aead => AeadChecks.SealAndOpen(
            aead,
            Hex.Parse("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
            Hex.Parse("07000000 4041424344454647"),
            Hex.Parse("50515253c0c1c2c3c4c5c6c7"),
            plaintext,
            Hex.Parse(Expected)));
    }

    /// <summary>RFC 7634 appendix B: a whole IKE message, its key material being 32 octets of key and 4 of salt.</summary>
    [Fact]
    public void ChaCha20Poly1305_in_an_IKE_message()
    {
        byte[] material = Hex.Parse("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f a0a1a2a3");
        byte[] message = Hex.Parse(
            "c0c1c2c3c4c5c6c7d0d1d2d3d4d5d6d72e202500000000090000004529000029" +
            "10111213141516176103 94701f8d017f7c129248896b71bfe25236efd7cdc670 66906315b2");
        Assert.Equal(69, message.Length);
        Assert.All(ChaCha20, aead =>
        {
            Assert.Equal(material.Length, aead.KeySize + aead.SaltSize);
            AeadChecks.SealAndOpen(
                aead,
                material[..aead.KeySize],
                [.. material[aead.KeySize..], .. message[32..40]],
                message[..32],
                Hex.Parse("0000000c000040010000000a00"),
                message[40..]);
        });
    }

    [Fact]
    public void Wycheproof_gcm()
    {
        var tests = Usable("aes_gcm_test.json");
        Assert.Equal(197, tests.Count);
        foreach (int keyBits in new[] { 128, 192, 256 })
        {
            Assert.All(Gcm(keyBits), aead => Check(aead, tests.Where(t => t.Bytes("key").Length * 8 == keyBits)));
        }
    }

    [Fact]
    public void Wycheproof_chacha20poly1305()
    {
        var tests = Usable("chacha20_poly1305_test.json");
        Assert.Equal(316, tests.Count);
        Assert.All(ChaCha20, aead => Check(aead, tests));
    }

    [Fact]
    public void Acvp_gcm()
    {
        var tests = SharedVectors.Groups("acvp/ACVP-AES-GCM-1.0.internalProjection.json")
            .Where(t => t.Group.Number("ivLen") == 96 && t.Group.Number("tagLen") == 128)
            .Select(t => t.Test)
            .ToList();
        Assert.Equal(30, tests.Count);
        Assert.All(Gcm(128), aead =>
        {
            foreach (JsonElement test in tests)
            {
                CheckOne(aead, test, test.Bytes("pt"), test.GetProperty("testPassed").GetBoolean());
            }
        });
    }

    /// <summary>Their nonces have 11 octets in few tests, and one file serves the three sizes of the tag.</summary>
    [Fact]
    public void Wycheproof_ccm()
    {
        int count = 0;
        foreach ((JsonElement group, JsonElement test) in SharedVectors.Groups("wycheproof/aes_ccm_test.json").Where(t => t.Group.Number("ivSize") == 88))
        {
            EncryptionAlgorithm algorithm = group.Number("tagSize") switch
            {
                64 => EncryptionAlgorithm.AesCcm8,
                96 => EncryptionAlgorithm.AesCcm12,
                _ => EncryptionAlgorithm.AesCcm16,
            };
            Assert.All(ProviderData.WithAead(algorithm, group.Number("keySize")), aead => Check(aead, [test]));
            count++;
        }

        Assert.Equal(18, count);
    }

    [Theory]
    [InlineData("aes_gcm", "ENCR_AES_GCM_ICV8", 18, 3)]
    [InlineData("aes_gcm", "ENCR_AES_GCM_ICV12", 19, 3)]
    [InlineData("aes_gcm", "ENCR_AES_GCM_ICV16", 20, 12)]
    [InlineData("aes_ccm", "ENCR_AES_CCM_ICV8", 14, 8)]
    [InlineData("aes_ccm", "ENCR_AES_CCM_ICV12", 15, 3)]
    [InlineData("aes_ccm", "ENCR_AES_CCM_ICV16", 16, 5)]
    [InlineData("chacha20poly1305", "ENCR_CHACHA20_POLY1305", 28, 4)]
    public void StrongSwan(string family, string name, int algorithm, int atLeast)
    {
        var vectors = SharedVectors.StrongSwan(family).Where(v => v.Text("alg") == name).ToList();
        Assert.True(vectors.Count >= atLeast, $"{vectors.Count} vectors");
        foreach (JsonElement vector in vectors)
        {
            byte[] material = vector.Bytes("key");
            int keyBits = algorithm == 28 ? 0 : vector.Number("key_size") * 8;
            Assert.All(ProviderData.WithAead(new EncryptionAlgorithm((ushort)algorithm), keyBits), aead => AeadChecks.SealAndOpen(
                aead,
                material[..aead.KeySize],
                [.. material.AsSpan(aead.KeySize, aead.SaltSize), .. vector.Bytes("iv")],
                vector.Bytes("adata"),
                vector.Bytes("plain"),
                vector.Bytes("cipher")));
        }
    }

    /// <summary>The tests with the sizes of IKE: 12 octets of nonce, 16 of tag.</summary>
    private static List<JsonElement> Usable(string file) =>
        [.. SharedVectors.Groups($"wycheproof/{file}").Where(t => t.Group.Number("ivSize") == 96 && t.Group.Number("tagSize") == 128).Select(t => t.Test)];

    private static void Check(IAead aead, IEnumerable<JsonElement> tests)
    {
        foreach (JsonElement test in tests)
        {
            CheckOne(aead, test, test.Bytes("msg"), test.Text("result") == "valid");
        }
    }

    private static void CheckOne(IAead aead, JsonElement test, byte[] plaintext, bool valid)
    {
        if (valid)
        {
            AeadChecks.SealAndOpen(
                aead, test.Bytes("key"), test.Bytes("iv"), test.Bytes("aad"), plaintext, [.. test.Bytes("ct"), .. test.Bytes("tag")]);
            return;
        }

        using KeyedAead keyed = aead.Create(test.Bytes("key"));
        byte[] output = new byte[test.Bytes("ct").Length];
        Assert.False(keyed.TryOpen(test.Bytes("iv"), test.Bytes("aad"), test.Bytes("ct"), test.Bytes("tag"), output));
        Assert.DoesNotContain(output, octet => octet != 0);
    }
}
