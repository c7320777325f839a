using Isakmp.Algorithms;
using Isakmp.Registry;

namespace Isakmp.Crypto.Tests;

/// <summary>Disposal, misuse and cross-checks of the keyed objects of every provider.</summary>
public class KeyedObjectTests
{
    /// <summary>Random messages of all kinds of lengths: every implementation agrees with BouncyCastle's.</summary>
    [Theory]
    [MemberData(nameof(ProviderData.Aeads), MemberType = typeof(ProviderData))]
    public void Aeads_agree(int algorithm, int keyBits)
    {
        var number = new EncryptionAlgorithm((ushort)algorithm);
        IAead reference = BouncyCastleProvider.Instance.GetAead(number, keyBits)!;
        foreach (IAead aead in ProviderData.WithAead(number, keyBits))
        {
            var random = new Random(algorithm + keyBits);
            byte[] key = Next(random, aead.KeySize);
            using KeyedAead keyed = aead.Create(key);
            using KeyedAead expected = reference.Create(key);
            foreach (int length in new[] { 0, 1, 15, 16, 17, 63, 64, 65, 255, 1400, 4096, 4097, 65000 })
            {
                byte[] nonce = Next(random, aead.SaltSize + aead.IvSize);
                byte[] associated = Next(random, random.Next(0, 60));
                byte[] plaintext = Next(random, length);
                byte[] sealedByReference = new byte[length];
                byte[] icv = new byte[aead.IcvSize];
                expected.Seal(nonce, associated, plaintext, sealedByReference, icv);
                AeadChecks.SealAndOpen(aead, key, nonce, associated, plaintext, [.. sealedByReference, .. icv]);
                byte[] output = new byte[length];
                Assert.True(keyed.TryOpen(nonce, associated, sealedByReference, icv, output));
                Assert.Equal(plaintext, output);
            }
        }
    }

    [Theory]
    [MemberData(nameof(ProviderData.Aeads), MemberType = typeof(ProviderData))]
    public void An_aead_refuses_misuse(int algorithm, int keyBits)
    {
        foreach (IAead aead in ProviderData.WithAead(new EncryptionAlgorithm((ushort)algorithm), keyBits))
        {
            byte[] nonce = new byte[aead.SaltSize + aead.IvSize];
            byte[] buffer = new byte[64];
            byte[] icv = new byte[aead.IcvSize];
            Assert.Throws<ArgumentException>(() => aead.Create(new byte[aead.KeySize + aead.SaltSize]));
            Assert.Throws<ArgumentException>(() => aead.Create([]));
            KeyedAead keyed = aead.Create(new byte[aead.KeySize]);
            Assert.Throws<ArgumentException>(() => keyed.Seal(new byte[8], [], buffer, buffer, icv));
            Assert.Throws<ArgumentException>(() => keyed.Seal(nonce, [], buffer, new byte[63], icv));
            Assert.Throws<ArgumentException>(() => keyed.Seal(nonce, [], buffer, buffer, new byte[aead.IcvSize - 1]));
            Assert.Throws<ArgumentException>(() => keyed.Seal(nonce, [], buffer.AsSpan(0, 32), buffer.AsSpan(1, 32), icv));
            Assert.Throws<ArgumentException>(() => keyed.TryOpen(nonce, [], buffer, new byte[aead.IcvSize + 1], buffer));
            Assert.Throws<ArgumentException>(() => keyed.TryOpen(nonce, [], buffer.AsSpan(1, 32), icv, buffer.AsSpan(0, 32)));
            keyed.Dispose();
            keyed.Dispose();
            Assert.Throws<ObjectDisposedException>(() => keyed.Seal(nonce, [], buffer, buffer, icv));
            Assert.Throws<ObjectDisposedException>(() => keyed.TryOpen(nonce, [], buffer, icv, buffer));
        }
    }

    [Theory]
    [MemberData(nameof(ProviderData.Ciphers), MemberType = typeof(ProviderData))]
    public void A_cipher_refuses_misuse(int algorithm, int keyBits)
    {
        foreach (ICipher cipher in ProviderData.WithCipher(new EncryptionAlgorithm((ushort)algorithm), keyBits))
        {
            byte[] iv = new byte[cipher.IvSize];
            byte[] buffer = new byte[64];
            Assert.Throws<ArgumentException>(() => cipher.Create(new byte[cipher.KeySize - 1]));
            KeyedCipher keyed = cipher.Create(new byte[cipher.KeySize]);
            Assert.Throws<ArgumentException>(() => keyed.Encrypt(new byte[cipher.IvSize - 1], buffer, buffer));
            if (cipher.BlockSize > 1)
            {
                Assert.Throws<ArgumentException>(() => keyed.Encrypt(iv, buffer.AsSpan(0, 17), buffer.AsSpan(0, 17)));
            }

            Assert.Throws<ArgumentException>(() => keyed.Decrypt(iv, buffer.AsSpan(0, 32), buffer.AsSpan(16, 32)));
            Assert.Throws<ArgumentException>(() => keyed.Decrypt(iv, buffer, new byte[48]));
            keyed.Encrypt(iv, buffer, buffer);
            keyed.Decrypt(iv, buffer, buffer);
            Assert.Equal(new byte[64], buffer);
            keyed.Dispose();
            keyed.Dispose();
            Assert.Throws<ObjectDisposedException>(() => keyed.Encrypt(iv, buffer, buffer));
            Assert.Throws<ObjectDisposedException>(() => keyed.Decrypt(iv, buffer, buffer));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_prf_refuses_misuse(int algorithm)
    {
        foreach (IPrf prf in ProviderData.WithPrf(new PseudorandomFunction((ushort)algorithm)))
        {
            Assert.Throws<ArgumentException>(() => prf.Compute([1], [2], new byte[prf.OutputSize - 1]));
            Assert.Throws<ArgumentException>(() => prf.Compute([1], [2], new byte[prf.OutputSize + 1]));
            KeyedMac keyed = prf.Create([1]);
            Assert.Equal(prf.OutputSize, keyed.OutputSize);
            Assert.Throws<ArgumentException>(() => keyed.Finish(new byte[prf.OutputSize - 1]));
            keyed.Dispose();
            keyed.Dispose();
            Assert.Throws<ObjectDisposedException>(() => keyed.Append([1]));
            Assert.Throws<ObjectDisposedException>(() => keyed.Finish(new byte[prf.OutputSize]));
        }
    }

    /// <summary>Keys of every length that IKE can bring, the empty one of a missing nonce included: every implementation agrees with BouncyCastle's.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Prfs_agree(int algorithm)
    {
        var number = new PseudorandomFunction((ushort)algorithm);
        IPrf reference = BouncyCastleProvider.Instance.GetPrf(number)!;
        foreach (IPrf prf in ProviderData.WithPrf(number))
        {
            var random = new Random(algorithm);
            foreach (int length in new[] { 0, 1, 16, 63, 64, 65, 127, 128, 129, 512 })
            {
                byte[] key = Next(random, length);
                byte[] data = Next(random, random.Next(0, 600));
                byte[] expected = new byte[prf.OutputSize];
                byte[] output = new byte[prf.OutputSize];
                reference.Compute(key, data, expected);
                prf.Compute(key, data, output);
                Assert.Equal(expected, output);
            }
        }
    }

    private static byte[] Next(Random random, int length)
    {
        byte[] octets = new byte[length];
        random.NextBytes(octets);
        return octets;
    }
}
