using System.Security.Cryptography;
using Isakmp.Algorithms;
using Isakmp.Primitives;

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
        suite.Prf.Compute(seed[..nonces], sharedSecret, skeyseed);

        var keys = new SkKeys(suite.Prf.PreferredKeySize, suite.IntegrityKeySize, suite.EncryptionKeySize);
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

    private static int Concatenate(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> destination)
    {
        first.CopyTo(destination);
        second.CopyTo(destination[first.Length..]);
        return first.Length + second.Length;
    }
}
