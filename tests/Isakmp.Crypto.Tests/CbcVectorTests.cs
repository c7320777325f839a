using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Crypto.Tests;

/// <summary>AES-CBC against published vectors, and the chaining from message to message.</summary>
public class CbcVectorTests
{
    /// <summary>RFC 3602 section 4.</summary>
    [Theory]
    [InlineData("06a9214036b8a15b512e03d534120006", "3dafba429d9eb430b422da802c9fac41", "53696e676c6520626c6f636b206d7367", "e353779c1079aeb82708942dbe77181a")]
    [InlineData("c286696d887c9aa0611bbb3e2025a45a", "562e17996d093d28ddb3ba695a2e6f58", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "d296cd94c2cccf8a3a863028b5e1dc0a7586602d253cfff91b8266bea6d61ab1")]
    [InlineData("6c3ea0477630ce21a2ce334aa746c2cd", "c782dc4c098c66cbd9cd27d825682c81", "5468697320697320612034382d62797465206d657373616765202865786163746c7920332041455320626c6f636b7329", "d0a02b3836451753d493665d33f0e8862dea54cdb293abc7506939276772f8d5021c19216bad525c8579695d83ba2684")]
    [InlineData("56e47a38c5598974bc46903dba290349", "8ce82eefbea0da3c44699ed7db51b7d9", "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf", "c30e32ffedc0774e6aff6af0869f71aa0f3af07a9a31a9c684db207eb0ef8e4e35907aa632c3ffdf868bb7b29d3d46ad83ce9f9a102ee99d49a53e87f4c3da55")]
    public void Of_the_rfc(string key, string iv, string plaintext, string ciphertext) =>
        CheckAll(Hex.Parse(key), Hex.Parse(iv), Hex.Parse(plaintext), Hex.Parse(ciphertext));

    /// <summary>Wycheproof's valid vectors pad as PKCS #7; IKE pads otherwise, so the padding is written here.</summary>
    [Fact]
    public void Wycheproof()
    {
        var tests = SharedVectors.Groups("wycheproof/aes_cbc_pkcs5_test.json").Select(t => t.Test).Where(t => t.Text("result") == "valid").ToList();
        Assert.Equal(72, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] message = test.Bytes("msg");
            int padding = 16 - (message.Length % 16);
            CheckAll(test.Bytes("key"), test.Bytes("iv"), [.. message, .. Enumerable.Repeat((byte)padding, padding)], test.Bytes("ct"));
        }
    }

    [Fact]
    public void StrongSwan()
    {
        var vectors = SharedVectors.StrongSwan("aes_cbc").ToList();
        Assert.Equal(6, vectors.Count);
        foreach (JsonElement vector in vectors)
        {
            CheckAll(vector.Bytes("key"), vector.Bytes("iv"), vector.Bytes("plain"), vector.Bytes("cipher"));
        }
    }

    /// <summary>A keyed cipher that goes from message to message gives what a fresh one of BouncyCastle gives, at every length around the sizes of buffers.</summary>
    [Theory]
    [InlineData(128)]
    [InlineData(192)]
    [InlineData(256)]
    public void Message_after_message(int keyBits)
    {
        ICipher reference = BouncyCastleProvider.Instance.GetCipher(EncryptionAlgorithm.AesCbc, keyBits)!;
        Assert.All(ProviderData.WithCipher(EncryptionAlgorithm.AesCbc, keyBits), cipher =>
        {
            var random = new Random(keyBits);
            byte[] key = new byte[cipher.KeySize];
            random.NextBytes(key);
            using KeyedCipher keyed = cipher.Create(key);
            foreach (int length in new[] { 0, 16, 32, 64, 0, 1424, 4080, 4096, 4112, 8192, 8208, 65520, 16 })
            {
                byte[] iv = new byte[16];
                byte[] plaintext = new byte[length];
                byte[] expected = new byte[length];
                random.NextBytes(iv);
                random.NextBytes(plaintext);
                using KeyedCipher fresh = reference.Create(key);
                fresh.Encrypt(iv, plaintext, expected);
                Check(keyed, iv, plaintext, expected);
            }
        });
    }

    private static void CheckAll(byte[] key, byte[] iv, byte[] plaintext, byte[] ciphertext) =>
        Assert.All(ProviderData.WithCipher(EncryptionAlgorithm.AesCbc, key.Length * 8), cipher =>
        {
            using KeyedCipher keyed = cipher.Create(key);
            Check(keyed, iv, plaintext, ciphertext);
        });

    private static void Check(KeyedCipher keyed, byte[] iv, byte[] plaintext, byte[] ciphertext)
    {
        for (int repeat = 0; repeat < 2; repeat++)
        {
            byte[] output = new byte[plaintext.Length];
            keyed.Encrypt(iv, plaintext, output);
            Assert.Equal(ciphertext, output);
            keyed.Decrypt(iv, output, output);
            Assert.Equal(plaintext, output);
            keyed.Encrypt(iv, output, output);
            Assert.Equal(ciphertext, output);
            keyed.Decrypt(iv, ciphertext, output);
            Assert.Equal(plaintext, output);
        }
    }
}
