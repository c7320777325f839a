using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Primitives;
using Isakmp.Registry;

namespace Isakmp.Protection;

/// <summary>The derivation of keys in IKEv2 (RFC 7296 sections 2.14 and 2.17).</summary>
internal static class KeySchedule
{
    private const int MaxNonceSize = 256;
    private const int MaxPrfSize = 64;

    /// <summary>Derives the keys of the first IKE SA: SKEYSEED = prf(Ni | Nr, g^ir), then prf+ (SKEYSEED, Ni | Nr | SPIi | SPIr).</summary>
    public static SkKeys DeriveIkeKeys(
        IkeSuite suite, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> responderNonce, Spi initiator, Spi responder)
    {
        Span<byte> seed = stackalloc byte[(2 * MaxNonceSize) + (2 * Spi.Size)];
        int nonces = Concatenate(initiatorNonce, responderNonce, seed);
        initiator.Write(seed[nonces..]);
        responder.Write(seed[(nonces + Spi.Size)..]);

        Span<byte> skeyseed = stackalloc byte[MaxPrfSize];
        skeyseed = skeyseed[..suite.Prf.OutputSize];
        ComputeSkeyseed(suite.Prf, initiatorNonce, responderNonce, sharedSecret, skeyseed);

        var keys = new SkKeys(suite.Prf.PreferredKeySize, suite.Protection.IntegrityKeySize, suite.Protection.EncryptionKeySize);
        using (KeyedMac prf = suite.Prf.Create(skeyseed))
        {
            PrfPlus.Expand(prf, seed[..(nonces + (2 * Spi.Size))], keys.All);
        }

        CryptographicOperations.ZeroMemory(skeyseed);
        return keys;
    }

    /// <summary>Derives KEYMAT = prf+ (SK_d, Ni | Nr) of a Child SA without a key exchange of its own.</summary>
    public static void DeriveChildKeys(
        IPrf algorithm, ReadOnlySpan<byte> skD, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> responderNonce, Span<byte> keymat)
    {
        Span<byte> seed = stackalloc byte[2 * MaxNonceSize];
        int nonces = Concatenate(initiatorNonce, responderNonce, seed);
        using KeyedMac prf = algorithm.Create(skD);
        PrfPlus.Expand(prf, seed[..nonces], keymat);
    }

    private static void ComputeSkeyseed(
        IPrf prf, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> responderNonce, ReadOnlySpan<byte> sharedSecret, Span<byte> skeyseed)
    {
        // RFC 7296 2.14: of a key whose size is fixed, half comes from each nonce. Nonces are at least as long as that (2.10).
        if (AlgorithmFacts.TryGetPrf(prf.Algorithm, out PrfFacts facts) && facts.IsFixedKey)
        {
            int half = facts.KeySize / 2;
            initiatorNonce = initiatorNonce[..Math.Min(half, initiatorNonce.Length)];
            responderNonce = responderNonce[..Math.Min(half, responderNonce.Length)];
        }

        Span<byte> key = stackalloc byte[2 * MaxNonceSize];
        int size = Concatenate(initiatorNonce, responderNonce, key);
        prf.Compute(key[..size], sharedSecret, skeyseed);
    }

    private static int Concatenate(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> destination)
    {
        first.CopyTo(destination);
        second.CopyTo(destination[first.Length..]);
        return first.Length + second.Length;
    }
}
