using System.Security.Cryptography;
using Isakmp.Algorithms;

namespace Isakmp.Authentication;

/// <summary>The AUTH payload of a pre-shared key (RFC 7296 section 2.15).</summary>
internal static class SharedKeyAuthentication
{
    private const int MaxPrfSize = 64;

    // RFC 7296 2.15: 17 ASCII characters without null termination
    private static ReadOnlySpan<byte> KeyPad => "Key Pad for IKEv2"u8;

    /// <summary>Computes AUTH = prf( prf(Shared Secret, "Key Pad for IKEv2"), message | nonce | prf(SK_p, ID body) ).</summary>
    /// <param name="algorithm">The negotiated PRF.</param>
    /// <param name="sharedSecret">The pre-shared key.</param>
    /// <param name="message">The first message of the side that is authenticated, as it was sent.</param>
    /// <param name="nonce">The nonce of the other side.</param>
    /// <param name="skP">SK_pi or SK_pr of the side that is authenticated.</param>
    /// <param name="identityBody">The body of its ID payload: type, three reserved octets, data.</param>
    /// <param name="destination">As many octets as the PRF puts out.</param>
    public static void Compute(
        IPrf algorithm,
        ReadOnlySpan<byte> sharedSecret,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> skP,
        ReadOnlySpan<byte> identityBody,
        Span<byte> destination)
    {
        Span<byte> maced = stackalloc byte[MaxPrfSize];
        maced = maced[..algorithm.OutputSize];
        algorithm.Compute(skP, identityBody, maced);

        Span<byte> key = stackalloc byte[MaxPrfSize];
        key = key[..algorithm.OutputSize];
        algorithm.Compute(sharedSecret, KeyPad, key);

        using KeyedMac prf = algorithm.Create(key);
        prf.Append(message);
        prf.Append(nonce);
        prf.Append(maced);
        prf.Finish(destination);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(maced);
    }
}
