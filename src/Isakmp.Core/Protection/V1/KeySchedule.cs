using System.Security.Cryptography;
using Isakmp.Algorithms;

namespace Isakmp.Protection.V1;

/// <summary>The derivation of keys in IKEv1 (RFC 2409 sections 5 and 5.5); what follows from SKEYID is in <see cref="SkeyidKeys"/>.</summary>
internal static class KeySchedule
{
    /// <summary>The greatest output of a hash, in octets.</summary>
    public const int MaxPrfSize = 64;

    private const int MaxNonceSize = 256;

    /// <summary>SKEYID of pre-shared keys: prf(pre-shared-key, Ni_b | Nr_b).</summary>
    public static void ComputeSkeyid(IPrf prf, ReadOnlySpan<byte> sharedKey, ReadOnlySpan<byte> initiatorNonce, ReadOnlySpan<byte> responderNonce, Span<byte> skeyid)
    {
        Span<byte> nonces = stackalloc byte[2 * MaxNonceSize];
        initiatorNonce.CopyTo(nonces);
        responderNonce.CopyTo(nonces[initiatorNonce.Length..]);
        prf.Compute(sharedKey, nonces[..(initiatorNonce.Length + responderNonce.Length)], skeyid);
    }

    /// <summary>Cuts the key of the cipher from SKEYID_e, or expands that to Ka = K1 | K2 | ..., K1 = prf(SKEYID_e, 0), Kn = prf(SKEYID_e, Kn-1) (RFC 2409 appendix B).</summary>
    public static void ExpandCipherKey(IPrf prf, ReadOnlySpan<byte> encryptionKey, Span<byte> key)
    {
        if (key.Length <= encryptionKey.Length)
        {
            encryptionKey[..key.Length].CopyTo(key);
            return;
        }

        Span<byte> block = stackalloc byte[MaxPrfSize];
        block = block[..prf.OutputSize];
        using KeyedMac mac = prf.Create(encryptionKey);
        for (int done = 0; done < key.Length; done += block.Length)
        {
            mac.Append(done == 0 ? [0] : block);
            mac.Finish(block);
            block[..Math.Min(block.Length, key.Length - done)].CopyTo(key[done..]);
        }

        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>KEYMAT of one SA of Quick Mode, which is one direction of one protocol (RFC 2409 section 5.5).</summary>
    /// <param name="algorithm">The pseudorandom function.</param>
    /// <param name="derivationKey">SKEYID_d.</param>
    /// <param name="sharedSecret">The shared secret of the exchange's own Diffie-Hellman; empty without perfect forward secrecy.</param>
    /// <param name="protocol">The number of the protocol.</param>
    /// <param name="spi">The SPI, chosen by the side that receives.</param>
    /// <param name="initiatorNonce">The nonce of the exchange's initiator.</param>
    /// <param name="responderNonce">The other; empty where the key is used before it is known.</param>
    /// <param name="keymat">As many octets as are needed.</param>
    public static void DeriveKeymat(
        IPrf algorithm,
        ReadOnlySpan<byte> derivationKey,
        ReadOnlySpan<byte> sharedSecret,
        byte protocol,
        ReadOnlySpan<byte> spi,
        ReadOnlySpan<byte> initiatorNonce,
        ReadOnlySpan<byte> responderNonce,
        Span<byte> keymat)
    {
        Span<byte> block = stackalloc byte[MaxPrfSize];
        block = block[..algorithm.OutputSize];
        using KeyedMac mac = algorithm.Create(derivationKey);
        for (int done = 0; done < keymat.Length; done += block.Length)
        {
            mac.Append(done == 0 ? [] : block);
            mac.Append(sharedSecret);
            mac.Append([protocol]);
            mac.Append(spi);
            mac.Append(initiatorNonce);
            mac.Append(responderNonce);
            mac.Finish(block);
            block[..Math.Min(block.Length, keymat.Length - done)].CopyTo(keymat[done..]);
        }

        CryptographicOperations.ZeroMemory(block);
    }
}
