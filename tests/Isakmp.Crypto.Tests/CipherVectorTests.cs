using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Registry;
using Isakmp.Testing;

namespace Isakmp.Crypto.Tests;

/// <summary>The ciphers without authentication against published vectors, and the chaining from message to message.</summary>
public class CipherVectorTests
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
    public void Wycheproof() => CheckPadded("aes_cbc_pkcs5_test.json", EncryptionAlgorithm.AesCbc);

    [Fact]
    public void Wycheproof_camellia() => CheckPadded("camellia_cbc_pkcs5_test.json", EncryptionAlgorithm.CamelliaCbc);

    private static void CheckPadded(string file, EncryptionAlgorithm algorithm)
    {
        var tests = SharedVectors.Groups($"wycheproof/{file}").Select(t => t.Test).Where(t => t.Text("result") == "valid").ToList();
        Assert.Equal(72, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] message = test.Bytes("msg");
            int padding = 16 - (message.Length % 16);
            CheckAll(algorithm, test.Bytes("key").Length * 8, test.Bytes("key"), test.Bytes("iv"), [.. message, .. Enumerable.Repeat((byte)padding, padding)], test.Bytes("ct"));
        }
    }

    /// <summary>RFC 3686 section 6, test vectors 1, 2, 3, 4 and 9: the key material is the key and the nonce.</summary>
    [Theory]
    [InlineData("ae6852f8121067cc4bf7a5765577f39e00000030", "0000000000000000", "53696e676c6520626c6f636b206d7367", "e4095d4fb7a7b3792d6175a3261311b8")]
    [InlineData("7e24067817fae0d743d6ce1f32539163006cb6db", "c0543b59da48d90b", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "5104a106168a72d9790d41ee8edad388eb2e1efc46da57c8fce630df9141be28")]
    [InlineData("7691be035e5020a8ac6e618529f9a0dc00e0017b", "27777f3f4a1786f0", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223", "c1cf48a89f2ffdd9cf4652e9efdb72d74540a42bde6d7836d59a5ceaaef3105325b2072f")]
    [InlineData("16af5b145fc9f579c175f93e3bfb0eed863d06ccfdb7851500000048", "36733c147d6d93cb", "53696e676c6520626c6f636b206d7367", "4b55384fe259c9c84e7935a003cbe928")]
    [InlineData("ff7a617ce69148e4f1726e2f43581de2aa62d9f805532edff1eed687fb54153d001cc5b7", "51a51d70a1c11148", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223", "eb6c52821d0bbbf7ce7594462aca4faab407df866569fd07f48cc0b583d6071f1ec0e6b8")]
    public void Counter_mode_of_the_rfc(string material, string iv, string plaintext, string ciphertext) =>
        CheckAll(EncryptionAlgorithm.AesCtr, (material.Length / 2 * 8) - 32, Hex.Parse(material), Hex.Parse(iv), Hex.Parse(plaintext), Hex.Parse(ciphertext));

    [Theory]
    [InlineData("des", "ENCR_DES", 2, 2, true)]
    [InlineData("3des_cbc", "ENCR_3DES", 3, 2, true)]
    [InlineData("cast", "ENCR_CAST", 6, 1, false)]
    [InlineData("blowfish", "ENCR_BLOWFISH", 7, 2, false)]
    [InlineData("aes_ctr", "ENCR_AES_CTR", 13, 9, false)]
    [InlineData("camellia_cbc", "ENCR_CAMELLIA_CBC", 23, 6, false)]
    [InlineData("camellia_ctr", "ENCR_CAMELLIA_CTR", 24, 9, false)]
    public void StrongSwan_others(string family, string name, int algorithm, int count, bool isKeyFixed)
    {
        var vectors = SharedVectors.StrongSwan(family).Where(vector => vector.Text("alg") == name).ToList();
        Assert.Equal(count, vectors.Count);
        foreach (JsonElement vector in vectors)
        {
            CheckAll(
                new EncryptionAlgorithm((ushort)algorithm),
                isKeyFixed ? 0 : vector.Number("key_size") * 8,
                vector.Bytes("key"),
                vector.Bytes("iv"),
                vector.Bytes("plain"),
                vector.Bytes("cipher"));
        }
    }

    /// <summary>A key that DES knows as weak decrypts what it encrypted, and three times the same key makes 3DES the same as DES.</summary>
    [Fact]
    public void Weak_keys_are_taken()
    {
        byte[] weak = Hex.Parse("0101010101010101");
        byte[] iv = Hex.Parse("0011223344556677");
        byte[] plaintext = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
        byte[] expected = new byte[plaintext.Length];
        using (KeyedCipher reference = BouncyCastleProvider.Instance.GetCipher(EncryptionAlgorithm.Des, 0)!.Create(weak))
        {
            reference.Encrypt(iv, plaintext, expected);
        }

        CheckAll(EncryptionAlgorithm.Des, 0, weak, iv, plaintext, expected);
        CheckAll(EncryptionAlgorithm.TripleDes, 0, [.. weak, .. weak, .. weak], iv, plaintext, expected);
        byte[] strong = Hex.Parse("0123456789abcdef");
        using (KeyedCipher reference = BouncyCastleProvider.Instance.GetCipher(EncryptionAlgorithm.Des, 0)!.Create(strong))
        {
            reference.Encrypt(iv, plaintext, expected);
        }

        CheckAll(EncryptionAlgorithm.TripleDes, 0, [.. strong, .. strong, .. strong], iv, plaintext, expected);
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
    [MemberData(nameof(ProviderData.Ciphers), MemberType = typeof(ProviderData))]
    public void Message_after_message(int algorithm, int keyBits)
    {
        var number = new EncryptionAlgorithm((ushort)algorithm);
        ICipher reference = BouncyCastleProvider.Instance.GetCipher(number, keyBits)!;
        Assert.All(ProviderData.WithCipher(number, keyBits), cipher =>
        {
            var random = new Random(keyBits);
            byte[] key = new byte[cipher.KeySize];
            random.NextBytes(key);
            using KeyedCipher keyed = cipher.Create(key);
            foreach (int length in new[] { 0, 16, 32, 64, 0, 1424, 4080, 4096, 4112, 8192, 8208, 65520, 16, 8, 1, 17, 4095, 4097 })
            {
                byte[] iv = new byte[cipher.IvSize];
                byte[] plaintext = new byte[length - (length % cipher.BlockSize)];
                byte[] expected = new byte[plaintext.Length];
                random.NextBytes(iv);
                random.NextBytes(plaintext);
                using KeyedCipher fresh = reference.Create(key);
                fresh.Encrypt(iv, plaintext, expected);
                Check(keyed, iv, plaintext, expected);
            }
        });
    }

    private static void CheckAll(byte[] key, byte[] iv, byte[] plaintext, byte[] ciphertext) =>
        CheckAll(EncryptionAlgorithm.AesCbc, key.Length * 8, key, iv, plaintext, ciphertext);

    private static void CheckAll(EncryptionAlgorithm algorithm, int keyBits, byte[] key, byte[] iv, byte[] plaintext, byte[] ciphertext) =>
        Assert.All(ProviderData.WithCipher(algorithm, keyBits), cipher =>
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
