using Isakmp.Registry;
using Isakmp.Wire;

namespace Isakmp.Inspection.Decoding;

/// <summary>Tells a chain of payloads from what a wrong key makes of a message, where no ICV does.</summary>
internal static class Plausibility
{
    // RFC 2409 B pads with zeros to a whole block; some peers write up to 255 octets of other values.
    private const int LongestPadding = 255;

    /// <summary>Whether an IKEv1 chain is one: known types, reserved octets zero, lengths that fit, and no more behind it than padding may be.</summary>
    /// <param name="plaintext">What was decrypted.</param>
    /// <param name="first">The type of the first payload, as the header says.</param>
    /// <param name="hashSize">The size that a HASH payload must have, in octets: in every mode but phase 1 it is the first.</param>
    /// <param name="paddingLength">The octets behind the chain.</param>
    public static bool IsIkeV1(ReadOnlySpan<byte> plaintext, PayloadType first, int hashSize, out int paddingLength)
    {
        paddingLength = 0;
        var walker = new PayloadWalker(plaintext, 0, first, isV1: true);
        while (walker.MoveNext())
        {
            PayloadView payload = walker.Current;
            bool isHash = payload.Type == PayloadType.V1Hash && walker.Count == 1;
            if (!IsKnownInV1(payload.Type) || payload.Raw[1] != 0 || (isHash && payload.Body.Length != hashSize))
            {
                return false;
            }
        }

        paddingLength = plaintext.Length - walker.Position;
        return walker.Count > 0 && (walker.Status.IsOk || walker.Status.Error == WireError.TrailingData) && paddingLength <= LongestPadding;
    }

    /// <summary>Whether an IKEv2 chain is one: sound to its last octet, and of known types.</summary>
    public static bool IsIkeV2(ReadOnlySpan<byte> plaintext, PayloadType first)
    {
        var walker = new PayloadWalker(plaintext, first);
        while (walker.MoveNext())
        {
            if (!walker.Current.Type.IsKnown)
            {
                return false;
            }
        }

        return walker.Status.IsOk;
    }

    private static bool IsKnownInV1(PayloadType type) => type.Value is >= 1 and < 33 or >= 128;
}
