using System.Text.Json;
using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Tests;

/// <summary>The families of the strongSwan test vectors that this slice covers; the number of vectors that ran is asserted.</summary>
public class StrongSwanVectorTests
{
    public static TheoryData<string> Providers => ProviderData.All;

    [Theory]
    [MemberData(nameof(Providers))]
    public void Aes_cbc(string name)
    {
        ICryptoProvider provider = ProviderData.Get(name);
        foreach (JsonElement vector in SharedVectors.StrongSwan("aes_cbc"))
        {
            if (provider.GetCipher(EncryptionAlgorithm.AesCbc, vector.Number("key_size") * 8) is not { } cipher)
            {
                continue;
            }

            using KeyedCipher keyed = cipher.Create(vector.Bytes("key"));
            byte[] plain = vector.Bytes("plain");
            byte[] expected = vector.Bytes("cipher");
            byte[] output = new byte[plain.Length];
            for (int repeat = 0; repeat < 2; repeat++)
            {
                keyed.Encrypt(vector.Bytes("iv"), plain, output);
                Assert.Equal(expected, output);
                keyed.Decrypt(vector.Bytes("iv"), expected, output);
                Assert.Equal(plain, output);
            }
        }
    }

    [Theory]
    [InlineData("aes_gcm", "ENCR_AES_GCM_ICV16", 12)]
    [InlineData("chacha20poly1305", "ENCR_CHACHA20_POLY1305", 4)]
    public void Aeads(string family, string algorithm, int atLeast)
    {
        foreach (string name in ProviderData.Names)
        {
            if (ProviderData.TryGet(name) is not { } provider)
            {
                continue;
            }

            int ran = 0;
            foreach (JsonElement vector in SharedVectors.StrongSwan(family).Where(v => v.Text("alg") == algorithm))
            {
                IAead? aead = algorithm.Contains("GCM", StringComparison.Ordinal)
                    ? provider.GetAead(EncryptionAlgorithm.AesGcm16, vector.Number("key_size") * 8)
                    : provider.GetAead(EncryptionAlgorithm.ChaCha20Poly1305, 0);
                if (aead is not null)
                {
                    byte[] material = vector.Bytes("key");
                    AeadChecks.SealAndOpen(
                        aead,
                        material[..aead.KeySize],
                        [.. material[aead.KeySize..], .. vector.Bytes("iv")],
                        vector.Bytes("adata"),
                        vector.Bytes("plain"),
                        vector.Bytes("cipher"));
                    ran++;
                }
            }

            Assert.True(ran >= atLeast || (name == ProviderData.Libcrypto && ran == 0), $"{name}: {ran} vectors");
        }
    }
}
