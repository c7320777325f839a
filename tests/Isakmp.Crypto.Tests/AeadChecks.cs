using Isakmp.Algorithms;

namespace Isakmp.Crypto.Tests;

/// <summary>What any vector of an AEAD lets one check.</summary>
public static class AeadChecks
{
    /// <summary>Seals and opens apart and in place, twice, and sees every kind of alteration refused.</summary>
    public static void SealAndOpen(IAead aead, byte[] key, byte[] nonce, byte[] associatedData, byte[] plaintext, byte[] ciphertextAndIcv)
    {
        byte[] ciphertext = ciphertextAndIcv[..plaintext.Length];
        byte[] icv = ciphertextAndIcv[plaintext.Length..];
        using KeyedAead keyed = aead.Create(key);
        for (int repeat = 0; repeat < 2; repeat++)
        {
            byte[] output = new byte[plaintext.Length];
            byte[] tag = new byte[aead.IcvSize];
            keyed.Seal(nonce, associatedData, plaintext, output, tag);
            Assert.Equal(ciphertext, output);
            Assert.Equal(icv, tag);

            byte[] inPlace = [.. plaintext];
            keyed.Seal(nonce, associatedData, inPlace, inPlace, tag);
            Assert.Equal(ciphertext, inPlace);
            Assert.Equal(icv, tag);

            Assert.True(keyed.TryOpen(nonce, associatedData, ciphertext, icv, output));
            Assert.Equal(plaintext, output);
            Assert.True(keyed.TryOpen(nonce, associatedData, inPlace, icv, inPlace));
            Assert.Equal(plaintext, inPlace);

            RefusesAlterations(keyed, nonce, associatedData, ciphertext, icv);
        }
    }

    private static void RefusesAlterations(KeyedAead keyed, byte[] nonce, byte[] associatedData, byte[] ciphertext, byte[] icv)
    {
        byte[] output = new byte[ciphertext.Length];
        foreach (byte[] input in new[] { nonce, associatedData, ciphertext, icv })
        {
            foreach (int at in new[] { 0, input.Length / 2, input.Length - 1 })
            {
                if (input.Length == 0)
                {
                    continue;
                }

                input[at] ^= 0x40;
                Assert.False(keyed.TryOpen(nonce, associatedData, ciphertext, icv, output));
                Assert.DoesNotContain(output, octet => octet != 0);
                input[at] ^= 0x40;
            }
        }
    }
}
